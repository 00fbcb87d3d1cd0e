/** What one folder among the runs holds: a finished run, a capacity search, or why it shows no report and what to do. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { CAPACITY_FILE } from '../capacity-record.ts';
import { inertText } from '../inert-text.ts';
import { duration } from '../numbers.ts';
import { RECORD_FILE, readRecord } from '../record-file.ts';
import { type RunSummary, summaryOfRecord } from './run-summary.ts';
import { type SearchSummary, summaryOfSearch } from './search-summary.ts';

export type RunEntry = FinishedRun | CapacitySearch | OtherRun;

export interface Placed {
  /** Name of its folder. */
  readonly id: string;
  /** When it began, as far as that can be told; epoch milliseconds. */
  readonly timeMs: number;
  /** Its path; null when it is not entered. */
  readonly folder: string | null;
}

export interface FinishedRun extends Placed {
  readonly state: 'finished';
  readonly run: RunSummary;
}

/** Many runs in one folder, with a result of their own. */
export interface CapacitySearch extends Placed {
  readonly state: 'search';
  readonly search: SearchSummary;
}

/** A folder that shows no report, why, and what to do about it. */
export interface OtherRun extends Placed {
  /**
   * `running`: its journal was written to a moment ago; `unfinished`: it has a journal and no record; `unreadable`:
   * everything else.
   */
  readonly state: 'running' | 'unfinished' | 'unreadable';
  readonly problem: string;
  readonly hint: string;
}

/** A folder that may be entered. */
export type Entered = Placed & { readonly folder: string };

/** @param text of its record */
export function entryOfRecord(place: Entered, text: Buffer): RunEntry {
  const run = summaryOfRecord(text);
  if (run !== undefined) {
    return { state: 'finished', ...place, timeMs: Date.parse(run.startedAt), run };
  }
  try {
    readRecord(place.folder);
  } catch (error) {
    if (!(error instanceof StreamstockError)) throw error;
    return unreadable(place, error.message, error.hint ?? '');
  }
  return unreadable(
    place,
    `its ${RECORD_FILE} lacks figures that every record has`,
    'The file was edited; run the scenario again.',
  );
}

/** @param text of the result of a capacity search */
export function entryOfSearch(place: Entered, text: Buffer): RunEntry {
  const search = summaryOfSearch(text);
  if (search === undefined) {
    return unreadable(
      place,
      `its ${CAPACITY_FILE} is broken, foreign, or of another version of streamstock-bench`,
      'Search again.',
    );
  }
  return { state: 'search', ...place, timeMs: Date.parse(search.startedAt), search };
}

/** A journal has a line each second. After this time without one nobody writes it any more. */
const SILENCE_MS = 10_000;

/** @param silentMs since when nothing was written to its journal; undefined: it has none */
export function entryWithoutRecord(place: Entered, silentMs: number | undefined): OtherRun {
  if (silentMs === undefined) {
    return unreadable(
      place,
      'holds no record of a run',
      'The run has not begun, never began, or this is no run’s folder.',
    );
  }
  if (silentMs < SILENCE_MS) {
    return {
      state: 'running',
      ...place,
      problem: 'the run still goes on: its journal was written to a moment ago',
      hint: 'Load this page again when it has ended.',
    };
  }
  return {
    state: 'unfinished',
    ...place,
    problem: `no record, and nothing was written to its journal for ${duration(silentMs)}: the run was killed, or is being audited`,
    hint: `streamstock report --recover ${shellWord(place.folder)}`,
  };
}

export function refusedFile(place: Entered, name: string, why: string): OtherRun {
  return unreadable(place, `its ${name} ${why}`, 'Put the file itself there.');
}

export function tooLargeFile(place: Entered, name: string): OtherRun {
  return unreadable(
    place,
    `its ${name} is larger than any that a run writes`,
    'Somebody else wrote that: remove the folder.',
  );
}

export function linkedFolder(name: string): OtherRun {
  return unreadable(
    { id: inertText(name), folder: null, timeMs: timeOfName(name) },
    'is a symbolic link, and links are not followed',
    'Serve the folder that it points into with --runs-dir.',
  );
}

export function misnamedFolder(name: string): OtherRun {
  return unreadable(
    { id: inertText(name), folder: null, timeMs: timeOfName(name) },
    'has a name with other characters than A–Z a–z 0–9 . _ -',
    'Rename the folder.',
  );
}

/** Names that need no escaping anywhere; `.` and `..` are no folders that a listing has. */
export function isServedName(name: string): boolean {
  return /^[A-Za-z0-9._-]+$/.test(name);
}

/** A path as it is typed at a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Run folders begin with their time in UTC: `20260105-101500-…`. 0 for others. */
export function timeOfName(name: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(name) ?? [];
  return Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`) || 0;
}

function unreadable(place: Placed, problem: string, hint: string): OtherRun {
  return { state: 'unreadable', ...place, problem, hint };
}
