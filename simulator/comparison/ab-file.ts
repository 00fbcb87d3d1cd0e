/** `ab.json`: which runs of a comparison of two revisions belong together, so that it can be made again from its folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';
import { writeFileAtomically } from '../../reports/atomic-file.ts';
import type { MachineProbe } from '../../reports/comparison/run-evidence.ts';
import type { SideName } from './schedule.ts';

export const AB_FILE = 'ab.json';
const AB_VERSION = 1;

export interface AbFile {
  readonly abVersion: typeof AB_VERSION;
  readonly tool: { readonly name: 'streamstock-bench'; readonly version: string };
  readonly scenario: string;
  readonly base: AbSide;
  readonly head: AbSide;
  /** In the order in which they were measured. */
  readonly pairs: readonly AbPair[];
}

export interface AbSide {
  readonly label: string;
  /** null: files that no commit holds. */
  readonly revision: string | null;
}

export interface AbPair {
  readonly first: SideName;
  readonly base: AbRun;
  readonly head: AbRun;
}

export interface AbRun {
  /** From the folder that holds this file, such as `base/20260105-101500-spike-42`. */
  readonly folder: string;
  readonly machine: MachineProbe | null;
}

/** @throws StreamstockError RUN_FOLDER_UNWRITABLE */
export function writeAbFile(folder: string, ab: Omit<AbFile, 'abVersion'>): void {
  try {
    const text = JSON.stringify({ abVersion: AB_VERSION, ...ab }, null, 2);
    writeFileAtomically(join(folder, AB_FILE), `${text}\n`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StreamstockError('RUN_FOLDER_UNWRITABLE', `${AB_FILE} cannot be written: ${why}`, {
      hint: 'Choose another folder with --out, or make this one writable.',
      cause,
    });
  }
}

/**
 * @returns undefined when the folder holds none
 * @throws StreamstockError EVIDENCE_UNREADABLE
 */
export function readAbFile(folder: string): AbFile | undefined {
  const path = join(folder, AB_FILE);
  if (!existsSync(path)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw unreadable(path, `is broken: ${why}`);
  }
  if (!isObject(value) || typeof value['abVersion'] !== 'number') throw unreadable(path, FOREIGN);
  if (value['abVersion'] !== AB_VERSION) {
    throw unreadable(path, `has version ${value['abVersion']}; this program reads ${AB_VERSION}`);
  }
  if (!isAbFile(value)) throw unreadable(path, 'is not complete');
  return value;
}

const FOREIGN = 'is no file of streamstock-bench';

function isAbFile(value: Record<string, unknown>): value is Record<string, unknown> & AbFile {
  const { base, head, pairs } = value;
  return isSide(base) && isSide(head) && Array.isArray(pairs) && pairs.every(isPair);
}

function isSide(value: unknown): value is AbSide {
  if (!isObject(value) || typeof value['label'] !== 'string') return false;
  return value['revision'] === null || typeof value['revision'] === 'string';
}

function isPair(value: unknown): value is AbPair {
  return isObject(value) && isRun(value['base']) && isRun(value['head']);
}

/** Folders of its own alone: nobody is led elsewhere by an edited file. */
function isRun(value: unknown): value is AbRun {
  if (!isObject(value) || typeof value['folder'] !== 'string') return false;
  const isInside = /^(base|head|warm-up)\/[A-Za-z0-9._-]+$/.test(value['folder']);
  return isInside && !value['folder'].endsWith('/..') && isMachine(value['machine']);
}

const PROBE_KEYS = [
  'probeVersion',
  'speedPerSecond',
  'speedSpread',
  'stolenShare',
  'timerLateP99Ms',
] as const satisfies readonly (keyof MachineProbe)[];

function isMachine(value: unknown): value is MachineProbe | null {
  if (value === null) return true;
  if (!isObject(value)) return false;
  return PROBE_KEYS.every((key) => Number.isFinite(value[key]) && Number(value[key]) >= 0);
}

function unreadable(path: string, what: string): StreamstockError {
  return new StreamstockError('EVIDENCE_UNREADABLE', `${path} ${what}`, {
    hint: 'Compare the folders of its runs one by one, or measure again with streamstock ab.',
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
