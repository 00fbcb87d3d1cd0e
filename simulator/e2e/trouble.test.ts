/** What people type wrong: exit code, what, where, what to do, and no noise. */
import { afterAll, describe, expect, it } from 'vitest';
import { Workshop } from './command.fixture.ts';
import { expectRefusal } from './expectations.fixture.ts';

const workshop = new Workshop();
afterAll(() => workshop.close());

describe('a command line that cannot be run', () => {
  it.each<[words: string[], exitCode: number, texts: string[]]>([
    [['bench', 'spkie'], 104, ['there is no scenario named "spkie"', 'Did you mean spike?']],
    [['bench', 'spike', '--sede', '4'], 2, ['unknown argument: sede', 'Did you mean --seed?']],
    [['bnech', 'spike'], 2, ['unknown command "bnech"', 'Did you mean bench?']],
    [['bench', 'nowhere.yaml'], 104, ['nowhere.yaml: no such file', 'Give the path']],
    [
      ['bench', 'spike', '--runs-dir', '/dev/null/x'],
      95,
      ["The run's folder cannot be made in /dev/null/x", '--runs-dir'],
    ],
    [['bench', 'spike', '--broker', 'here'], 2, ['--broker is not a list of broker addresses']],
  ])('%j ends with %i', async (words, exitCode, texts) => {
    expectRefusal(await workshop.run(words), exitCode, ...texts);
  });

  it('ends, with its code and its whole output, whatever was left open', async () => {
    const open = 'data:text/javascript,setInterval(() => {}, 1000)';
    const sound = await workshop.run(['scenarios', '--json'], { nodeFlags: ['--import', open] });
    expect(sound.exitCode).toBe(0);
    expect(JSON.parse(sound.stdout)).toContainEqual(expect.objectContaining({ name: 'spike' }));
    const wrong = await workshop.run(['bench', 'spkie'], { nodeFlags: ['--import', open] });
    expect(wrong.exitCode).toBe(104);
  }, 20_000);

  it('names every fault of a scenario file with its place', async () => {
    const file = workshop.scenario(
      'faulty',
      `name: faulty
load: { executor: constant-arrival-rate, rate: -1, duration: soon }
producers: { wokers: 2 }
catalogue:
  products: 0
`,
    );
    expectRefusal(
      await workshop.run(['bench', file]),
      104,
      `${file}:2:48: must be a number of events per timeUnit, 0 or more, is -1`,
      `${file}:2:62: must be a duration`,
      `${file}:3:14: unknown key (producers.wokers) — did you mean "workers"?`,
      `${file}:5:13: must be a whole number from 1`,
    );
  });

  it('leaves no run folder behind', () => {
    expect(workshop.runFolders()).toEqual([]);
  });
});
