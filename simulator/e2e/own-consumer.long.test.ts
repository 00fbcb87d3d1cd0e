/** Services that do something wrong, or more than they should; and foreign clients on Apache Kafka. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKafka } from '../../pipeline/kafka/client.ts';
import { topicNames } from '../../pipeline/topics.ts';
import { Workshop } from './command.fixture.ts';
import { startJavaConsumer } from './java-consumer.fixture.ts';
import { type ApacheKafka, missingForKafka, startApacheKafka } from './kafka-jars.fixture.ts';
import {
  benchWithService,
  type ExternalResult,
  expectSoundService,
  externalResult,
  GROUP,
  RESULTS,
  SHOP,
  startService,
} from './own-consumer.fixture.ts';
import { OVERTAKING } from './scenarios.fixture.ts';

const THRESHOLDS = `
thresholds:
  end_to_end: ["p(99)<60000"]
  fill_rate: [{ threshold: "value>2", abortOnFail: true }]
  alert: [{ threshold: "p(99)<0.001", abortOnFail: true }]
`;

describe('a service of your own on the embedded broker', () => {
  const workshop = new Workshop();
  const scenario = workshop.scenario('shop', SHOP);
  afterAll(() => workshop.close());

  it('is judged by its lag alone where it publishes no results', async () => {
    const result = await benchWithService(workshop, {
      scenario: workshop.scenario('judged', SHOP + THRESHOLDS),
      results: false,
    });
    expectSoundService(result);
    const { pipeline, invariants } = result;
    expect(pipeline.results).toBeNull();
    expect(pipeline['drainMs']).toBeGreaterThan(0);
    expect(Object.keys(invariants)).toEqual(['plan', 'provenance', 'durations']);
    expect(setAside(result)).toEqual(['end_to_end', 'fill_rate', 'alert']);
  });

  it('has its latency judged where it does, and stops for nothing that cannot be known', async () => {
    const result = await benchWithService(workshop, {
      scenario: workshop.scenario('judged', SHOP + THRESHOLDS),
    });
    expectSoundService(result);
    expect(setAside(result)).toEqual(['fill_rate', 'alert']);
  });

  it('is incorrect when it takes events as they come', async () => {
    const { exitCode, invariants } = await benchWithService(workshop, {
      scenario: workshop.scenario(
        'overtaking',
        OVERTAKING.replace('rate: 6000', 'rate: 3000').replace('{ ordering: arrival }', '{}'),
      ),
      spoiled: 'takes events as they come',
    });
    expect(exitCode).toBe(90);
    expect(invariants['results-stock']).toBe(false);
  });

  it('makes the run incomplete when it stops half way, and the run says where', async () => {
    const { exitCode, record, invariants } = await benchWithService(
      workshop,
      { scenario, spoiled: 'stops half way' },
      ['--drain-timeout', '4s'],
    );
    expect(exitCode).toBe(94);
    expect(invariants['results-complete']).toBeNull();
    expect(record?.verdict.reasons[0]).toMatch(
      /group my-group was [\d,]+ records behind \(inventory\.\w+\/\d [\d,]+.*\) and owed [\d,]+ results on my\.results .* after the last acknowledgement, and did nothing more/,
    );
  });

  it('may repeat itself', async () => {
    const result = await benchWithService(workshop, {
      scenario,
      spoiled: 'publishes everything twice',
    });
    expectSoundService(result);
    const { events, repeated } = result.pipeline.results ?? {};
    // The last batch may still be under way when everything has its first result.
    expect(repeated).toBeGreaterThan(Number(events) / 2);
  });

  it('may publish results of other runs and nonsense, which is counted', async () => {
    const result = await benchWithService(workshop, {
      scenario,
      spoiled: 'publishes results of other runs and nonsense',
    });
    expectSoundService(result);
    const { foreign, unreadable } = result.pipeline.results ?? {};
    expect(Number(foreign)).toBeGreaterThan(0);
    expect(unreadable).toBe(Number(foreign) / 2);
  });
});

const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`own consumers on Apache Kafka: ${missing}\n`);

describe.skipIf(missing !== undefined)('a service of your own on Apache Kafka', () => {
  const workshop = new Workshop();
  const scenario = workshop.scenario('shop', SHOP);
  let kafka: ApacheKafka;
  beforeAll(async () => {
    kafka = await startApacheKafka();
  });
  afterAll(async () => {
    await kafka?.stop();
    workshop.close();
  });

  const flags = (group: string): string[] => [
    ...['--broker', kafka.address, '--pipeline', 'external', '--group', group],
  ];

  it('passes twice in a row, with the same consumers', async () => {
    const bench = workshop.startBench([scenario, ...flags(GROUP), '--results-topic', RESULTS]);
    await bench.says('Waiting for group');
    const service = await startService(workshop, { scenario, brokers: kafka.address });
    try {
      for (const run of [
        await bench.result,
        await workshop.bench([scenario, ...flags(GROUP), '--results-topic', RESULTS]),
      ]) {
        const result = externalResult(run);
        expectSoundService(result);
        expect(result.pipeline.results).toMatchObject({ missing: 0, foreign: 0 });
      }
    } finally {
      await service.stop();
    }
  });

  it('goes on where the members cannot be seen, says so, and rests on committed offsets', async () => {
    const group = 'new-protocol';
    const bench = workshop.startBench([scenario, ...flags(group)]);
    await bench.says('Waiting for group');
    const reader = await startJavaConsumer(workshop, kafka.address, group);
    try {
      const result = externalResult(await bench.result);
      expectSoundService(result);
      expect(result.pipeline).toMatchObject({ group, members: null, results: null });
      expect(result.record?.notes.join('\n')).toContain(
        `it cannot be seen who reads what in group ${group}: it uses a group protocol whose members are not described here`,
      );
    } finally {
      const ended = once(reader, 'exit');
      reader.kill('SIGKILL');
      await ended;
    }
  });

  it('sends nothing for a group that is not there, and leaves no trace of looking for it', async () => {
    const admin = createKafka({
      brokers: kafka.addresses,
      kind: 'external',
      clientId: 'e2e',
    }).admin();
    await admin.connect();
    try {
      const before = await endsOf(admin);
      const wanted = [...flags('nobody'), '--group-wait', '1s'];
      const { exitCode, stderr } = await workshop.bench([scenario, ...wanted]);
      expect(exitCode, stderr).toBe(95);
      expect(await endsOf(admin)).toEqual(before);
      const { groups } = await admin.listGroups();
      expect(groups.map(({ groupId }) => groupId)).not.toContain('nobody');
    } finally {
      await admin.disconnect();
    }
  });

  it.skipIf(!hasKcat())('watches a group of kcat, by its lag alone', async () => {
    const topics = ['sales', 'restocks', 'returns'].map((name) => `inventory.${name}`);
    const bench = workshop.startBench([scenario, ...flags('kcat-group')]);
    await bench.says('Waiting for group');
    const kcat = spawn(
      'kcat',
      ['-b', kafka.address, '-G', 'kcat-group', '-X', 'auto.offset.reset=earliest', ...topics],
      { stdio: 'ignore' },
    );
    try {
      const result = externalResult(await bench.result);
      expectSoundService(result);
      const { pipeline, record } = result;
      expect(pipeline).toMatchObject({ group: 'kcat-group', members: 1, results: null });
      expect(record?.notes).toContain(
        'group kcat-group does not read inventory.alerts: nothing is expected of it there',
      );
    } finally {
      const ended = once(kcat, 'exit');
      kcat.kill('SIGTERM');
      await ended;
    }
  });
});

/** Of all partitions of the topics of events. */
function endsOf(admin: Admin) {
  const { events } = topicNames('');
  return Promise.all(events.map((topic) => admin.fetchTopicOffsets(topic)));
}

function setAside({ record }: ExternalResult): string[] {
  const { thresholds } = record as unknown as {
    thresholds: readonly { readonly metric: string; readonly setAside?: string }[];
  };
  return thresholds.filter((each) => each.setAside !== undefined).map(({ metric }) => metric);
}

function hasKcat(): boolean {
  try {
    execFileSync('kcat', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
