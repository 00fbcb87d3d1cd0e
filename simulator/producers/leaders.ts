/**
 * Which topic-partitions share a leader. A worker keeps one batch under way per leader: one per partition would queue
 * behind each other on the leader's connection, and one batch that spans leaders can be written twice by a retry.
 */
import type { Kafka } from 'kafkajs';

export interface Leaders {
  readonly lanes: number;
  /** `laneOf[topicIndex * partitions + partition]` */
  readonly laneOf: Int32Array;
}

export async function leadersOf(
  kafka: Kafka,
  topics: readonly string[],
  partitions: number,
): Promise<Leaders> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { topics: found } = await admin.fetchTopicMetadata({ topics: [...topics] });
    const laneOfLeader = new Map<number, number>();
    const laneOf = new Int32Array(topics.length * partitions);
    for (const { name, partitions: metadata } of found) {
      for (const { partitionId, leader } of metadata) {
        const lane = laneOfLeader.get(leader) ?? laneOfLeader.size;
        laneOfLeader.set(leader, lane);
        laneOf[topics.indexOf(name) * partitions + partitionId] = lane;
      }
    }
    return { lanes: laneOfLeader.size, laneOf };
  } finally {
    await admin.disconnect();
  }
}
