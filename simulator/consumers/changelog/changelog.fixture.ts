/** A changelog on a broker, and everything that reads and writes it. */
import type { ITopicConfig } from 'kafkajs';
import { commitStartOffsets, withAdmin } from '../../../pipeline/kafka/admin.ts';
import type { Cut, CutHead } from '../../../pipeline/kafka/changelog/cut.ts';
import { LogReader } from '../../../pipeline/kafka/changelog/log-reader.ts';
import { type Claimant, Restorer } from '../../../pipeline/kafka/changelog/restore.ts';
import { ChangelogWriter } from '../../../pipeline/kafka/changelog/writer.ts';
import { createKafka, createProducer } from '../../../pipeline/kafka/client.ts';
import { clusterOf } from '../../../pipeline/kafka/cluster-access.ts';
import type { Connection } from '../../../pipeline/kafka/connection.ts';
import { createSender } from '../../../pipeline/kafka/leader-sender.ts';
import { SILENT } from '../../../pipeline/observer.ts';

export const PARTITIONS = 3;
let topics = 0;

/**
 * @param cleanups gets what has to be closed, in order
 * @param wanted by default a replica, and what the broker does by itself
 */
export async function startChangelog(
  connection: Connection,
  cleanups: (() => Promise<void>)[],
  wanted: Omit<ITopicConfig, 'topic' | 'numPartitions'> = { replicationFactor: 1 },
) {
  topics += 1;
  const topic = `t${topics}.inventory.changelog`;
  const groupId = `changelog-group-${topics}`;
  const client = { ...connection, clientId: 'test' };
  await withAdmin(connection, async (admin) => {
    await admin.createTopics({
      waitForLeaders: true,
      topics: [{ ...wanted, topic, numPartitions: PARTITIONS }],
    });
    await commitStartOffsets(admin, groupId, [topic], connection);
  });
  const kafka = createKafka(client);
  const admin = kafka.admin();
  const producer = createProducer(kafka, { kind: 'embedded', idempotent: false });
  const reader = new LogReader(client, [topic]);
  const sender = createSender(client, {
    acks: -1,
    compression: 'none',
    idempotent: false,
    topics: [topic],
  });
  await Promise.all([admin.connect(), producer.connect(), sender.connect()]);
  cleanups.push(
    () => reader.close(),
    () => sender.disconnect(),
    () => producer.disconnect(),
    () => admin.disconnect(),
  );
  const writer = new ChangelogWriter({
    sender,
    topic,
    onFailure: () => undefined,
    observer: SILENT,
  });
  const restorer = new Restorer({ reader, writer, topic, run: RUN, groupId, maxSilenceMs: 5000 });
  /** As a consumer does with its sources. */
  const commit = async (partition: number, offset: number): Promise<void> => {
    const cluster = clusterOf(client, groupId);
    await cluster.connect();
    const coordinator = await cluster.findGroupCoordinator({ groupId });
    await coordinator.offsetCommit({
      groupId,
      groupGenerationId: -1,
      memberId: '',
      topics: [{ topic, partitions: [{ partition, offset: String(offset) }] }],
    });
    await cluster.disconnect();
  };
  /** As retention or the embedded broker give up what lies before. */
  const free = async (partition: number, below: number): Promise<void> => {
    // Only then does kafkajs know the leaders.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(below) }] });
  };
  return { topic, groupId, admin, producer, reader, writer, restorer, commit, free };
}

export const RUN = 'run-1';

export function claimant(generation: number, owner: string, stillMine = () => true): Claimant {
  return { owner, generation, openingTallies: Buffer.from('opening'), topics: 5, stillMine };
}

/** What an owner writes upon what it knows. */
export function next(
  last: CutHead,
  state: Readonly<Record<string, string>>,
  fields: Partial<CutHead> = {},
): Cut {
  const products = new Map(Object.entries(state).map(([id, text]) => [id, Buffer.from(text)]));
  const { generation, cut } = last;
  const head: CutHead = {
    ...{ ...last, kind: 'changes', cut: cut + 1, follows: { generation, cut } },
    ...fields,
  };
  return { partition: 0, head, products, dayBlocks: new Map() };
}

export function textOf(products: ReadonlyMap<string, Buffer>): Record<string, string> {
  return Object.fromEntries([...products].map(([id, state]) => [id, String(state)]));
}
