/** The scenarios that do something to their consumers: the outcome is that of virtual time, here and on Apache Kafka. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGolden } from '../golden.ts';
import { brokenInvariants, Workshop } from './command.fixture.ts';
import { faultsSeen } from './consumer-faults.fixture.ts';
import { type ApacheKafka, missingForKafka, startApacheKafka } from './kafka-jars.fixture.ts';

const SCENARIOS = ['consumer-crash', 'rebalance-storm', 'rolling-restart', 'slow-consumer'];
const workshop = new Workshop();
afterAll(() => workshop.close());

/** Thresholds depend on the machine; what they are about does not. */
async function expectUnharmed(name: string, where: readonly string[]): Promise<void> {
  const result = await workshop.bench([name, ...where]);
  const { record, stderr } = result;
  expect(['passed', 'thresholds', 'saturated'], stderr).toContain(record?.verdict.name);
  expect(brokenInvariants(record)).toEqual([]);
  const golden = readGolden().digests[name];
  expect(record?.digest).toEqual({ pipeline: golden, simulated: golden, comparable: true });
  const { faults, group } = faultsSeen(workshop, result);
  expect(faults.length).toBeGreaterThan(1);
  expect(group?.rebalances.length).toBeGreaterThan(0);
  expect(group?.restores.filter(({ kept }) => !kept).length).toBeGreaterThan(0);
  expect(group?.rebalances.filter(({ pauseMs }) => pauseMs === null)).toEqual([]);
  expect(group?.recoveries.length).toBeGreaterThan(0);
  expect(group?.recoveries.filter(({ durationMs }) => durationMs === null)).toEqual([]);
}

describe('on the embedded broker', () => {
  // They wait for sessions to end most of the time, and what is judged here is no latency.
  it.concurrent.each(SCENARIOS)('%s does no harm', (name) => expectUnharmed(name, []));
});

const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`Apache Kafka is not tested: ${missing}\n`);

describe.skipIf(missing !== undefined)('on Apache Kafka', () => {
  let kafka: ApacheKafka;

  beforeAll(async () => {
    kafka = await startApacheKafka();
  }, 300_000);
  afterAll(() => kafka.stop());

  it.concurrent.each(SCENARIOS)('%s does no harm', (name) =>
    expectUnharmed(name, [
      ...['--broker', kafka.address, `--allow-remote=${kafka.clusterId}`],
      // Topics of its own: the scenarios differ in their numbers of partitions.
      ...['--topic-prefix', `${name}.`],
    ]));
});
