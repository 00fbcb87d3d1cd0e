/** A broker that several people use at the same time. */
import { afterAll, expect, it } from 'vitest';
import { startEmbeddedBroker } from '../broker/embedded.ts';
import { brokenInvariants, Workshop } from './command.fixture.ts';
import { BUSY } from './scenarios.fixture.ts';

const workshop = new Workshop();
afterAll(() => workshop.close());

it('two runs at once do not meet: each has its own outcome, and counts the records of the other', async () => {
  const broker = await startEmbeddedBroker();
  const busy = workshop.scenario('busy', BUSY);
  const seeds = ['1', '2'];
  const results = await Promise.all(
    seeds.map((seed) => workshop.bench([busy, '--broker', broker.address, '--seed', seed])),
  );
  await broker.stop();
  for (const [at, seed] of seeds.entries()) {
    const { record, stderr } = results[at] ?? {};
    // They take the processor from each other, so that saturation says nothing here.
    expect(['passed', 'saturated'], stderr).toContain(record?.verdict.name);
    expect(brokenInvariants(record)).toEqual([]);
    expect(record?.digest.pipeline).toBe(await workshop.digest([busy, '--seed', seed]));
  }
  const foreign = results.map(({ record }) => record?.counts['records_foreign'] ?? 0);
  expect(Math.max(...foreign)).toBeGreaterThan(0);
});
