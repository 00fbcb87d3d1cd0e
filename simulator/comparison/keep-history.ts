/** A finished run goes into the history of its runs folder. */
import { join } from 'node:path';
import { evidenceOf } from '../../reports/comparison/evidence-of-run.ts';
import type { GatedMetric } from '../../reports/comparison/gate.ts';
import { appendToHistory, HISTORY_FILE } from '../../reports/comparison/history-file.ts';
import { historyLineOf } from '../../reports/comparison/history-line.ts';
import { historyValues } from '../../reports/comparison/history-values.ts';
import type { RunRecord } from '../../reports/record.ts';
import { currentRevision } from './current-revision.ts';

export interface KeepOptions {
  readonly runsFolder: string;
  /** What the scenario declares; null: nothing. */
  readonly gate: readonly GatedMetric[] | null;
  /** Told when the history cannot be written: that fails no run. */
  readonly warn: (text: string) => void;
}

/** A run in which somebody took a hand says nothing of the revision, and is left out. */
export async function keepHistory(
  record: RunRecord,
  { runsFolder, gate, warn }: KeepOptions,
): Promise<void> {
  if (record.interaction !== undefined) return;
  const path = join(runsFolder, HISTORY_FILE);
  try {
    const evidence = evidenceOf(record);
    const values = historyValues(evidence, gate);
    appendToHistory(path, historyLineOf(evidence, values, await currentRevision()));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    warn(`this run is not in the history: ${path}: ${why}`);
  }
}
