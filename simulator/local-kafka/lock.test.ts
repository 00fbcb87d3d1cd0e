import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.ts';

describe('withLock', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'streamstock-lock-'));
    path = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lets one work at a time, and all of them in the end', async () => {
    let [inside, most, waited, done] = [0, 0, 0, 0];
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
      done += 1;
    };
    const onWait = (): void => {
      waited += 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(path, { onWait }, work)));
    expect({ most, done, waited }).toEqual({ most: 1, done: 3, waited: 2 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is free again when the work fails', async () => {
    const failing = withLock(path, {}, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['a process that is gone', { pid: 2 ** 22 + 1, started: '1' }],
    ['a process whose number has another by now', { pid: process.pid, started: 'long ago' }],
  ])('takes it from %s', async (_, holder) => {
    writeFileSync(path, JSON.stringify(holder));
    expect(await withLock(path, {}, async () => 'worked')).toBe('worked');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stops waiting when it is interrupted', async () => {
    const controller = new AbortController();
    await withLock(path, {}, async () => {
      const other = withLock(path, { signal: controller.signal }, async () => 'worked');
      controller.abort();
      await expect(other).rejects.toMatchObject({ code: 'INTERRUPTED' });
    });
  });
});
