import { afterEach, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from './cli.ts';

async function run(...words: string[]) {
  let out = '';
  let err = '';
  // Commands write to the process's own stream.
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const exitCode = await runCommandLine(words, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  spy.mockRestore();
  return { exitCode, out, err };
}

afterEach(() => vi.restoreAllMocks());

describe('the command line', () => {
  it('explains itself', async () => {
    const help = await run('--help');
    expect(help).toMatchObject({ exitCode: undefined, err: '' });
    expect(help.out).toContain('streamstock plan <scenario>');
    expect((await run('plan', '--help')).out).toContain('--partitions');
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [[], 'a command is missing', ''],
    [['plna'], 'unknown command "plna"', 'Did you mean plan?'],
    [['frobnicate'], 'unknown command "frobnicate"', 'Commands: '],
    [['plan'], 'an argument is missing', '--help'],
    [['plan', 'spike', 'twice'], 'unknown argument: twice', '--help'],
    [['plan', 'spike', '--sede', '4'], 'unknown argument: sede', 'Did you mean --seed?'],
    [
      ['plan', 'spike', '--sede=4', '--partition-s=2'],
      'unknown arguments: sede, partition-s',
      '--seed, --partitions',
    ],
    [['plan', 'spike', '--seed'], 'Not enough arguments following: seed', '--help'],
    [
      ['plan', 'spike', '--broker', 'nowhere'],
      '--broker is not a list of broker addresses',
      'host:port',
    ],
  ])('ends with 2 on %j', async (words, message, hint) => {
    const { exitCode, out, err } = await run(...words);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(`${message}\n`);
    expect(err).toContain(hint);
    expect(err).not.toContain('    at ');
  });

  it('ends with 104 when the scenario is unknown or invalid, naming the flag at fault', async () => {
    expect(await run('plan', 'spkie')).toMatchObject({ exitCode: 104, out: '' });
    const { exitCode, err } = await run('plan', 'spike', '--workers', '0');
    expect(exitCode).toBe(104);
    expect(err).toMatch(
      /^--workers: must be a whole number from 1 to 64, is 0 \(producers\.workers\)\n/,
    );
  });

  it('plans a scenario, as text and as data, with overrides', async () => {
    const text = await run('plan', 'classroom', '--seed', '007');
    expect(text).toMatchObject({ exitCode: undefined, err: '' });
    expect(text.out).toContain('seed 007');
    const { out } = await run(
      'plan',
      'classroom',
      '--duration',
      '1m',
      '--duration',
      '6m',
      '--json',
    );
    expect(JSON.parse(out)).toMatchObject({
      scenario: 'classroom',
      arrivals: 60,
      durationMs: 360_000,
    });
  });

  it('lists the scenarios', async () => {
    const { out } = await run('scenarios', '--json');
    expect(JSON.parse(out)).toContainEqual(
      expect.objectContaining({ name: 'month', arrivals: 1000 }),
    );
  });
});
