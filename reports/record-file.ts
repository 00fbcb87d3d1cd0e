/** The run record on the disk: `run.json` in the run's folder. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StreamstockError } from '../pipeline/errors.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { RECORD_VERSION, type RunRecord } from './record.ts';

export const RECORD_FILE = 'run.json';

/**
 * Writes `run.json` into the run's folder, which is made when it is missing; a reader never sees half a
 * file.
 * @returns path of the file
 * @throws StreamstockError RUN_FOLDER_UNWRITABLE
 */
export function writeRecord(directory: string, record: RunRecord): string {
  const file = join(directory, RECORD_FILE);
  try {
    mkdirSync(directory, { recursive: true });
    writeFileAtomically(file, recordText(record));
  } catch (cause) {
    throw new StreamstockError(
      'RUN_FOLDER_UNWRITABLE',
      `the run record cannot be written to ${directory}: ${messageOf(cause)}`,
      { hint: 'Choose another folder or free some space there.', cause },
    );
  }
  return file;
}

/** A key of the record a line: short enough for long runs, and some of it can be read without the rest. */
function recordText(record: RunRecord): string {
  const lines = Object.entries(record).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}

/**
 * @param file a record, or the folder of a run
 * @throws StreamstockError RECORD_UNREADABLE when it is missing, broken, foreign or of a newer version
 */
export function readRecord(file: string): RunRecord {
  const path = file.endsWith('.json') ? file : join(file, RECORD_FILE);
  const value = parse(path, readText(path));
  if (!isObject(value) || !isObject(value['tool'])) throw foreign(path);
  if (value['tool']['name'] !== 'streamstock-bench') throw foreign(path);
  const version = value['recordVersion'];
  if (typeof version !== 'number') throw foreign(path);
  if (version > RECORD_VERSION) {
    throw new StreamstockError(
      'RECORD_UNREADABLE',
      `${path} has record version ${version}; this program reads up to ${RECORD_VERSION}`,
      { hint: 'It was written by a newer streamstock-bench: update this one.' },
    );
  }
  if (version < RECORD_VERSION) {
    throw new StreamstockError(
      'RECORD_UNREADABLE',
      `${path} has record version ${version}; this program reads version ${RECORD_VERSION}`,
      { hint: 'It was written by an older streamstock-bench: run the scenario again.' },
    );
  }
  const absent = REQUIRED_KEYS.filter((key) => value[key] === undefined);
  if (absent.length > 0) {
    throw new StreamstockError(
      'RECORD_UNREADABLE',
      `${path} is not a complete run record: ${absent.join(', ')} missing`,
      { hint: 'Run the scenario again.' },
    );
  }
  return value as unknown as RunRecord;
}

const REQUIRED_KEYS = [
  'runId',
  'scenario',
  'seed',
  'broker',
  'environment',
  'plan',
  'load',
  'counts',
  'rates',
  'latency',
  'cpu',
  'threads',
  'marks',
  'audit',
  'thresholds',
  'digest',
  'verdict',
] as const satisfies readonly (keyof RunRecord)[];

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StreamstockError('RECORD_UNREADABLE', `${path} cannot be read: ${messageOf(cause)}`, {
      hint: 'Name the folder of a finished run, or its run.json.',
      cause,
    });
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StreamstockError('RECORD_UNREADABLE', `${path} is broken: ${messageOf(cause)}`, {
      hint: 'The file was cut or edited; run the scenario again.',
      cause,
    });
  }
}

function foreign(path: string): StreamstockError {
  return new StreamstockError('RECORD_UNREADABLE', `${path} is not a record of streamstock-bench`, {
    hint: 'Name the folder of a finished run, or its run.json.',
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
