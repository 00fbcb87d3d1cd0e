/** What a run wrote while it went on, read back: the same way after a finished run and after one that was killed. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { type Journal, readJournal } from '../../reports/journal.ts';
import { seriesOf } from '../../reports/run-series.ts';
import type { RunSeries } from '../../reports/series.ts';

export interface Recorded {
  readonly intervals: Journal['intervals'];
  readonly series: RunSeries | null;
}

/**
 * A finished run is worth its record even where its time series cannot be read back.
 * @param plannedPerSecond by the plan; undefined when it was not replayed
 */
export async function readRecorded(
  folder: string,
  plannedPerSecond: ArrayLike<number> | undefined,
): Promise<Recorded> {
  try {
    const journal = readJournal(folder);
    return {
      intervals: journal.intervals,
      series: await seriesOf(journal, folder, plannedPerSecond),
    };
  } catch (error) {
    if (error instanceof StreamstockError) return { intervals: [], series: null };
    throw error;
  }
}
