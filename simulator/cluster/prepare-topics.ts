/** The topics of a run: there before anybody reads or writes, and removed afterwards where that was asked for. */
import { ensureTopics, withAdmin } from '../../pipeline/kafka/admin.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { topicNames } from '../../pipeline/topics.ts';
import type { TopicSettings } from './cluster.ts';

export interface TopicsWanted {
  readonly connection: Connection;
  /** Put before every name in this run. */
  readonly prefix: string;
  readonly partitions: number;
  readonly settings: TopicSettings;
}

export interface PreparedTopics {
  /** Names of those that did not exist before this run. */
  readonly created: readonly string[];
}

/** @throws StreamstockError TOPIC_MISMATCH, BROKER_UNREACHABLE, BROKER_REFUSED */
export async function prepareTopics(wanted: TopicsWanted): Promise<PreparedTopics> {
  const names = topicNames(wanted.prefix);
  await withAdmin(wanted.connection, (admin) =>
    ensureTopics(admin, {
      topics: [...names.events, names.deadLetters],
      partitions: wanted.partitions,
      replicationFactor: wanted.settings.replicationFactor,
    }),
  );
  return { created: [] };
}
