/** `streamstock report --recover`: from what a killed run had written, its record and its reports. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StreamstockError } from '../../pipeline/errors.ts';
import { writeReports } from '../../reports/files.ts';
import { JOURNAL_FILE } from '../../reports/journal.ts';
import { duration, inWords, whole } from '../../reports/numbers.ts';
import type { RunRecord } from '../../reports/record.ts';
import { RECORD_FILE, readRecord, writeRecord } from '../../reports/record-file.ts';
import { REPORT_FILE } from '../../reports/run-file-names.ts';
import { recoverRecord } from '../run/recover.ts';
import { findRun } from './find-run.ts';

/** A run that goes on writes a line each second. */
const SILENCE_MS = 3000;

/**
 * Human text goes to stderr, the path of the report to stdout.
 * @param run path or name of the run's folder, or `last`: the newest without a record
 * @throws StreamstockError RUN_UNKNOWN, RUN_NOT_RECOVERABLE, RECORD_UNREADABLE, RUN_FOLDER_UNWRITABLE
 */
export async function recover(run: string, runsFolder: string): Promise<void> {
  const { entry } = await findRun(run, runsFolder, 'unfinished');
  const { folder } = entry;
  await mustBeRecoverable(folder);
  const record = await recovered(folder);
  writeRecord(folder, record);
  const written = await writeReports(folder, record);
  const { name, reasons } = record.verdict;
  process.stderr.write(
    [
      `Recovered ${folder}: ${name} — ${reasons[0] ?? 'no reason was recorded'}`,
      `  holds    ${contents(record)}`,
      `  written  ${[RECORD_FILE, ...written].join(', ')}`,
      '',
    ].join('\n'),
  );
  process.stdout.write(
    `${join(folder, written.includes(REPORT_FILE) ? REPORT_FILE : RECORD_FILE)}\n`,
  );
}

/** @throws StreamstockError RUN_NOT_RECOVERABLE */
async function mustBeRecoverable(folder: string): Promise<void> {
  if (existsSync(join(folder, RECORD_FILE))) throw hasRecord(folder);
  const journal = join(folder, JOURNAL_FILE);
  if (!existsSync(journal)) {
    throw notRecoverable(
      `${folder} holds no ${JOURNAL_FILE}: nothing was written there that a record could be made of`,
      'A run that never began leaves nothing; run the scenario again.',
    );
  }
  const { mtimeMs, size } = statSync(journal);
  if (Date.now() - mtimeMs > SILENCE_MS) return;
  await sleep(SILENCE_MS);
  if (statSync(journal).size === size) return;
  throw notRecoverable(
    `${folder} is of a run that still goes on: its journal grows`,
    'Wait for its end; it writes its record itself.',
  );
}

function hasRecord(folder: string): StreamstockError {
  try {
    const { verdict } = readRecord(folder);
    return notRecoverable(
      `${folder} has its ${RECORD_FILE} already (${verdict.name}): nothing is lost`,
      `Look at it: streamstock report ${folder}`,
    );
  } catch (error) {
    if (!(error instanceof StreamstockError)) throw error;
    return notRecoverable(
      `${folder} has a ${RECORD_FILE} that cannot be read: ${error.message}`,
      `Move that file away to have another one made from the journal.`,
    );
  }
}

/** A journal is read as it comes; one that was edited may be nonsense anywhere. */
async function recovered(folder: string): Promise<RunRecord> {
  try {
    return await recoverRecord(folder);
  } catch (cause) {
    if (cause instanceof StreamstockError) throw cause;
    throw notRecoverable(
      `no record can be made of ${join(folder, JOURNAL_FILE)}: it does not hold together`,
      'The file was edited, or another version of streamstock-bench wrote it.',
      cause,
    );
  }
}

function contents({ series, counts, plan }: RunRecord): string {
  const measured = series === null ? 'no interval' : duration(series.intervals * series.intervalMs);
  const { events_acknowledged: acknowledged, events_applied: applied } = counts;
  return (
    `${measured} of measurements; ${whole(applied)} applied and ${whole(acknowledged)} acknowledged ` +
    `of ${inWords(plan.events, 'planned event')}`
  );
}

function notRecoverable(message: string, hint: string, cause?: unknown): StreamstockError {
  return new StreamstockError('RUN_NOT_RECOVERABLE', message, { hint, cause });
}
