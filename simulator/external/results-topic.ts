/** The results topic of a service under test: there before the load, and read from where it ends now. */
import type { Admin } from 'kafkajs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { commitStartOffsets } from '../../pipeline/kafka/admin.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import type { TopicSettings } from '../cluster/cluster.ts';

export interface ResultsTopicPlan {
  readonly topic: string;
  /** Of a topic that has to be made. */
  readonly partitions: number;
  readonly settings: Pick<TopicSettings, 'create' | 'replicationFactor'>;
  /** Of the reader's own: the service's group is never touched. */
  readonly groupId: string;
}

/**
 * @returns how many partitions the topic has
 * @throws StreamstockError TOPICS_MISSING when it is not there and may not be made
 */
export async function prepareResultsTopic(
  admin: Admin,
  connection: Connection,
  { topic, partitions, settings, groupId }: ResultsTopicPlan,
): Promise<number> {
  if (!(await admin.listTopics()).includes(topic)) {
    if (!settings.create) throw missing(topic);
    await admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic, numPartitions: partitions, replicationFactor: settings.replicationFactor }],
    });
  }
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  await commitStartOffsets(admin, groupId, [topic], connection);
  return topics[0]?.partitions.length ?? partitions;
}

function missing(topic: string): StreamstockError {
  return new StreamstockError('TOPICS_MISSING', `The results topic ${topic} does not exist.`, {
    hint: 'Create it, let the tool do so, or leave --results-topic out.',
  });
}
