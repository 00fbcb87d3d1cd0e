/** Percentiles and heat map by interval, from the interval log. */
import { existsSync } from 'node:fs';
import { STAGES, type Stage } from '../pipeline/observer.ts';
import { addToBands, bandEdgesUs, trimmed } from './heat-map.ts';
import { LatencyHistogram } from './histogram.ts';
import { readHistogramLog } from './histogram-log.ts';
import type { ExactFigures, JournalInterval } from './journal.ts';
import type { HeatMap, LatencyColumns, RunSeries } from './series.ts';
import type { Grid } from './series-grid.ts';
import { PHASES } from './series-table.ts';

export async function latencyColumns(
  { perGroup, groups, intervals }: Grid,
  logFile: string,
): Promise<{ latency: RunSeries['latency']; heatMap: HeatMap | null }> {
  const stages = new Map<Stage, Record<keyof LatencyColumns, (number | null)[]>>();
  const maxUs = Math.max(
    0,
    ...intervals.flatMap(({ latency }) => [
      latency.measured.end_to_end?.maxUs ?? 0,
      latency.warmUp.end_to_end?.maxUs ?? 0,
    ]),
  );
  const edgesUs = bandEdgesUs(maxUs);
  const bands = Array.from({ length: groups }, () => new Array<number>(edgesUs.length - 1).fill(0));
  const exact = exactFigures(intervals);
  const open = new Map<Stage, LatencyHistogram>();
  let group = 0;
  const close = (): void => {
    for (const [stage, histogram] of open) {
      if (histogram.count === 0) continue;
      const columns = stages.get(stage) ?? emptyColumns(groups);
      stages.set(stage, columns);
      const { count, p50Us, p90Us, p99Us, p999Us, maxUs } = histogram.summary();
      columns.count[group] = count;
      columns.p50Us[group] = p50Us;
      columns.p90Us[group] = p90Us;
      columns.p99Us[group] = p99Us;
      columns.p999Us[group] = p999Us;
      columns.maxUs[group] = maxUs;
      histogram.reset();
    }
  };
  if (existsSync(logFile)) {
    const newest = intervals.at(-1)?.index ?? -1;
    for await (const { index, phase, stage, encoded } of readHistogramLog(logFile)) {
      // Its line in the journal was never written: the process ended in between.
      if (index > newest) break;
      const its = Math.floor(index / perGroup);
      if (its !== group) close();
      group = its;
      const histogram = open.get(stage) ?? new LatencyHistogram();
      open.set(stage, histogram);
      const part = LatencyHistogram.decodeBare(encoded, exact.get(`${index} ${phase} ${stage}`));
      histogram.merge(part);
      part.destroy();
      if (stage === 'end_to_end') addToBands(encoded, edgesUs, bands[group] as number[]);
    }
    close();
  }
  for (const histogram of open.values()) histogram.destroy();
  const inOrder = STAGES.flatMap((stage): [Stage, LatencyColumns][] => {
    const columns = stages.get(stage);
    return columns === undefined ? [] : [[stage, columns]];
  });
  return { latency: Object.fromEntries(inOrder), heatMap: trimmed(edgesUs, bands) };
}

function emptyColumns(groups: number): Record<keyof LatencyColumns, (number | null)[]> {
  const column = () => new Array<number | null>(groups).fill(null);
  return {
    count: column(),
    p50Us: column(),
    p90Us: column(),
    p99Us: column(),
    p999Us: column(),
    maxUs: column(),
  };
}

/** Beside the log, whose histograms know minimum and maximum only to three digits. */
function exactFigures(intervals: readonly JournalInterval[]): Map<string, ExactFigures> {
  const figures = new Map<string, ExactFigures>();
  for (const { index, latency } of intervals) {
    for (const phase of PHASES) {
      for (const [stage, exact] of Object.entries(latency[phase])) {
        figures.set(`${index} ${phase} ${stage}`, exact);
      }
    }
  }
  return figures;
}
