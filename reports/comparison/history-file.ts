/**
 * `history.jsonl` in the runs folder: a line a run, only ever appended to. Several processes may append at once, and one that
 * is killed or a full disk may leave half a line: nobody else's line suffers from it.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { inWords } from '../numbers.ts';
import { type HistoryLine, readHistoryLine } from './history-line.ts';

export const HISTORY_FILE = 'history.jsonl';

/** Some ten thousand runs; of a longer file the newest lines are read. */
const MAX_READ_BYTES = 32e6;
const MAX_NUMBERS_NAMED = 5;

/**
 * One write at the end of the file, which the system keeps in one piece.
 * @throws what the file system says
 */
export function appendToHistory(path: string, line: HistoryLine): void {
  refuseOtherThanFile(path);
  const { O_APPEND, O_CREAT, O_RDWR } = constants;
  const file = openSync(path, O_APPEND | O_CREAT | O_RDWR, 0o666);
  try {
    // What somebody left half written must not swallow this line too.
    const bytes = Buffer.from(`${endsInTheMiddle(file) ? '\n' : ''}${JSON.stringify(line)}\n`);
    const written = writeSync(file, bytes);
    if (written < bytes.length) throw new Error('the disk took only a part of the line');
  } finally {
    closeSync(file);
  }
}

export interface KeptHistory {
  /** In the order of the file. */
  readonly lines: readonly HistoryLine[];
  /** A sentence each, without a full stop. */
  readonly warnings: readonly string[];
}

/** @throws StreamstockError HISTORY_UNREADABLE when there is no such file, or it cannot be read at all */
export function readHistoryFile(path: string): KeptHistory {
  const { text, isWhole } = tailOf(path);
  const rows = text.split('\n');
  const first = isWhole ? 0 : 1;
  const lines: HistoryLine[] = [];
  const broken: number[] = [];
  let newer = 0;
  rows.slice(first).forEach((row, at) => {
    if (row.trim() === '') return;
    const read = readHistoryLine(row);
    if (read.state === 'read') lines.push(read.line);
    else if (read.state === 'newer') newer += 1;
    else broken.push(at + 1);
  });
  return { lines, warnings: warningsOf(broken, newer, isWhole) };
}

function warningsOf(broken: readonly number[], newer: number, isWhole: boolean): string[] {
  const warnings: string[] = [];
  if (!isWhole) {
    warnings.push(`only the last ${MAX_READ_BYTES / 1e6} MB of the file were read`);
  }
  if (broken.length > 0) {
    const more = broken.length > MAX_NUMBERS_NAMED ? ', …' : '';
    const numbers = `${broken.slice(0, MAX_NUMBERS_NAMED).join(', ')}${more}`;
    const from = isWhole ? '' : ' of that part';
    warnings.push(
      `${inWords(broken.length, 'line')} cut short or not of this tool, passed over: line ${numbers}${from}`,
    );
  }
  if (newer > 0) {
    warnings.push(`${inWords(newer, 'line')} of a newer version of this tool, passed over`);
  }
  return warnings;
}

function tailOf(path: string): { readonly text: string; readonly isWhole: boolean } {
  let file: number | undefined;
  try {
    refuseOtherThanFile(path);
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    const from = Math.max(0, size - MAX_READ_BYTES);
    const bytes = Buffer.alloc(size - from);
    const read = readSync(file, bytes, 0, bytes.length, from);
    return { text: bytes.toString('utf8', 0, read), isWhole: from === 0 };
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new StreamstockError(
      'HISTORY_UNREADABLE',
      isMissing
        ? `there is no history yet: ${path}`
        : `the history ${path} cannot be read: ${(cause as Error).message}`,
      {
        hint: 'Every run appends a line: streamstock bench steady. --runs-dir names another folder.',
        cause,
      },
    );
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** A pipe would wait for its other end for ever. */
function refuseOtherThanFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === false) throw new Error('it is not a file');
}

function endsInTheMiddle(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] !== 0x0a;
}
