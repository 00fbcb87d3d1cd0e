/** The results topic of a service under test: there before the load, and read from where it ends now. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { commitStartOffsets } from '../../pipeline/kafka/admin.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { type TopicAccess, untilSeen } from '../../pipeline/kafka/topic-setup.ts';
import type { TopicSettings } from '../cluster/cluster.ts';

export interface ResultsTopicPlan {
  readonly topic: string;
  /** Of a topic that has to be made. */
  readonly partitions: number;
  readonly settings: Pick<TopicSettings, 'create' | 'replicationFactor'>;
  /** Of the reader's own: the service's group is never touched. */
  readonly groupId: string;
}

/** Brokers learn of a new topic one after the other, and the first to be asked may be the last to know. */
const SETTLE_MS = 20_000;

/**
 * @returns how many partitions the topic has
 * @throws StreamstockError TOPICS_MISSING when it is not there and may not be made, or not every broker knows it in time
 */
export async function prepareResultsTopic(
  access: TopicAccess,
  connection: Connection,
  { topic, partitions, settings, groupId }: ResultsTopicPlan,
): Promise<number> {
  const { admin } = access;
  if (!(await admin.listTopics()).includes(topic)) {
    if (!settings.create) throw missing(topic);
    await admin.createTopics({
      waitForLeaders: false,
      topics: [{ topic, numPartitions: partitions, replicationFactor: settings.replicationFactor }],
    });
  }
  if ((await untilSeen(access, [topic], SETTLE_MS)).length > 0) throw unknownSomewhere(topic);
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  await commitStartOffsets(admin, groupId, [topic], connection);
  return topics[0]?.partitions.length ?? partitions;
}

function missing(topic: string): StreamstockError {
  return new StreamstockError('TOPICS_MISSING', `The results topic ${topic} does not exist.`, {
    hint: 'Create it, let the tool do so, or leave --results-topic out.',
  });
}

function unknownSomewhere(topic: string): StreamstockError {
  return new StreamstockError(
    'TOPICS_MISSING',
    `Some brokers do not know the results topic ${topic} after ${SETTLE_MS / 1000} s.`,
    { hint: 'Check that every broker of the cluster is healthy.' },
  );
}
