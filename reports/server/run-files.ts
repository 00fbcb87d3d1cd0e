/** The files of a run that are served: a fixed list, opened without following links. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { CAPACITY_FILE, CAPACITY_PAGE_FILE } from '../capacity-record.ts';
import { HISTOGRAM_LOG_FILE } from '../histogram-log.ts';
import { JOURNAL_FILE } from '../journal.ts';
import { RECORD_FILE } from '../record-file.ts';
import {
  EVENTS_FILE,
  JUNIT_FILE,
  OWNERSHIP_FILE,
  REPORT_FILE,
  SERIES_FILE,
  SUMMARY_FILE,
} from '../run-file-names.ts';

export interface RunFile {
  readonly name: string;
  /** What it holds, for people. */
  readonly holds: string;
  readonly contentType: string;
  /** Saved rather than shown: other programs read it, or it would run scripts. */
  readonly download: boolean;
}

export const RUN_FILES: readonly RunFile[] = [
  file(REPORT_FILE, 'the report in one file, to send round', 'text/html', true),
  file(SUMMARY_FILE, 'the summary, as Markdown', 'text/markdown'),
  file(RECORD_FILE, 'the run record: everything the report says', 'application/json'),
  file(JUNIT_FILE, 'thresholds and invariants as test cases', 'application/xml'),
  file(SERIES_FILE, 'the time series, one row an interval', 'text/csv', true),
  file(OWNERSHIP_FILE, 'who consumed which partition when', 'text/csv', true),
  file(HISTOGRAM_LOG_FILE, 'latency histograms: HdrHistogram interval log', 'text/plain', true),
  file(CAPACITY_PAGE_FILE, 'the result of a capacity search, to send round', 'text/html', true),
  file(CAPACITY_FILE, 'the result of a capacity search as data', 'application/json'),
  file(JOURNAL_FILE, 'what was written while the run went on', 'application/jsonl', true),
  file(EVENTS_FILE, 'every record of events and dead letters', 'application/jsonl', true),
];

function file(name: string, holds: string, type: string, download = false): RunFile {
  return { name, holds, contentType: `${type}; charset=utf-8`, download };
}

export function findRunFile(name: string): RunFile | undefined {
  return RUN_FILES.find((candidate) => candidate.name === name);
}

export type OpenedFile =
  | {
      readonly state: 'open';
      readonly handle: FileHandle;
      readonly sizeBytes: number;
      readonly modifiedMs: number;
      /** Another one whenever the file changed. */
      readonly version: string;
    }
  | { readonly state: 'missing' }
  /** There is something of that name that is not served; `why` completes "it". */
  | { readonly state: 'refused'; readonly why: string };

/**
 * Only a regular file in the folder itself is opened: a link could point anywhere, and a pipe would wait
 * for ever. Whoever gets a handle closes it.
 */
export async function openRunFile(folder: string, name: string): Promise<OpenedFile> {
  let handle: FileHandle;
  try {
    handle = await open(join(folder, name), READ_ONLY);
  } catch (error) {
    return refusal((error as NodeJS.ErrnoException).code);
  }
  const stat = await handle.stat();
  if (stat.isFile()) {
    const { size: sizeBytes, mtimeMs: modifiedMs, ino } = stat;
    return {
      state: 'open',
      handle,
      sizeBytes,
      modifiedMs,
      version: `${ino}:${modifiedMs}:${sizeBytes}`,
    };
  }
  await handle.close();
  return { state: 'refused', why: 'is not a regular file' };
}

const READ_ONLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

function refusal(code: string | undefined): OpenedFile {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { state: 'missing' };
    case 'ELOOP':
    case 'EMLINK':
      return { state: 'refused', why: 'is a symbolic link, and links are not followed' };
    case 'EACCES':
    case 'EPERM':
      return { state: 'refused', why: 'may not be read by this user' };
    default:
      return { state: 'refused', why: `cannot be opened (${code ?? 'unknown error'})` };
  }
}
