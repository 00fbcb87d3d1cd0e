/** Topics on real brokers, one and three: created as asked, checked, seen by every broker, waited for, removed. */
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKafka } from '../../pipeline/kafka/client.ts';
import { readTopics, unseenTopics, withTopics } from '../../pipeline/kafka/topic-setup.ts';
import { everyTopic, topicNames } from '../../pipeline/topics.ts';
import { DEFAULT_TOPICS, type TopicSettings } from '../cluster/cluster.ts';
import { RunTopics } from '../cluster/prepare-topics.ts';
import { Workshop } from './command.fixture.ts';
import { expectRefusal, expectSound } from './expectations.fixture.ts';
import { type ApacheKafka, missingForKafka, startApacheKafka } from './kafka-jars.fixture.ts';
import { BUSY } from './scenarios.fixture.ts';

const missing = missingForKafka();
if (missing !== undefined) process.stderr.write(`Topics are not tested on Kafka: ${missing}\n`);

const ALL = (prefix: string): string[] => everyTopic(topicNames(prefix));

class Site {
  #kafka: ApacheKafka | undefined;
  #admin: Admin | undefined;

  async start(brokers: 1 | 3): Promise<void> {
    this.#kafka = await startApacheKafka({ brokers });
    this.#admin = createKafka({ ...this.connection, clientId: 'e2e' }).admin();
    await this.#admin.connect();
  }

  get kafka(): ApacheKafka {
    if (this.#kafka === undefined) throw new Error('not started');
    return this.#kafka;
  }

  get admin(): Admin {
    if (this.#admin === undefined) throw new Error('not started');
    return this.#admin;
  }

  get connection() {
    return { brokers: this.kafka.addresses, kind: 'external' } as const;
  }

  topics(prefix: string, settings: Partial<TopicSettings> = {}, ownGroup = 'ours') {
    const notes: string[] = [];
    const topics = new RunTopics({
      ...{ connection: this.connection, prefix, partitions: 3, durationMs: 2_000 },
      settings: { ...DEFAULT_TOPICS, ...settings },
      ownGroup,
      onWaiting: () => {},
      onNote: (note) => notes.push(note),
    });
    return { topics, notes };
  }

  async ours(prefix: string): Promise<string[]> {
    return (await this.admin.listTopics()).filter((topic) => topic.startsWith(prefix)).sort();
  }

  async stop(): Promise<void> {
    await this.#admin?.disconnect();
    await this.#kafka?.stop();
  }
}

describe.skipIf(missing !== undefined)('topics on one broker', () => {
  const site = new Site();
  const workshop = new Workshop();
  const busy = workshop.scenario('busy', BUSY);
  beforeAll(() => site.start(1), 120_000);
  afterAll(async () => {
    workshop.close();
    await site.stop();
  });

  it('are created as asked, and found in order by the next run', async () => {
    const wanted = { minInSyncReplicas: 1, retentionMs: 3_600_000, replicationFactor: 1 };
    const first = site.topics('made.', wanted);
    await first.topics.prepare();
    expect([...first.topics.created].sort()).toEqual(ALL('made.').sort());
    const seen = await withTopics(site.connection, (access) => readTopics(access, ALL('made.')));
    for (const { name, partitions, configs } of seen.topics) {
      const isCompacted = name === 'made.inventory.changelog';
      expect(partitions).toEqual(Array.from({ length: 3 }, () => ({ replicas: 1, inSync: 1 })));
      expect(configs?.get('retention.ms')).toBe('3600000');
      expect(configs?.get('min.insync.replicas')).toBe('1');
      expect(configs?.get('cleanup.policy')).toBe(isCompacted ? 'compact,delete' : 'delete');
      expect(configs?.get('min.compaction.lag.ms')).toBe(isCompacted ? '3600000' : '0');
    }
    const second = site.topics('made.', wanted);
    await second.topics.prepare();
    expect(second.topics.created).toEqual([]);
    const other = site.topics('made.', { ...wanted, retentionMs: 7_200_000 });
    await expect(other.topics.prepare()).rejects.toMatchObject({
      code: 'TOPIC_MISMATCH',
      message: expect.stringContaining('retention.ms 7200000 was asked for, but'),
    });
  }, 60_000);

  it('are refused before one is made where there are too few brokers', async () => {
    for (const settings of [{ replicationFactor: 3 }, { minInSyncReplicas: 2 }]) {
      const { topics } = site.topics('few.', settings);
      await expect(topics.prepare()).rejects.toMatchObject({ code: 'CLUSTER_TOO_SMALL' });
    }
    expect(await site.ours('few.')).toEqual([]);
  }, 60_000);

  it('are refused where they are compacted or keep too little', async () => {
    await site.admin.createTopics({
      topics: [
        {
          topic: 'odd.inventory.sales',
          numPartitions: 3,
          configEntries: [{ name: 'cleanup.policy', value: 'compact' }],
        },
        {
          topic: 'odd.inventory.returns',
          numPartitions: 3,
          configEntries: [{ name: 'retention.ms', value: '10000' }],
        },
        { topic: 'odd.inventory.alerts', numPartitions: 1 },
      ],
    });
    const { topics } = site.topics('odd.');
    await expect(topics.prepare()).rejects.toMatchObject({
      code: 'TOPIC_MISMATCH',
      message: expect.stringMatching(
        /odd\.inventory\.alerts has 1\.\n.*odd\.inventory\.returns keeps records for 10 s.*\n.*odd\.inventory\.sales has cleanup\.policy compact/,
      ),
    });
    expect(await site.ours('odd.')).toHaveLength(3);
  }, 60_000);

  it('go with the run that made them, with its group, and nothing else goes', async () => {
    await site.admin.createTopics({
      topics: [{ topic: 'gone.inventory.sales', numPartitions: 3 }],
    });
    const { topics, notes } = site.topics('gone.', { deleteAfter: true }, 'gone-group');
    await topics.prepare();
    await site.admin.setOffsets({
      groupId: 'gone-group',
      topic: 'gone.inventory.sales',
      partitions: [{ partition: 0, offset: '0' }],
    });
    await topics.close();
    expect(await site.ours('gone.')).toEqual(['gone.inventory.sales']);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('deleted after the run: gone.inventory.alerts, ');
    const { groups } = await site.admin.listGroups();
    expect(groups.map(({ groupId }) => groupId)).not.toContain('gone-group');
  }, 60_000);

  it('go also when nobody got further than making them', async () => {
    const { topics } = site.topics('early.', { deleteAfter: true });
    const preparing = topics.prepare().catch(() => undefined);
    await topics.close();
    await preparing;
    expect(await site.ours('early.')).toEqual([]);
  }, 60_000);

  it('carry the prefix of a run through the whole of it', async () => {
    const flags = ['--broker', site.kafka.address, '--topic-prefix', 'bench.{run}.'];
    const result = await workshop.bench([busy, ...flags, '--delete-topics', '--retention', '1h']);
    expectSound(result, await workshop.digest([busy]));
    expect(result.record?.notes.join()).toContain(
      `deleted after the run: bench.${result.record?.runId}.inventory.alerts`,
    );
    expect(await site.ours('bench.')).toEqual([]);
    const { groups } = await site.admin.listGroups();
    expect(groups.filter(({ groupId }) => groupId.includes('inventory-group'))).toEqual([]);
  }, 90_000);

  it('go when the run is interrupted as well', async () => {
    const long = workshop.scenario(
      'long',
      'load: { executor: constant-arrival-rate, rate: 100, duration: 60s }\ncatalogue: { products: 50 }\n',
    );
    const flags = ['--broker', site.kafka.address, '--topic-prefix', 'stopped.', '--delete-topics'];
    const running = workshop.startBench([long, ...flags]);
    await running.says('the load begins');
    running.process.kill('SIGINT');
    expect((await running.result).exitCode).toBe(105);
    expect(await site.ours('stopped.')).toEqual([]);
  }, 60_000);
});

describe.skipIf(missing !== undefined)('topics on three brokers', () => {
  const site = new Site();
  const workshop = new Workshop();
  const busy = workshop.scenario('busy', BUSY);
  beforeAll(() => site.start(3), 180_000);
  afterAll(async () => {
    workshop.close();
    await site.stop();
  });

  it('are known to every broker with a leader once they are prepared', async () => {
    for (const round of [1, 2, 3]) {
      const settings = { replicationFactor: 3, minInSyncReplicas: 2 };
      const { topics } = site.topics(`seen-${round}.`, settings);
      await topics.prepare();
      const names = ALL(`seen-${round}.`);
      expect(await withTopics(site.connection, (access) => unseenTopics(access, names))).toEqual(
        [],
      );
      const state = await withTopics(site.connection, (access) => readTopics(access, names));
      expect(state.brokers).toBe(3);
      for (const { partitions, configs } of state.topics) {
        expect(partitions.map(({ replicas }) => replicas)).toEqual([3, 3, 3]);
        expect(configs?.get('min.insync.replicas')).toBe('2');
      }
    }
  }, 90_000);

  it('are refused with other replicas than asked for', async () => {
    await site.topics('one.', { replicationFactor: 1 }).topics.prepare();
    await expect(
      site.topics('one.', { replicationFactor: 3 }).topics.prepare(),
    ).rejects.toMatchObject({
      code: 'TOPIC_MISMATCH',
      message: expect.stringContaining(
        '3 replicas of every topic were asked for, but one.inventory.alerts has 1',
      ),
    });
  }, 60_000);

  it('are refused where a broker is missing for the replicas in sync, and taken when it is back', async () => {
    await site.topics('strict.', { replicationFactor: 3, minInSyncReplicas: 3 }).topics.prepare();
    await site.kafka.terminate(2);
    const words = [busy, '--broker', site.kafka.address, '--topic-prefix', 'strict.'];
    expectRefusal(
      await workshop.bench([...words, '--min-isr', '3']),
      95,
      'in-sync replicas of every topic were asked for, and the cluster has 2 brokers.',
    );
    expectRefusal(
      await workshop.bench(words),
      95,
      'strict.inventory.sales has min.insync.replicas 3, and 2 of its replicas are in sync: nothing would be acknowledged.',
    );
    await site.kafka.restart(2);
    // Replicas that catch up are waited for.
    await site.topics('strict.').topics.prepare();
  }, 180_000);
});
