import { execFile } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StreamstockError } from '../../pipeline/errors.ts';
import { historyLine } from './history.fixture.ts';
import { appendToHistory, readHistoryFile } from './history-file.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamstock-history-'));
  path = join(folder, 'history.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function failure(act: () => unknown): StreamstockError {
  try {
    act();
  } catch (error) {
    if (error instanceof StreamstockError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('history.jsonl', () => {
  it('keeps a line a run, in the order in which they ended', () => {
    const lines = [0, 1, 2].map((at) => historyLine(at));
    for (const line of lines) appendToHistory(path, line);
    expect(readHistoryFile(path)).toEqual({ lines, warnings: [] });
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(4);
  });

  it('loses only the line that was cut short', () => {
    appendToHistory(path, historyLine(0));
    appendFileSync(path, JSON.stringify(historyLine(1)).slice(0, 99));
    appendToHistory(path, historyLine(2));
    const { lines, warnings } = readHistoryFile(path);
    expect(lines).toEqual([historyLine(0), historyLine(2)]);
    expect(warnings).toEqual(['1 line cut short or not of this tool, passed over: line 2']);
  });

  it('reads the whole lines of a file whose last one is being written', () => {
    appendToHistory(path, historyLine(0));
    appendFileSync(path, '{"historyVersion":1,"runId":"2026');
    expect(readHistoryFile(path).lines).toEqual([historyLine(0)]);
  });

  it('names where broken lines are, counts newer ones, and overlooks empty ones', () => {
    const newer = JSON.stringify({ ...historyLine(1), historyVersion: 7 });
    const good = JSON.stringify(historyLine(0));
    const rows = ['no', good, '', '\u001b[2J', 'x', newer, 'x', 'x', 'x', newer];
    writeFileSync(path, `${rows.join('\r\n')}\n`);
    const { lines, warnings } = readHistoryFile(path);
    expect(lines).toEqual([historyLine(0)]);
    expect(warnings).toEqual([
      '6 lines cut short or not of this tool, passed over: line 1, 4, 5, 7, 8, …',
      '2 lines of a newer version of this tool, passed over',
    ]);
  });

  it('reads only the end of a file that is too long', () => {
    const line = JSON.stringify(historyLine(0));
    writeFileSync(path, `${line}\n${' '.repeat(32e6)}\n${line}\n`);
    const { lines, warnings } = readHistoryFile(path);
    expect(lines).toEqual([historyLine(0)]);
    expect(warnings).toEqual(['only the last 32 MB of the file were read']);
  });

  it('keeps every line of processes that append at once', async () => {
    const module = fileURLToPath(new URL('./history-file.ts', import.meta.url));
    const fixture = fileURLToPath(new URL('./history.fixture.ts', import.meta.url));
    const script = `
      import { appendToHistory } from ${JSON.stringify(module)};
      import { historyLine } from ${JSON.stringify(fixture)};
      const [, , path, from] = process.argv;
      for (let at = 0; at < 200; at += 1) appendToHistory(path, historyLine(Number(from) + at));
    `;
    const file = join(folder, 'append.ts');
    writeFileSync(file, script);
    const run = promisify(execFile);
    const starts = ['0', '1000'];
    const tsx = fileURLToPath(import.meta.resolve('tsx'));
    await Promise.all(
      starts.map((from) => run(process.execPath, ['--import', tsx, file, path, from])),
    );
    const { lines, warnings } = readHistoryFile(path);
    expect(warnings).toEqual([]);
    expect(new Set(lines.map(({ runId, startedAt }) => `${runId} ${startedAt}`)).size).toBe(400);
  });

  it('is no file of lines: refused, with what to do', () => {
    expect(failure(() => readHistoryFile(path))).toMatchObject({
      code: 'HISTORY_UNREADABLE',
      message: `there is no history yet: ${path}`,
    });
    mkdirSync(path);
    expect(failure(() => readHistoryFile(path))).toMatchObject({
      code: 'HISTORY_UNREADABLE',
      message: `the history ${path} cannot be read: it is not a file`,
    });
    expect(() => appendToHistory(path, historyLine(0))).toThrow('it is not a file');
  });
});
