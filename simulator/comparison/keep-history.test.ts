import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HISTORY_FILE, readHistoryFile } from '../../reports/comparison/history-file.ts';
import { passedRecord } from '../../reports/record.fixture.ts';
import { currentRevision } from './current-revision.ts';
import { keepHistory } from './keep-history.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamstock-keep-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...words: string[]): string {
  const settings = ['-c', 'user.name=x', '-c', 'user.email=x@example.org'];
  return execFileSync('git', [...settings, ...words], { cwd: folder, encoding: 'utf8' }).trim();
}

describe('the revision of a folder', () => {
  it('is the commit, and whether a file that git knows has changed', async () => {
    git('init', '--quiet');
    expect(await currentRevision(folder)).toBeNull();
    writeFileSync(join(folder, 'a'), '1');
    git('add', 'a');
    git('commit', '--quiet', '-m', 'one');
    const commit = git('rev-parse', 'HEAD');
    writeFileSync(join(folder, 'new'), '');
    expect(await currentRevision(folder)).toEqual({ commit, isDirty: false });
    writeFileSync(join(folder, 'a'), '2');
    expect(await currentRevision(folder)).toEqual({ commit, isDirty: true });
    mkdirSync(join(folder, 'below'));
    expect(await currentRevision(join(folder, 'below'))).toEqual({ commit, isDirty: true });
  });

  it('is unknown outside of a checkout, and where there is no folder', async () => {
    expect(await currentRevision(folder)).toBeNull();
    expect(await currentRevision(join(folder, 'nowhere'))).toBeNull();
  });

  it('starts no program that the folder names', async () => {
    git('init', '--quiet');
    writeFileSync(join(folder, 'a'), '1');
    git('add', 'a');
    git('commit', '--quiet', '-m', 'one');
    const trace = join(folder, 'started');
    git('config', 'core.fsmonitor', `touch ${trace}; false`);
    expect(await currentRevision(folder)).toMatchObject({ isDirty: false });
    expect(existsSync(trace)).toBe(false);
  });
});

describe('a finished run', () => {
  it('is left out when somebody took a hand in it', async () => {
    const record = passedRecord({ interaction: { actions: [], dropped: 0 } });
    await keepHistory(record, { runsFolder: folder, gate: null, warn: () => {} });
    expect(existsSync(join(folder, HISTORY_FILE))).toBe(false);
  });

  it('is a line of its runs folder', async () => {
    const warnings: string[] = [];
    const warn = (text: string) => warnings.push(text);
    await keepHistory(passedRecord(), { runsFolder: folder, gate: null, warn });
    const { lines } = readHistoryFile(join(folder, HISTORY_FILE));
    expect(lines.map(({ runId }) => runId)).toEqual([passedRecord().runId]);
    expect(warnings).toEqual([]);
  });

  it('that cannot be kept is a warning and nothing else', async () => {
    const warnings: string[] = [];
    const warn = (text: string) => warnings.push(text);
    const path = join(folder, HISTORY_FILE);
    mkdirSync(path);
    await keepHistory(passedRecord(), { runsFolder: folder, gate: null, warn });
    expect(warnings).toEqual([`this run is not in the history: ${path}: it is not a file`]);
  });
});
