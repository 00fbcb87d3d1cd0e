/** Topics for tests that need some to be there, whatever a run would check of them. */
import type { Admin } from 'kafkajs';

export interface WantedTopics {
  readonly topics: readonly string[];
  readonly partitions: number;
  /** -1: the broker's default. */
  readonly replicationFactor: number;
}

/** Those that exist stay as they are. */
export async function makeTopics(admin: Admin, wanted: WantedTopics): Promise<void> {
  await admin.createTopics({
    waitForLeaders: true,
    topics: wanted.topics.map((topic) => ({
      topic,
      numPartitions: wanted.partitions,
      replicationFactor: wanted.replicationFactor,
    })),
  });
}
