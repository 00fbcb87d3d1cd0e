/** Evidence on the disk, as baselines are kept: versioned plain JSON, a run a line, to be committed beside the code. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';
import { writeFileAtomically } from '../atomic-file.ts';
import { inertText } from '../inert-text.ts';
import { evidenceFault } from './evidence-faults.ts';
import type { EvidenceSet } from './run-evidence.ts';

export const EVIDENCE_VERSION = 1;
/** What tells such a file from any other JSON. */
const KIND = 'streamstock-baseline';

/**
 * Written whole or not at all; the folder is made when it is missing.
 * @throws StreamstockError RUN_FOLDER_UNWRITABLE
 */
export function writeEvidenceSet(path: string, set: EvidenceSet): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomically(path, evidenceText(set));
  } catch (cause) {
    throw new StreamstockError(
      'RUN_FOLDER_UNWRITABLE',
      `the evidence cannot be written to ${inertText(path)}: ${messageOf(cause)}`,
      { hint: 'Choose another file or free some space there.', cause },
    );
  }
}

/** A run a line: what a new baseline changed can be seen in a diff, and stays one line where it is the same. */
function evidenceText({ label, revision, runs }: EvidenceSet): string {
  const head = { kind: KIND, evidenceVersion: EVIDENCE_VERSION, label, revision };
  const lines = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  const runLines = runs.map((run) => `    ${JSON.stringify(run)}`);
  return `{\n${lines.join(',\n')},\n  "runs": [\n${runLines.join(',\n')}\n  ]\n}\n`;
}

/** @throws StreamstockError EVIDENCE_UNREADABLE naming the run and the key, when it is missing, cut, edited, foreign or newer */
export function readEvidenceSet(path: string): EvidenceSet {
  const value = parse(path, readText(path));
  if (!isObject(value) || value['kind'] !== KIND) {
    throw unreadable(path, 'is not a baseline of streamstock-bench', NAME_ONE);
  }
  const version = value['evidenceVersion'];
  if (version !== EVIDENCE_VERSION) {
    const isNewer = typeof version === 'number' && version > EVIDENCE_VERSION;
    throw unreadable(
      path,
      `has evidence version ${inertText(JSON.stringify(version ?? null), 40)}; this program reads version ${EVIDENCE_VERSION}`,
      isNewer ? 'It was written by a newer streamstock-bench: update this one.' : SAVE_AGAIN,
    );
  }
  const { kind: _, evidenceVersion: __, ...rest } = value;
  const checked = evidenceFault(rest);
  if (checked.fault !== null) throw unreadable(path, `is not usable: ${checked.fault}`, SAVE_AGAIN);
  return checked.set;
}

const NAME_ONE = 'Name a run, a folder of runs, or a file that "streamstock baseline" saved.';
const SAVE_AGAIN = 'The file was cut or edited; save the baseline again.';

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, `cannot be read: ${messageOf(cause)}`, NAME_ONE, cause);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, `is broken: ${messageOf(cause)}`, SAVE_AGAIN, cause);
  }
}

function unreadable(path: string, what: string, hint: string, cause?: unknown): StreamstockError {
  return new StreamstockError('EVIDENCE_UNREADABLE', `${inertText(path)} ${what}`, { hint, cause });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a parser quotes of a file is somebody else's text. */
function messageOf(cause: unknown): string {
  return inertText(cause instanceof Error ? cause.message : String(cause));
}
