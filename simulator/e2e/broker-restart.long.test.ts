/** The only broker goes away under load: what was acknowledged comes to its effect when it is back, and a run ends when it is not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benchUnderFire, expectUnharmed, UNDER_FIRE } from './cluster-fire.fixture.ts';
import { brokenInvariants, Workshop } from './command.fixture.ts';
import { type ApacheKafka, missingForKafka, startApacheKafka } from './kafka-jars.fixture.ts';

const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`Broker restarts are not tested: ${missing}\n`);

/** How long the broker is away, beside what it takes to start. */
const AWAY_MS = 8000;

describe.skipIf(missing !== undefined)('a single broker', () => {
  const workshop = new Workshop();
  const scenario = workshop.scenario(
    'restart',
    UNDER_FIRE.replace('{ workers: 2 }', '{ workers: 2, idempotent: on }'),
  );
  let kafka: ApacheKafka;

  beforeAll(async () => {
    kafka = await startApacheKafka();
  }, 300_000);
  afterAll(async () => {
    await kafka.stop();
    workshop.close();
  });

  it('is killed and comes back under load: nothing is lost', async () => {
    const result = await benchUnderFire(workshop, kafka, [scenario], 4000, async () => {
      await kafka.kill(0);
      await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
      await kafka.restart(0);
    });
    expectUnharmed(result, await workshop.digest([scenario]));
    const marks = (result.record as unknown as { marks: { text: string }[] }).marks;
    const texts = marks.map(({ text }) => text).join('\n');
    expect(texts).toMatch(/^producer \d: /m);
    expect(texts).toMatch(/^consumer-\d: joining again: /m);
    expect(texts).toMatch(/^the group shares its partitions anew: generation \d+$/m);
  });

  it('is killed and stays away: the run ends by itself, incomplete, and says why', async () => {
    const result = await benchUnderFire(workshop, kafka, [scenario], 4000, () => kafka.kill(0));
    expect(result.exitCode, result.stderr).toBe(94);
    expect(brokenInvariants(result.record)).toEqual([]);
    const reasons = result.record?.verdict.reasons.join('\n');
    expect(reasons).toContain('consumer-1 was lost: ');
    expect(reasons).toContain('consumer-2 was lost: ');
    expect(reasons).toMatch(/the cluster did not answer as a group for 60 s|ECONNREFUSED/);
  });
});
