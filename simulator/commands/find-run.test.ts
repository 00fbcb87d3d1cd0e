import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunsFolder } from '../../reports/server/run-list.fixture.ts';
import { findRun } from './find-run.ts';

let runs: RunsFolder;
beforeEach(() => {
  runs = new RunsFolder();
  runs.run('20260105-101500-spike-7');
  runs.run('20260104-101500-steady-7', { startedAt: '2026-01-04T10:15:00.000Z' });
  runs.journal('20260106-101500-spike-7', Date.now() - 60_000);
  runs.journal('20260103-101500-spike-7', Date.now() - 90_000);
  runs.file('20260107-101500-spike-7', 'run.json', 'nonsense');
});
afterEach(() => runs.remove());

describe('a run', () => {
  it('is found by its name in the runs folder', async () => {
    const found = await findRun('20260104-101500-steady-7', runs.path, 'finished');
    expect(found).toMatchObject({
      runsFolder: runs.path,
      entry: { id: '20260104-101500-steady-7' },
    });
  });

  it('is found by any way to its folder, or to a file in it, whatever the runs folder is', async () => {
    symlinkSync(join(runs.path, '20260104-101500-steady-7'), join(runs.root, 'mine'));
    for (const path of [
      join(runs.path, '20260104-101500-steady-7'),
      `${join(runs.path, '20260104-101500-steady-7')}/`,
      join(runs.path, '20260105-101500-spike-7', '..', '20260104-101500-steady-7'),
      join(runs.path, '20260104-101500-steady-7', 'run.json'),
      join(runs.root, 'mine'),
    ]) {
      const { entry, runsFolder } = await findRun(path, '/nowhere', 'finished');
      expect([runsFolder, entry.id], path).toEqual([runs.path, '20260104-101500-steady-7']);
    }
  });

  it('may be the last one: with a record to look at it, without one to recover it', async () => {
    const { entry: finished } = await findRun('last', runs.path, 'finished');
    expect(finished.id).toBe('20260105-101500-spike-7');
    const { entry: unfinished } = await findRun('last', runs.path, 'unfinished');
    expect(unfinished.id).toBe('20260106-101500-spike-7');
  });

  it.each<[text: string, message: string, hint: RegExp]>([
    ['20260105-101500-spike-8', 'there is no run "20260105-101500-spike-8"', /^Did you mean 20260/],
    ['../secret', 'there is no run "../secret"', /The newest is 20260107-101500-spike-7/],
    ['', 'there is no run ""', /The newest is/],
  ])('that is not there is answered with what there is: %j', async (text, message, hint) => {
    await expect(findRun(text, runs.path, 'finished')).rejects.toMatchObject({
      code: 'RUN_UNKNOWN',
      message,
      hint: expect.stringMatching(hint),
    });
  });

  it('cannot be the last one of an empty folder', async () => {
    await expect(findRun('last', '/nowhere', 'finished')).rejects.toMatchObject({
      code: 'RUN_UNKNOWN',
      message: '/nowhere holds no finished run',
    });
  });

  it('is not entered through a link in the runs folder', async () => {
    runs.link('link', '20260104-101500-steady-7');
    await expect(findRun('link', runs.path, 'finished')).rejects.toMatchObject({
      code: 'RECORD_UNREADABLE',
      message: 'link: is a symbolic link, and links are not followed',
    });
  });
});
