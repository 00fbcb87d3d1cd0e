/**
 * What lies in a runs folder. A name becomes a path only when the folder itself lists it, so that no request can lead
 * out of it. Records are read once and again only when they changed.
 */
import type { Dirent } from 'node:fs';
import { access, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';
import { CAPACITY_FILE } from '../capacity-record.ts';
import { JOURNAL_FILE } from '../journal.ts';
import { RECORD_FILE } from '../record-file.ts';
import {
  type Entered,
  entryOfRecord,
  entryOfSearch,
  entryWithoutRecord,
  isServedName,
  linkedFolder,
  misnamedFolder,
  type RunEntry,
  refusedFile,
  timeOfName,
  tooLargeFile,
} from './run-entry.ts';
import { openRunFile } from './run-files.ts';

export interface RunListOptions {
  /** Wall time, for telling a run that goes on from one that was killed. */
  readonly now?: () => number;
}

/** More than any record has; what is larger was not written by this program. */
const MAX_FILE_BYTES = 64e6;
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
   * Newest first. Folders that have nothing to do with runs are left out.
   * @throws StreamstockError RECORD_UNREADABLE when the folder is there and cannot be listed
   */
  entries(): Promise<readonly RunEntry[]> {
    this.#underWay ??= this.#readAll().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  /** @param name of any folder there, as a stranger may send it */
  async find(name: string): Promise<RunEntry | undefined> {
    const found = (await this.#folders()).find((folder) => folder.name === name);
    return found === undefined ? undefined : this.#read(found);
  }

  async #readAll(): Promise<readonly RunEntry[]> {
    const folders = await this.#folders();
    const present = new Set(folders.map(({ name }) => name));
    for (const id of this.#known.keys()) if (!present.has(id)) this.#known.delete(id);
    const entries: RunEntry[] = [];
    for (let from = 0; from < folders.length; from += READ_AT_ONCE) {
      const some = folders.slice(from, from + READ_AT_ONCE).map(async (folder) => {
        return (await this.#isRun(folder)) ? [await this.#read(folder)] : [];
      });
      entries.push(...(await Promise.all(some)).flat());
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

  /** By its name, which a run has from its beginning, or by its files. */
  async #isRun({ name }: Dirent): Promise<boolean> {
    if (this.#known.has(name) || timeOfName(name) > 0) return true;
    for (const file of [RECORD_FILE, JOURNAL_FILE, CAPACITY_FILE]) {
      const there = await access(join(this.folder, name, file)).then(
        () => true,
        () => false,
      );
      if (there) return true;
    }
    return false;
  }

  async #read(dirent: Dirent): Promise<RunEntry> {
    const id = dirent.name;
    if (dirent.isSymbolicLink()) return linkedFolder(id);
    if (!isServedName(id)) return misnamedFolder(id);
    const folder = join(this.folder, id);
    return (
      (await this.#readFile(id, folder, RECORD_FILE, entryOfRecord)) ??
      (await this.#readFile(id, folder, CAPACITY_FILE, entryOfSearch)) ??
      this.#readWithoutRecord(id, folder)
    );
  }

  /** @returns undefined when there is no such file */
  async #readFile(
    id: string,
    folder: string,
    name: string,
    entryOf: (place: Entered, text: Buffer) => RunEntry,
  ): Promise<RunEntry | undefined> {
    const file = await openRunFile(folder, name);
    if (file.state === 'missing') return undefined;
    if (file.state === 'refused') {
      return refusedFile({ id, folder, timeMs: timeOfName(id) }, name, file.why);
    }
    const { handle, sizeBytes, modifiedMs, version } = file;
    try {
      const known = this.#known.get(id);
      if (known?.version === version) return known.entry;
      const place = { id, folder, timeMs: timeOfName(id) || modifiedMs };
      const entry =
        sizeBytes > MAX_FILE_BYTES
          ? tooLargeFile(place, name)
          : entryOf(place, await handle.readFile());
      this.#known.set(id, { version, entry });
      return entry;
    } finally {
      await handle.close();
    }
  }

  async #readWithoutRecord(id: string, folder: string): Promise<RunEntry> {
    const journal = await lstat(join(folder, JOURNAL_FILE)).catch(() => undefined);
    const timeMs = timeOfName(id) || (journal?.birthtimeMs ?? 0);
    const silentMs = journal === undefined ? undefined : this.#now() - journal.mtimeMs;
    return entryWithoutRecord({ id, folder, timeMs }, silentMs);
  }
}
