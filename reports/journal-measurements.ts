/** What a run measured, from what it wrote while it went on. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { COUNTERS, type Counter, type Stage } from '../pipeline/observer.ts';
import { LatencyHistogram } from './histogram.ts';
import { HISTOGRAM_LOG_FILE, readHistogramLog } from './histogram-log.ts';
import type { ExactFigures, JournalInterval } from './journal.ts';
import { Measurements } from './recorder.ts';
import { PHASES, type Phase, SeriesTable } from './series-table.ts';

/**
 * All topics of a stage together, under index 0: the log does not tell them apart. `initHistograms` must have been awaited.
 * @param folder of the run
 */
export async function measurementsOf(
  folder: string,
  intervals: readonly JournalInterval[],
): Promise<Measurements> {
  const counters = Object.fromEntries(
    COUNTERS.map((name) => [
      name,
      intervals.reduce((sum, { counters }) => sum + (counters[name] ?? 0), 0),
    ]),
  ) as Record<Counter, number>;
  const phases = { warmUp: new SeriesTable(), measured: new SeriesTable() };
  const exact = exactFigures(intervals);
  const log = join(folder, HISTOGRAM_LOG_FILE);
  if (existsSync(log)) {
    for await (const { index, phase, stage, encoded } of readHistogramLog(log)) {
      const key = keyOf(index, phase, stage);
      const figures = exact.get(key);
      if (figures === undefined) continue;
      const histogram = LatencyHistogram.decodeBare(encoded, figures);
      phases[phase].at(stage, 0).merge(histogram);
      histogram.destroy();
      // A stage may have a line for each topic; the sum is that of all of them, and counts once.
      exact.set(key, { ...figures, sumUs: 0 });
    }
  }
  return new Measurements(counters, phases);
}

function exactFigures(intervals: readonly JournalInterval[]): Map<string, ExactFigures> {
  const figures = new Map<string, ExactFigures>();
  for (const { index, latency } of intervals) {
    for (const phase of PHASES) {
      for (const [stage, exact] of Object.entries(latency[phase])) {
        figures.set(keyOf(index, phase, stage as Stage), exact);
      }
    }
  }
  return figures;
}

function keyOf(index: number, phase: Phase, stage: Stage): string {
  return `${index} ${phase} ${stage}`;
}
