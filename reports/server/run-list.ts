/**
 * What lies in a runs folder. A name becomes a path only when the folder itself lists it, so that no request can lead
 * out of it. Records are read once and again only when they changed.
 */
import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';
import { inertText } from '../inert-text.ts';
import { RECORD_FILE, readRecord } from '../record.ts';
import { JOURNAL_FILE, openRunFile } from './run-files.ts';
import { type RunSummary, summaryOfRecord } from './run-summary.ts';

export type RunEntry = FinishedRun | OtherRun;

interface Placed {
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

export interface RunListOptions {
  /** Wall time, for telling a run that goes on from one that was killed. */
  readonly now?: () => number;
}

/** A journal has a line each second; after this time without one nobody writes it any more. */
const SILENCE_MS = 10_000;
/** More than any record has; what is larger was not written by this program. */
const MAX_RECORD_BYTES = 64e6;
const READ_AT_ONCE = 8;

export class RunList {
  readonly folder: string;
  readonly #now: () => number;
  readonly #known = new Map<string, { readonly version: string; readonly entry: RunEntry }>();
  #underWay: Promise<readonly RunEntry[]> | undefined;

  /** @param folder where the runs' folders are; it need not exist yet */
  constructor(folder: string, { now = Date.now }: RunListOptions = {}) {
    this.folder = folder;
    this.#now = now;
  }

  /**
   * Newest first.
   * @throws StreamstockError RECORD_UNREADABLE when the folder is there and cannot be listed
   */
  entries(): Promise<readonly RunEntry[]> {
    this.#underWay ??= this.#readAll().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  /** @param id as a stranger may send it */
  async find(id: string): Promise<RunEntry | undefined> {
    const found = (await this.#folders()).find(({ name }) => name === id);
    return found === undefined ? undefined : this.#read(found);
  }

  async #readAll(): Promise<readonly RunEntry[]> {
    const folders = await this.#folders();
    const present = new Set(folders.map(({ name }) => name));
    for (const id of this.#known.keys()) if (!present.has(id)) this.#known.delete(id);
    const entries: RunEntry[] = [];
    for (let from = 0; from < folders.length; from += READ_AT_ONCE) {
      const some = folders.slice(from, from + READ_AT_ONCE);
      entries.push(...(await Promise.all(some.map((folder) => this.#read(folder)))));
    }
    return entries.sort((a, b) => b.timeMs - a.timeMs || (a.id < b.id ? 1 : -1));
  }

  async #folders(): Promise<Dirent[]> {
    try {
      const all = await readdir(this.folder, { withFileTypes: true });
      return all.filter((one) => {
        return (one.isDirectory() || one.isSymbolicLink()) && !one.name.startsWith('.');
      });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw new StreamstockError(
        'RECORD_UNREADABLE',
        `the runs folder ${this.folder} cannot be listed: ${(cause as Error).message}`,
        { hint: 'Name another folder with --runs-dir, or make this one readable.', cause },
      );
    }
  }

  async #read(folder: Dirent): Promise<RunEntry> {
    const id = folder.name;
    if (folder.isSymbolicLink()) {
      return unreadable(
        { id, folder: null, timeMs: timeOfName(id) },
        'is a symbolic link, and links are not followed',
        'Serve the folder that it points into with --runs-dir.',
      );
    }
    if (!isServedName(id)) {
      return unreadable(
        { id: inertText(id), folder: null, timeMs: 0 },
        'has a name with other characters than A–Z a–z 0–9 . _ -',
        'Rename the folder.',
      );
    }
    const path = join(this.folder, id);
    const record = await openRunFile(path, RECORD_FILE);
    if (record.state === 'missing') return this.#withoutRecord(id, path);
    if (record.state === 'refused') {
      const place = { id, folder: path, timeMs: timeOfName(id) };
      return unreadable(place, `its ${RECORD_FILE} ${record.why}`, 'Put the file itself there.');
    }
    const { handle, sizeBytes, modifiedMs, version } = record;
    try {
      const known = this.#known.get(id);
      if (known?.version === version) return known.entry;
      const place = { id, folder: path, timeMs: timeOfName(id) || modifiedMs };
      const entry =
        sizeBytes > MAX_RECORD_BYTES ? tooLarge(place) : fromText(place, await handle.readFile());
      this.#known.set(id, { version, entry });
      return entry;
    } finally {
      await handle.close();
    }
  }

  async #withoutRecord(id: string, path: string): Promise<RunEntry> {
    const journal = await lstat(join(path, JOURNAL_FILE)).catch(() => undefined);
    const begun = journal ?? (await lstat(path).catch(() => undefined));
    const place = { id, folder: path, timeMs: timeOfName(id) || (begun?.birthtimeMs ?? 0) };
    if (journal === undefined) {
      return unreadable(
        place,
        'holds no record of a run',
        'The run has not begun, never began, or this is no run’s folder.',
      );
    }
    if (this.#now() - journal.mtimeMs < SILENCE_MS) {
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
      problem: 'the run ended without a record, as a killed process does',
      hint: `streamstock report --recover ${shellWord(path)}`,
    };
  }
}

function fromText(place: Placed & { readonly folder: string }, text: Buffer): RunEntry {
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

function tooLarge(place: Placed): RunEntry {
  return unreadable(
    place,
    `its ${RECORD_FILE} is larger than any record`,
    'No run wrote that: remove the folder.',
  );
}

/** Names that need no escaping anywhere; `.` and `..` are no folders that a listing has. */
function isServedName(name: string): boolean {
  return /^[A-Za-z0-9._-]+$/.test(name);
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Run folders begin with their time in UTC: `20260105-101500-…`. 0 for others. */
function timeOfName(name: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(name) ?? [];
  return Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`) || 0;
}

function unreadable(place: Placed, problem: string, hint: string): OtherRun {
  return { state: 'unreadable', ...place, problem, hint };
}
