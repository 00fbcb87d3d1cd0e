/** A history with everything that its page can show. */

import { historyLine, p99Of } from '../comparison/history.fixture.ts';
import type { History } from '../comparison/history.ts';
import type { HistoryLine, HistoryValue } from '../comparison/history-line.ts';
import { historyOf } from '../comparison/history-of.ts';

const RUNS = 36;
/** From here on p99 is a half higher. */
const WORSE_FROM = 20;
/** From here on consumers take a fifth less CPU. */
const BETTER_FROM = 28;
const OTHER_MACHINE = [8, 9, 10];
const SATURATED = 14;
const CROSSED = 25;

export function richHistory(changes: Partial<History> = {}): History {
  const history = historyOf(
    Array.from({ length: RUNS }, (_, at) => line(at)),
    {
      scenario: 'steady',
      last: 30,
      source: 'runs/history.jsonl',
      toolVersion: '0.1.0',
      createdAt: new Date(Date.UTC(2026, 1, 12)),
      warnings: ['2 lines cut short or not of this tool, passed over: line 3, 17'],
    },
  );
  return { ...history, ...changes };
}

function line(at: number): HistoryLine {
  const usual = historyLine(at);
  const wave = 1 + 0.02 * Math.sin(at * 2.3);
  const values = [p99Of(10 * wave * (at >= WORSE_FROM ? 1.5 : 1)), cpuOf(at, wave)];
  if (at === SATURATED)
    return { ...usual, values: [p99Of(31), cpuOf(at, wave)], verdict: 'saturated' };
  if (at === CROSSED) return { ...usual, values, verdict: 'thresholds' };
  if (OTHER_MACHINE.includes(at)) {
    const environment = { ...usual.environment, cpuModel: 'Another CPU' };
    return { ...usual, values: [p99Of(13 * wave), cpuOf(at, 1.3)], environment };
  }
  return { ...usual, values };
}

function cpuOf(at: number, wave: number): HistoryValue {
  return {
    ...{ label: 'cpu_per_event{group:consumers}', unit: 'µs', better: 'lower' },
    noiseThreshold: 0.05,
    value: 72 * wave * (at >= BETTER_FROM ? 0.8 : 1),
  };
}

/** Everything that comes from the file says `text`. */
export function hostileHistory(text: string): History {
  const history = richHistory();
  return {
    ...history,
    scenario: text,
    source: text,
    warnings: [text],
    runs: history.runs.map((run) => ({
      ...run,
      ...{ runId: text, startedAt: text, toolVersion: text, digest: text, leftOut: text },
      revision: { commit: text, isDirty: true },
    })),
    groups: history.groups.map((group) => ({
      ...group,
      seed: text,
      environment: { ...group.environment, cpuModel: text, node: text, platform: text, arch: text },
      differences: [text],
    })),
    // Names of metrics are unique, whatever else they are.
    metrics: history.metrics.map((metric, at) => ({
      ...metric,
      label: `${at} ${text}`,
      shifts: metric.shifts.map((shift) => ({ ...shift, text })),
    })),
  };
}

/** Nobody ran it, or every run is of before the metric was declared. */
export function emptyHistory(): History {
  return richHistory({ runs: [], runsKnown: 0, groups: [], metrics: [], warnings: [] });
}
