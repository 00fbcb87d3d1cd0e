/** What the page of a history gets: the history with every text inert. Its types are the contract with `reports/page/history/`. Pure. */
import { inert } from '../inert-text.ts';
import type { History, HistoryMetric } from './history.ts';

export interface HistoryPage {
  readonly history: History;
  /** What was left out for the page, as sentences. */
  readonly reduced: readonly string[];
}

/** More dots than these are a cloud. */
const MAX_RUNS = 1000;

export function historyPage(given: History): HistoryPage {
  const history = inert(given);
  const dropped = history.runs.length - MAX_RUNS;
  if (dropped <= 0) return { history, reduced: [] };
  return {
    history: {
      ...history,
      runs: history.runs.slice(dropped),
      metrics: history.metrics.map((metric) => withoutFirst(metric, dropped)),
    },
    reduced: [`Only the last ${MAX_RUNS.toLocaleString('en-US')} runs are shown.`],
  };
}

/** Of levels what lies in the runs that are left; shifts before them are gone. */
function withoutFirst(metric: HistoryMetric, dropped: number): HistoryMetric {
  return {
    ...metric,
    values: metric.values.slice(dropped),
    levels: metric.levels
      .filter(({ toRun }) => toRun >= dropped)
      .map(({ fromRun, toRun, ...level }) => ({
        ...level,
        fromRun: Math.max(0, fromRun - dropped),
        toRun: toRun - dropped,
      })),
    shifts: metric.shifts
      .filter(({ atRun }) => atRun >= dropped)
      .map((shift) => ({ ...shift, atRun: shift.atRun - dropped })),
  };
}
