/** The slow half of `lost-threads.test.ts`: what is left of the group waits before it is given up. */
import { afterAll, describe, expect, it } from 'vitest';
import { brokenInvariants, Workshop } from './command.fixture.ts';
import { losing } from './lost-thread.fixture.ts';

const workshop = new Workshop();
afterAll(() => workshop.close());

describe('a run that loses one of its consumers', () => {
  it('is incomplete, never incorrect, and keeps the results of the others', async () => {
    const scenario = workshop.scenario(
      'disturbed',
      `
load: { executor: constant-arrival-rate, rate: 500, duration: 4s }
clock: { speed: 30000 }
catalogue: { products: 300 }
pipeline: { consumers: 3 }
poison: 5000
`,
    );
    const { exitCode, record, stderr } = await workshop.bench(
      [scenario],
      losing(workshop, 'consumers/thread', 1),
    );
    expect(exitCode, stderr).toBe(94);
    expect(record?.verdict.reasons[0]).toContain('consumer-2 was lost');
    expect(brokenInvariants(record)).toEqual([]);
    expect(record?.counts['events_applied']).toBeGreaterThan(0);
    expect(record?.counts['events_acknowledged']).toBe(record?.plan.events);
  });
});
