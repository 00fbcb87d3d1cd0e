/** Which run is meant: by the path of its folder, by its name in the runs folder, or `last`. */
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';
import { nearest } from '../../pipeline/nearest.ts';
import type { RunEntry } from '../../reports/server/run-entry.ts';
import { RunList } from '../../reports/server/run-list.ts';
import { shownFolder } from './shown-folder.ts';

export interface FoundRun {
  /** The folder that the run's folder is in. */
  readonly runsFolder: string;
  readonly entry: RunEntry & { readonly folder: string };
}

/** `finished` runs have a record; `unfinished` ones have a journal and no record, and may still go on. */
export type Wanted = 'finished' | 'unfinished';

/**
 * @param text as it was typed
 * @param runsFolder where names are looked up
 * @param wanted what `last` means; a run that was named is returned in whatever state it is
 * @throws StreamstockError RUN_UNKNOWN, RECORD_UNREADABLE
 */
export async function findRun(text: string, runsFolder: string, wanted: Wanted): Promise<FoundRun> {
  const list = new RunList(runsFolder);
  const named = await list.find(text);
  if (named !== undefined) return entered(named, runsFolder);
  if (text === 'last') return entered(await last(list, wanted), runsFolder);
  const folder = folderAt(text);
  if (folder === undefined) throw await unknownRun(text, list);
  const parent = shownFolder(dirname(folder));
  const entry = await new RunList(parent).find(basename(folder));
  if (entry === undefined) throw await unknownRun(text, list);
  return entered(entry, parent);
}

async function last(list: RunList, wanted: Wanted): Promise<RunEntry> {
  const entries = await list.entries();
  const found = entries.find(({ state }) => {
    if (wanted === 'finished') return state === 'finished';
    return state === 'unfinished' || state === 'running';
  });
  if (found !== undefined) return found;
  throw new StreamstockError(
    'RUN_UNKNOWN',
    `${list.folder} holds no ${wanted} run`,
    wanted === 'finished'
      ? { hint: 'Make one: streamstock bench spike. Or name another folder with --runs-dir.' }
      : { hint: 'Every run there has a record, or never began.' },
  );
}

/** Links in a path that somebody typed are meant. A file of a run stands for its folder. */
function folderAt(path: string): string | undefined {
  if (path === '') return undefined;
  try {
    const real = realpathSync(path);
    return statSync(real).isDirectory() ? real : dirname(real);
  } catch {
    return undefined;
  }
}

function entered(entry: RunEntry, runsFolder: string): FoundRun {
  const { folder } = entry;
  if (folder !== null) return { runsFolder, entry: { ...entry, folder } };
  if (!('problem' in entry)) throw new Error(`${entry.id} has no folder`);
  throw new StreamstockError('RECORD_UNREADABLE', `${entry.id}: ${entry.problem}`, {
    hint: entry.hint,
  });
}

async function unknownRun(text: string, list: RunList): Promise<StreamstockError> {
  const ids = (await list.entries()).map(({ id }) => id);
  const close = nearest(text, ids);
  const suggestion = close === undefined ? '' : `Did you mean ${close}? `;
  const choices =
    ids.length === 0
      ? `${list.folder} holds no runs.`
      : `The newest is ${ids[0]}; "streamstock report" shows all.`;
  return new StreamstockError('RUN_UNKNOWN', `there is no run ${JSON.stringify(text)}`, {
    hint: `${suggestion}${choices}`,
  });
}
