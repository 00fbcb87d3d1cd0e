/** A run that lost a thread is never green, says which, and keeps what the others know. */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { brokenInvariants, keptRecord, Workshop } from './command.fixture.ts';
import { expectReadable } from './expectations.fixture.ts';
import { losing } from './lost-thread.fixture.ts';

const workshop = new Workshop();
const scenario = workshop.scenario(
  'disturbed',
  `
load: { executor: constant-arrival-rate, rate: 500, duration: 3s }
clock: { speed: 30000 }
catalogue: { products: 300 }
`,
);
afterAll(() => workshop.close());

describe('a run that loses', () => {
  it.each<[what: string, creator: string, nth: number, flags: string[], said: RegExp]>([
    ['a producer', 'producers/pool', 1, ['--workers', '2'], /producer 2 was lost: /],
    ['its only consumer', 'consumers/thread', 0, [], /consumer-1 was lost: its thread ended/],
  ])('%s is incomplete', async (_what, creator, nth, flags, said) => {
    const result = await workshop.bench([scenario, ...flags], losing(workshop, creator, nth));
    const { exitCode, record, stderr } = result;
    expect(exitCode, stderr).toBe(94);
    expect(record?.verdict.name).toBe('incomplete');
    expect(record?.verdict.reasons[0]).toMatch(said);
    expect(stderr).toMatch(said);
    expect(brokenInvariants(record)).toEqual([]);
    expect(record?.digest.comparable).toBe(false);
    expect(record?.counts['events_acknowledged']).toBeGreaterThan(0);
    expect(keptRecord(join(workshop.folder, record?.runFolder ?? ''))).toMatchObject({
      verdict: { exitCode: 94 },
    });
    expectReadable(result);
  });
});
