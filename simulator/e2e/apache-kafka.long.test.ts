/** The same scenarios, unchanged, on a real Apache Kafka broker: same digest as in virtual time. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../commands/resolve.ts';
import { Workshop } from './command.fixture.ts';
import { expectRefusal } from './expectations.fixture.ts';
import { type ApacheKafka, missingForKafka, startApacheKafka } from './kafka-jars.fixture.ts';

const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`Apache Kafka is not tested: ${missing}\n`);

/** Played whole, as they need it, in `consumer-faults.long.test.ts`. */
const HARMFUL = ['consumer-crash', 'rebalance-storm', 'rolling-restart', 'slow-consumer'];
const SHIPPED = readdirSync(join(projectRoot(), 'scenarios'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
  .filter((name) => !HARMFUL.includes(name));
/** Ten events a minute need a while for one of them; the demonstration is made to last for days. */
const SHORTENED: Readonly<Record<string, string>> = {
  classroom: '7s',
  demo: '7s',
  month: '7s',
};

describe.skipIf(missing !== undefined)('on Apache Kafka', () => {
  const workshop = new Workshop();
  let kafka: ApacheKafka;
  let where: string[];

  beforeAll(async () => {
    kafka = await startApacheKafka();
    where = ['--broker', kafka.address, `--allow-remote=${kafka.clusterId}`];
  }, 300_000);
  afterAll(async () => {
    await kafka.stop();
    workshop.close();
  });

  it.each([
    ['spike', ['--duration', '8s', '--consumers', '2', '--workers', '1', '--seed', '7']],
    ['stockout', ['--duration', '8s', '--workers', '4']],
  ])('%s with %j passes with the digest of the simulation', async (scenario, flags) => {
    const { exitCode, record, stderr } = await workshop.bench([scenario, ...flags, ...where]);
    expect(exitCode, stderr).toBe(0);
    const simulated = await workshop.digest([scenario, ...flags]);
    expect(record?.digest).toEqual({ pipeline: simulated, simulated, comparable: true });
  });

  it.each(SHIPPED)('%s, shortened, has the outcome of the simulation', async (scenario) => {
    // All on the same topics.
    const flags = ['--duration', SHORTENED[scenario] ?? '4s', '--partitions', '3'];
    const { record, stderr } = await workshop.bench([scenario, ...flags, ...where]);
    // So short a run may be judged in any way: all of it can be warm-up.
    expect(
      record?.audit.filter(({ holds }) => holds !== true),
      stderr,
    ).toEqual([]);
    expect(record?.counts['events_acknowledged']).toBe(record?.plan.events);
    const simulated = await workshop.digest([scenario, ...flags]);
    expect(record?.digest).toEqual({ pipeline: simulated, simulated, comparable: true });
  });

  it('refuses topics that have another number of partitions', async () => {
    const refused = await workshop.bench(['spike', '--partitions', '5', ...where]);
    expectRefusal(refused, 95, 'inventory.sales has 3');
  });
});
