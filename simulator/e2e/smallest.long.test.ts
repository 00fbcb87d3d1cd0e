/** The smallest and the emptiest runs. */
import { afterAll, describe, expect, it } from 'vitest';
import { Workshop } from './command.fixture.ts';
import { expectReadable, expectRefusal, expectSound } from './expectations.fixture.ts';

const workshop = new Workshop();
afterAll(() => workshop.close());

describe('a scenario file', () => {
  it('may have the required keys only', async () => {
    const file = workshop.scenario(
      'minimal',
      'load: { executor: constant-arrival-rate, rate: 20, duration: 500ms }\n',
    );
    const result = await workshop.bench([file]);
    expectSound(result, await workshop.digest([file]));
    expectReadable(result);
    expect(result.stderr).toContain('10 events and no deliveries in all');
  });

  it('may be about one product and one event', async () => {
    const file = workshop.scenario(
      'one',
      `
catalogue: { products: 1, warehouses: 1 }
load: { executor: constant-arrival-rate, rate: 1, duration: 1s }
`,
    );
    const result = await workshop.bench([file, '--workers', '2', '--consumers', '4']);
    expectSound(result, await workshop.digest([file]));
    expect(result.record?.counts['events_applied']).toBe(1);
    expect(result.stderr).not.toContain('target rate missed');
    expectReadable(result);
  });

  it('is refused when it plans no event at all', async () => {
    const file = workshop.scenario(
      'nothing',
      `name: nothing
load: { executor: constant-arrival-rate, rate: 10, timeUnit: 1m, duration: 1s }
`,
    );
    expectRefusal(
      await workshop.bench([file]),
      104,
      `${file}:2:48: plans not a single event (load.rate) — raise the rate or the duration`,
    );
  });

  it('whose chances bring no event makes an incomplete run', async () => {
    const file = workshop.scenario(
      'chance',
      `
arrivals: poisson
load: { executor: constant-arrival-rate, rate: 1, duration: 1s }
`,
    );
    // A seed whose first arrival comes after the end.
    const result = await workshop.bench([file, '--seed', '1']);
    expect(result.exitCode, result.stderr).toBe(94);
    expect(result.record?.verdict.reasons[0]).toContain('the plan contains no event');
    expectReadable(result);
  });
});
