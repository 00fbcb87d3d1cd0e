/** The same on Apache Kafka, whose coordinator and whose logs are not ours. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from '../../reports/histogram.ts';
import { coverage, coverageText } from './crash-points-coverage.fixture.ts';
import { crashPlan, planInWords } from './crash-points-plan.fixture.ts';
import { PLAN_TIMEOUT_MS, playPlan } from './crash-points-run.fixture.ts';
import type { StruckPoint } from './crash-points-strike.fixture.ts';
import { type ApacheKafka, missingForKafka, startApacheKafka } from './kafka-jars.fixture.ts';

/** Each has a point of every kind. */
const PLANS = Array.from({ length: 4 }, (_, at) => crashPlan(at + 101));
const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`Apache Kafka is not tested: ${missing}\n`);

describe.skipIf(missing !== undefined)('consumers that die, on Apache Kafka', () => {
  const struck: StruckPoint[] = [];
  let kafka: ApacheKafka;

  beforeAll(async () => {
    await initHistograms();
    kafka = await startApacheKafka();
  }, 300_000);
  afterAll(async () => {
    await kafka.stop();
    process.stderr.write(`${coverageText(coverage(struck))}\n`);
  });

  it.concurrent.each(PLANS.map((plan) => [planInWords(plan), plan] as const))(
    '%s',
    async (_words, plan) => {
      const { points, faults } = await playPlan(
        { brokers: [...kafka.addresses], kind: 'external' },
        plan,
      );
      struck.push(...points);
      expect(faults).toEqual([]);
    },
    PLAN_TIMEOUT_MS,
  );
});
