/** Three consumer processes on three real brokers; one is killed under load, and the outcome stays. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from './command.fixture.ts';
import {
  expectTookPart,
  GROUP,
  LONG_DAY,
  livesOf,
  pause,
  startConsumer,
} from './consume.fixture.ts';
import { expectSound } from './expectations.fixture.ts';
import { type ApacheKafka, missingForKafka, startApacheKafka } from './kafka-jars.fixture.ts';

const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`Processes are not tested on Kafka: ${missing}\n`);

describe.skipIf(missing !== undefined)('three consumer processes on three brokers', () => {
  const workshop = new Workshop();
  const scenario = workshop.scenario('day', LONG_DAY);
  let kafka: ApacheKafka;
  let digest: string;

  beforeAll(async () => {
    kafka = await startApacheKafka({ brokers: 3 });
    digest = await workshop.digest([scenario]);
  }, 300_000);
  afterAll(async () => {
    await kafka.stop();
    workshop.close();
  });

  it('pass although one of them is killed under load', async () => {
    const where = ['--broker', kafka.address, `--allow-remote=${kafka.clusterId}`];
    const prefixed = [...where, '--topic-prefix', 'three.'];
    const flags = ['--group', GROUP, '--processes', '3', '--replication-factor', '3'];
    const bench = workshop.startBench([scenario, ...prefixed, ...flags]);
    await bench.says('Waiting for 3 processes');
    const names = ['attic', 'cellar', 'kitchen'];
    const [attic, ...others] = names.map((name) =>
      startConsumer(workshop, prefixed, ['--name', name]),
    );
    await bench.says('the load begins');
    await pause(5_000);
    attic?.process.kill('SIGKILL');
    const result = await bench.result;
    expectSound(result, digest);
    expect(result.record?.counts['events_acknowledged']).toBe(result.record?.plan.events);
    expect(livesOf(workshop, result)).toEqual({
      'process attic': ['lost'],
      'process cellar': ['stayed'],
      'process kitchen': ['stayed'],
    });
    for (const other of others) await expectTookPart(other, /The run is over for \w+: /);
  });
});
