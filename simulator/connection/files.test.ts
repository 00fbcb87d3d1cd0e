import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSecret, readSettingFile } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'files-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string, mode = 0o600): string {
  const path = join(folder, `${Math.abs(mode)}-${text.length}`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}
const noInput = () => ({ fault: 'standard input was read' });

describe('a file with a secret', () => {
  it('is one line, whose end is not part of it', () => {
    expect(readSecret(file('pass word '), noInput)).toEqual({ text: 'pass word ' });
    expect(readSecret(file('password\n'), noInput)).toEqual({ text: 'password' });
    expect(readSecret(file('password12\r\n'), noInput)).toEqual({ text: 'password12' });
  });

  it.each([0o600, 0o400])('may have mode %o', (mode) => {
    expect(readSecret(file(`mode ${mode}`, mode), noInput)).toEqual({ text: `mode ${mode}` });
  });

  it.each([
    0o640, 0o604, 0o644, 0o660, 0o610,
  ])('is refused with mode %o, with what to type', (mode) => {
    const path = file('hush', mode);
    expect(readSecret(path, noInput)).toEqual({
      fault: `others may read ${path} (mode 0${mode.toString(8)}): chmod 600 ${path}`,
    });
  });

  it('is refused when empty or of several lines, without its text', () => {
    expect(readSecret(file(''), noInput)).toEqual({ fault: expect.stringContaining('is empty') });
    const said = readSecret(file('hush\nhush2'), noInput);
    expect(said).toEqual({ fault: expect.stringContaining('more than one line') });
    expect(JSON.stringify(said)).not.toContain('hush');
  });

  it.skipIf(process.getuid?.() !== 0)(
    'is refused when it is somebody else’s (only root can make such a file)',
    () => {
      const path = file('of another');
      chownSync(path, 12_345, 12_345);
      expect(readSecret(path, noInput)).toEqual({
        fault: expect.stringContaining('belongs to another user (uid 12345)'),
      });
    },
  );

  it('may be standard input', () => {
    expect(readSecret('-', () => ({ text: 'typed\n' }))).toEqual({ text: 'typed' });
    expect(readSecret('-', () => ({ text: '\n' }))).toEqual({ fault: 'standard input is empty' });
    expect(readSecret('-', noInput)).toEqual({ fault: 'standard input was read' });
  });
});

describe('a file of settings', () => {
  it('may be read by all, and says so', () => {
    expect(readSettingFile(file('open', 0o644))).toEqual({
      text: 'open',
      unsafe: expect.stringContaining('chmod 600'),
    });
    expect(readSettingFile(file('closed'))).toEqual({ text: 'closed' });
  });

  it.each([
    [join(folder, 'missing'), 'no such file'],
    [folder, 'is a folder'],
    ['/dev/null', 'is no file'],
  ])('%s is a fault', (path, what) => {
    expect(readSettingFile(path)).toEqual({ fault: expect.stringContaining(what) });
  });

  it('is not read when it is endless', () => {
    expect(readSettingFile(file('x'.repeat(1024 * 1024 + 1)))).toEqual({
      fault: expect.stringContaining('larger than 1 MiB'),
    });
  });
});
