/** Topics and the guard on a broker that somebody else started: what is made, waited for, refused and removed. */
import { join } from 'node:path';
import type { Admin } from 'kafkajs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKafka } from '../../pipeline/kafka/client.ts';
import { everyTopic, topicNames } from '../../pipeline/topics.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../broker/embedded.ts';
import { keptRecord, Workshop } from './command.fixture.ts';
import { expectReadable, expectRefusal, expectSound } from './expectations.fixture.ts';
import { BUSY } from './scenarios.fixture.ts';

const ALL = (prefix: string): string[] => everyTopic(topicNames(prefix)).sort();

interface Kept {
  readonly thresholds: readonly { readonly metric: string; readonly holds: boolean | null }[];
  readonly lag: { readonly partitions: readonly { readonly topic: string }[] };
  readonly replay: string;
}

describe('topics on a broker of somebody else', () => {
  const workshop = new Workshop();
  const busy = workshop.scenario('busy', BUSY);
  let broker: EmbeddedBroker;
  let admin: Admin;

  beforeEach(async () => {
    broker = await startEmbeddedBroker({ topics: [{ name: 'theirs', partitions: 2 }] });
    admin = createKafka({
      ...{ brokers: [broker.address], kind: 'embedded', clientId: 'e2e' },
    }).admin();
    await admin.connect();
  });
  afterEach(async () => {
    await admin.disconnect();
    await broker.stop();
  });
  afterAll(() => workshop.close());

  const groups = async (): Promise<string[]> => {
    return (await admin.listGroups()).groups.map(({ groupId }) => groupId);
  };
  const topics = async (): Promise<string[]> => [...(await admin.listTopics())].sort();

  it('carry a prefix with the run in it, and go with the run that made them', async () => {
    const judged = workshop.scenario(
      'judged',
      `${BUSY}thresholds:
  "end_to_end{topic:inventory.sales}": ["count>1000"]
  "consumer_lag{topic:inventory.sales}": ["max>=0"]
  "consumer_lag_end{topic:inventory.sales, partition:0}": ["value<=0"]
`,
    );
    await admin.createTopics({ topics: [{ topic: 'mine.theirs', numPartitions: 1 }] });
    const flags = ['--broker', broker.address, '--topic-prefix', 'mine.{run}.', '--delete-topics'];
    const result = await workshop.bench([judged, ...flags]);
    expectSound(result, await workshop.digest([judged]));
    const { runId = '', notes } = result.record ?? {};
    const [folder = ''] = workshop.runFolders();
    const record = keptRecord(join(workshop.runsFolder, folder)) as unknown as Kept;
    expect(record.thresholds.map(({ metric, holds }) => [metric, holds])).toEqual([
      ['end_to_end{topic:inventory.sales}', true],
      ['consumer_lag{topic:inventory.sales}', true],
      ['consumer_lag_end{topic:inventory.sales, partition:0}', true],
    ]);
    const prefix = `mine.${runId}.`;
    expect(record.lag.partitions[0]?.topic).toBe(`${prefix}inventory.sales`);
    expect(record.replay).toContain('--topic-prefix=mine.{run}.');
    expect(notes).toEqual([`deleted after the run: ${ALL(prefix).join(', ')}`]);
    expect(await topics()).toEqual(['mine.theirs', 'theirs']);
    expect(await groups()).toEqual([]);
  });

  it('are waited for where somebody else creates them, and stay', async () => {
    const running = workshop.startBench(
      [busy, '--broker', broker.address, '--no-create-topics', '--delete-topics'],
      { env: { TOPIC_WAIT_INTERVAL_SEC: '0.2' } },
    );
    await running.says('Starting');
    const [first = '', ...others] = ALL('');
    await admin.createTopics({ topics: [{ topic: first, numPartitions: 3 }] });
    await admin.createTopics({
      topics: others.map((topic) => ({ topic, numPartitions: 3 })),
    });
    const result = await running.result;
    expectSound(result, await workshop.digest([busy]));
    expect(await topics()).toEqual([...ALL(''), 'theirs'].sort());
    expect(result.record?.notes).toEqual([
      expect.stringContaining('inventory.changelog is not compacted (cleanup.policy delete)'),
      'deleted after the run: nothing, since no topic was created by it',
    ]);
  });

  it('are missed in time, by their names, or at once where nobody is to be waited for', async () => {
    await admin.createTopics({ topics: [{ topic: 'inventory.sales', numPartitions: 3 }] });
    const words = [busy, '--broker', broker.address, '--no-create-topics'];
    const named = everyTopic(topicNames('')).filter((topic) => topic !== 'inventory.sales');
    const late = { TOPIC_WAIT_TIMEOUT_SEC: '0.5', TOPIC_WAIT_INTERVAL_SEC: '0.1' };
    expectRefusal(
      await workshop.bench(words, { env: late }),
      95,
      `${broker.address} has no topics ${named.join(', ')}, and nobody created them within 0.5 s.`,
      'leave out --no-create-topics',
    );
    expectRefusal(
      await workshop.bench(words, { env: { TOPIC_WAIT_SKIP: 'yes' } }),
      95,
      'was not to be waited for',
    );
    expect(await topics()).toEqual(['inventory.sales', 'theirs']);
  });

  it('stop being waited for when somebody interrupts', async () => {
    const running = workshop.startBench([busy, '--broker', broker.address, '--no-create-topics']);
    await running.says('Waiting for somebody to create');
    running.process.kill('SIGINT');
    const { exitCode } = await running.result;
    expect(exitCode).toBe(105);
  });

  it('are named with everything that is wrong with them', async () => {
    await admin.createTopics({
      topics: [
        { topic: 'inventory.sales', numPartitions: 1 },
        {
          topic: 'inventory.alerts',
          numPartitions: 3,
          configEntries: [{ name: 'retention.ms', value: '5000' }],
        },
      ],
    });
    const before = await topics();
    expectRefusal(
      await workshop.bench([busy, '--broker', broker.address]),
      95,
      'Every topic needs 3 partitions, but inventory.sales has 1.\ninventory.alerts keeps records for 5 s (retention.ms), but the run and its drain may take 62 s',
      'use another topic prefix (--topic-prefix)',
    );
    expectRefusal(
      await workshop.bench([busy, '--broker', broker.address, '--replication-factor', '3']),
      95,
      '3 replicas of every topic were asked for, and the cluster has 1 broker.',
    );
    expect(await topics()).toEqual(before);
  });

  it('are looked at by a dry run, which writes nothing', async () => {
    await admin.createTopics({ topics: [{ topic: 'inventory.sales', numPartitions: 3 }] });
    const before = { topics: await topics(), folders: workshop.runFolders() };
    const words = [busy, '--broker', broker.address, '--dry-run'];
    const dry = await workshop.run(['bench', ...words, '--json']);
    expect(dry.exitCode, dry.stderr).toBe(0);
    expectReadable(dry);
    expect(JSON.parse(dry.stdout)).toMatchObject({
      ...{ dryRun: true, couldBegin: true, error: null },
      cluster: { id: 'streamstock-embedded', brokers: 1, free: true },
      topics: expect.arrayContaining([
        { name: 'inventory.sales', state: 'ready', partitions: 3, replicas: 1 },
        { name: 'inventory.dlq', state: 'create', partitions: null, replicas: null },
      ]),
    });
    for (const topic of ['dlq', 'changelog', 'members']) {
      expect(dry.stderr).toContain(`inventory.${topic}: would be created`);
    }
    const refused = await workshop.run(['bench', ...words, '--partitions', '5']);
    expectRefusal(refused, 95, 'Every topic needs 5 partitions', 'A run could not begin:');
    const after = { topics: await topics(), folders: workshop.runFolders() };
    expect(after).toEqual(before);
    expect(await groups()).toEqual([]);
  });
});

describe('flags of clusters', () => {
  const workshop = new Workshop();
  const busy = workshop.scenario('busy', BUSY);
  afterAll(() => workshop.close());

  it('are refused where they make no sense', async () => {
    expectRefusal(
      await workshop.bench([busy, '--min-isr', '2']),
      2,
      '--min-isr is for a cluster, and the load goes to the embedded broker',
    );
  });

  it('leave a dry run on the embedded broker with nothing to do', async () => {
    const dry = await workshop.bench([busy, '--dry-run']);
    expect(dry.exitCode, dry.stderr).toBe(0);
    expect(workshop.runFolders()).toEqual([]);
  });
});

describe('a broker that this tool did not start', () => {
  const workshop = new Workshop();
  const busy = workshop.scenario('busy', BUSY);
  let broker: EmbeddedBroker;
  beforeAll(async () => {
    broker = await startEmbeddedBroker({ clusterId: 'their-cluster' });
  });
  afterAll(async () => {
    await broker.stop();
    workshop.close();
  });

  it('gets not a single record, and no topic, before it is named by its id', async () => {
    const words = [busy, '--broker', broker.address];
    expectRefusal(
      await workshop.bench(words),
      95,
      `The cluster at ${broker.address} (id their-cluster) was not started by this tool`,
      'add --allow-remote=their-cluster',
    );
    expectRefusal(
      await workshop.bench([...words, '--allow-remote', 'your-cluster']),
      95,
      `--allow-remote names the cluster your-cluster, but the one at ${broker.address} is their-cluster.`,
    );
    expectRefusal(
      await workshop.bench([...words, '--allow-remote=their-cluster']),
      95,
      'The scenario busy sends up to 2,',
      'this cluster may get 1,000 events/s.',
      'allow more with --max-rate 2',
    );
    expectRefusal(
      await workshop.run([
        'capacity',
        'spike',
        '--broker',
        broker.address,
        '--allow-remote=their-cluster',
      ]),
      95,
      'The search goes up to 100,000 events/s, and this cluster may get 1,000 events/s.',
    );
    // No topic, hence no record either.
    expect((await broker.stats()).partitions).toEqual([]);
    expect(workshop.runFolders()).toEqual([]);
  });
});
