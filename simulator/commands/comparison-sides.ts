/** What somebody named as one side of a comparison: a run, a folder of runs, or a baseline file. */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';
import { readEvidenceSet } from '../../reports/comparison/evidence-file.ts';
import { evidenceOf } from '../../reports/comparison/evidence-of-run.ts';
import type { GatedMetric } from '../../reports/comparison/gate.ts';
import type { EvidenceSet, RunEvidence } from '../../reports/comparison/run-evidence.ts';
import { inertText } from '../../reports/inert-text.ts';
import { JOURNAL_FILE } from '../../reports/journal.ts';
import type { RunRecord } from '../../reports/record.ts';
import { RECORD_FILE, readRecord } from '../../reports/record-file.ts';
import { isServedName } from '../../reports/server/run-entry.ts';
import { type AbFile, readAbFile } from '../comparison/ab-file.ts';
import { gateOfRecord } from '../comparison/gate-of-record.ts';
import type { SideName } from '../comparison/schedule.ts';
import { findRun } from './find-run.ts';

export interface Sides {
  readonly base: EvidenceSet;
  readonly head: EvidenceSet;
  readonly design: 'paired' | 'unpaired';
  /** As the scenario of the head's latest run declares it; null: it does not, or nobody knows. */
  readonly gate: readonly GatedMetric[] | null;
  /** Worth saying beside the verdict, a sentence without a full stop each. */
  readonly warnings: readonly string[];
}

/**
 * Both folders of a comparison of revisions are compared as the pairs that they are.
 * @param runsFolder where names of runs are looked up
 * @throws StreamstockError EVIDENCE_UNREADABLE, RECORD_UNREADABLE, RUN_UNKNOWN, NO_EVIDENCE
 */
export async function resolveSides(base: string, head: string, runsFolder: string): Promise<Sides> {
  const paired = pairsOf(base, head);
  if (paired !== undefined) return paired;
  const [one, other] = [await resolveSide(base, runsFolder), await resolveSide(head, runsFolder)];
  return {
    base: one.set,
    head: other.set,
    design: 'unpaired',
    gate: other.gate ?? one.gate,
    warnings: [...one.warnings, ...other.warnings],
  };
}

export interface Side {
  readonly set: EvidenceSet;
  readonly gate: readonly GatedMetric[] | null;
  readonly warnings: readonly string[];
}

/** @throws StreamstockError as {@link resolveSides} */
export async function resolveSide(text: string, runsFolder: string): Promise<Side> {
  if (isFile(text)) return isRecord(text) ? ofRecord(text, readRecord(text)) : ofBaseline(text);
  for (const folder of [text, join(runsFolder, text)]) {
    if (isFolderOfRuns(folder)) return runsIn(text, folder);
  }
  const { entry } = await findRun(text, runsFolder, 'finished');
  return ofRecord(text === 'last' ? entry.id : text, readRecord(entry.folder));
}

function ofRecord(label: string, record: RunRecord): Side {
  const set = { label, revision: null, runs: [evidenceOf(record)] };
  return { set, gate: gateOfRecord(record), warnings: [] };
}

function ofBaseline(file: string): Side {
  return { set: { ...readEvidenceSet(file), label: file }, gate: null, warnings: [] };
}

/** Records begin with their version; baseline files have none of that name. */
function isRecord(file: string): boolean {
  if (basename(file) === RECORD_FILE) return true;
  const start = Buffer.alloc(400);
  const handle = openSync(file, 'r');
  try {
    const length = readSync(handle, start, 0, start.length, 0);
    return start.toString('utf8', 0, length).includes('"recordVersion"');
  } finally {
    closeSync(handle);
  }
}

function isFolderOfRuns(folder: string): boolean {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return false;
  const isRun = [RECORD_FILE, JOURNAL_FILE].some((file) => isThere(join(folder, file)));
  return !isRun && runNames(folder).length > 0;
}

function runNames(folder: string): string[] {
  return readdirSync(folder).filter((name) => {
    return isServedName(name) && isThere(join(folder, name, RECORD_FILE));
  });
}

/** In the order in which they were made. A run that is broken is no reason to judge by the others. */
function runsIn(label: string, folder: string): Side {
  const runs: RunEvidence[] = [];
  let gate: Side['gate'] = null;
  for (const name of runNames(folder).sort()) {
    const record = readRecord(join(folder, name));
    runs.push(evidenceOf(record));
    gate = gateOfRecord(record);
  }
  runs.sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  const without = readdirSync(folder).filter((name) => {
    return isThere(join(folder, name, JOURNAL_FILE)) && !isThere(join(folder, name, RECORD_FILE));
  });
  const warnings = without.map((name) => {
    return `${inertText(join(label, name))} has no record and is left out: the run goes on, or was killed`;
  });
  return { set: { label, revision: null, runs }, gate, warnings };
}

function pairsOf(base: string, head: string): Sides | undefined {
  const [one, other] = [resolve(base), resolve(head)];
  const folder = dirname(one);
  if (one === other || dirname(other) !== folder) return undefined;
  const names = [basename(one), basename(other)] as const;
  if (!names.every(isSideName)) return undefined;
  const ab = readAbFile(folder);
  if (ab === undefined) return undefined;
  if (ab.pairs.length === 0) {
    throw new StreamstockError('NO_EVIDENCE', `${inertText(folder)} holds no pair of runs`, {
      hint: 'Measuring was ended before the first pair was complete; start again.',
    });
  }
  const [first, second] = names as readonly [SideName, SideName];
  const last = ab.pairs.at(-1)?.[second].folder;
  return {
    base: pairedSet(folder, ab, first),
    head: pairedSet(folder, ab, second),
    design: 'paired',
    gate: last === undefined ? null : gateOfRecord(readRecord(join(folder, last))),
    warnings: [],
  };
}

function isSideName(name: string): name is SideName {
  return name === 'base' || name === 'head';
}

function pairedSet(folder: string, ab: AbFile, side: SideName): EvidenceSet {
  const runs = ab.pairs.map((pair) => {
    const { folder: run, machine } = pair[side];
    return evidenceOf(readRecord(join(folder, run)), machine);
  });
  return { ...ab[side], runs };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
