import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { historyLine, p99Of } from '../../reports/comparison/history.fixture.ts';
import type { History } from '../../reports/comparison/history.ts';
import { HISTORY_FILE } from '../../reports/comparison/history-file.ts';
import { runCommandLine } from '../cli.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamstock-history-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function keep(lines: readonly object[]): void {
  writeFileSync(
    join(folder, HISTORY_FILE),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
}

async function history(...words: string[]) {
  const said = { out: '', err: '' };
  const into = (stream: 'out' | 'err') => (text: unknown) => {
    said[stream] += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(into('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(into('err'));
  const streams = { out: into('out'), err: into('err') };
  const exitCode = await runCommandLine(['history', ...words, '--runs-dir', folder], streams);
  vi.restoreAllMocks();
  return { exitCode, ...said };
}

const CPU = { ...p99Of(200), label: 'cpu_per_event', unit: 'µs' as const };
const RUNS = Array.from({ length: 12 }, (_, at) => {
  return historyLine(at, { values: [p99Of(at < 6 ? 10 : 20), { ...CPU, value: 200 + (at % 3) }] });
});

describe('streamstock history', () => {
  it('shows the only scenario there is, its shifts, and its first metric run by run', async () => {
    keep(RUNS);
    const { exitCode, out } = await history();
    expect(exitCode).toBeUndefined();
    expect(out).toContain('steady · 12 runs');
    expect(out).toContain('✗ end_to_end p(99) +100 % since 2026-01-11 10:15');
    expect(out).toMatch(/2026-01-16 10:15 +20\.0 ms/);
  });

  it('shows another metric run by run, and no more runs than asked for', async () => {
    keep(RUNS);
    const { out } = await history('steady', '--metric', 'cpu_per_event', '--last', '3');
    expect(out).toContain('steady · the last 3 of 12 runs');
    expect(out.match(/^ +2026-01-\d\d .* µs/gm)).toHaveLength(3);
  });

  it('gives the whole history as JSON on one line', async () => {
    keep([...RUNS, historyLine(3, { scenario: 'spike', runId: 'spike-1' })]);
    const { out } = await history('steady', '--json');
    const parsed = JSON.parse(out) as History;
    expect(out.trimEnd()).not.toContain('\n');
    expect(parsed).toMatchObject({ historyVersion: 1, scenario: 'steady', runsKnown: 12 });
    expect(parsed.metrics.map(({ shifts }) => shifts.length)).toEqual([1, 0]);
  });

  it('writes a page, and names it', async () => {
    keep(RUNS);
    const file = join(folder, 'history.html');
    const { exitCode, err } = await history('--html', file);
    expect({ exitCode, err }).toEqual({ exitCode: undefined, err: `${file}\n` });
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/i);
  });

  it.each<[words: string[], exitCode: number, texts: string[]]>([
    [[], 2, ['several scenarios: name one', 'It has spike, steady.']],
    [['stedy'], 95, ['has no run of "stedy"', 'Did you mean steady?']],
    [['steady', '--last', '0'], 2, ['--last must be a whole number from 1 to 500, is "0"']],
    [['steady', '--last', 'all'], 2, ['--last must be a whole number']],
    [['steady', '--last', '501'], 2, ['--last must be a whole number']],
    [
      ['steady', '--metric', 'end_to_end p(9)'],
      2,
      ['no run shown has the metric', 'end_to_end p(99)'],
    ],
    [['steady', '--html', '/nowhere/x.html'], 95, ['/nowhere/x.html cannot be written']],
    [['steady', '--lsat', '3'], 2, ['Did you mean --last?']],
  ])('refuses %j with %i', async (words, exitCode, texts) => {
    keep([...RUNS, historyLine(3, { scenario: 'spike', runId: 'spike-1' })]);
    const result = await history(...words);
    expect(result.exitCode, result.err).toBe(exitCode);
    for (const text of texts) expect(result.err).toContain(text);
    expect(result.out).toBe('');
  });

  it('says how to begin one where there is none', async () => {
    const missing = await history();
    expect(missing.exitCode).toBe(95);
    expect(missing.err).toContain('there is no history yet');
    expect(missing.err).toContain('streamstock bench steady');
    keep([]);
    expect(await history()).toMatchObject({ exitCode: 95 });
  });

  it('passes over lines that are broken or newer, and says so', async () => {
    keep([...RUNS, { historyVersion: 9 }, { level: 'info' }]);
    const { exitCode, out } = await history();
    expect(exitCode).toBeUndefined();
    expect(out).toContain('! 1 line cut short or not of this tool, passed over: line 14');
    expect(out).toContain('! 1 line of a newer version of this tool, passed over');
  });
});
