/** What a scenario does to its consumers is done, is told, and is not seen in the outcome. */
import { afterAll, describe, expect, it } from 'vitest';
import { Workshop } from './command.fixture.ts';
import { faultsSeen } from './consumer-faults.fixture.ts';
import { expectSound } from './expectations.fixture.ts';

const workshop = new Workshop();
afterAll(() => workshop.close());

const WORLD = `
clock: { speed: 25000 }
catalogue: { products: 500 }
load: { executor: constant-arrival-rate, rate: 200, duration: 9s }
pipeline: { partitions: 4, consumers: 2, sessionTimeout: 6s, rebalanceTimeout: 6s }
`;

describe('faults of a scenario', () => {
  it('kill, start again, join and leave, and leave the outcome alone', async () => {
    const scenario = workshop.scenario(
      'faults',
      `${WORLD}faults:
- { join: kitchen, at: 1s, for: 6s }
- { kill: consumer-1, atEvent: 500, between: changelog, restart: 500ms }
- { leave: consumer-2, at: 4s, restart: 1s }
- { stall: nobody-yet, atEvent: 1500, for: 1s }
- { join: nobody-yet, at: 8900ms }
`,
    );
    const result = await workshop.bench([scenario]);
    expectSound(result, await workshop.digest([scenario]));
    const { faults, ends } = faultsSeen(workshop, result);
    for (const text of [
      'kitchen joins',
      'kitchen leaves',
      'consumer-1 is killed between changelog and commit',
      'consumer-1 is started again',
      'consumer-2 leaves',
      'consumer-2 comes back',
    ]) {
      expect(faults).toContain(text);
    }
    expect(ends('consumer-1')).toEqual(['killed', 'stayed']);
    expect(ends('consumer-2')).toEqual(['left', 'stayed']);
    expect(ends('kitchen')).toEqual(['left']);
  });

  it('bring back the only consumer there is', async () => {
    const scenario = workshop.scenario(
      'alone',
      `${WORLD.replace('consumers: 2', 'consumers: 1')}faults:
- { kill: consumer-1, at: 3s, between: effects, restart: 1s }
- { throttle: consumer-1, to: 100, at: 1s, for: 1s }
`,
    );
    const result = await workshop.bench([scenario]);
    expectSound(result, await workshop.digest([scenario]));
    const { faults, ends, group } = faultsSeen(workshop, result);
    expect(faults).toEqual([
      'consumer-1 is throttled to 100 events a second for 1s',
      'consumer-1 is throttled no longer',
      'consumer-1 is killed between effect and publication',
      'consumer-1 is started again',
    ]);
    expect(ends('consumer-1')).toEqual(['killed', 'stayed']);
    expect(group?.reprocessed).toBeGreaterThan(0);
    expect(group?.recoveries.map(({ partitions }) => partitions)).toEqual([[0, 1, 2, 3]]);
  });
});
