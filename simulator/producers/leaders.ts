/**
 * Which topic-partitions share a lane. A worker keeps one batch under way per leader: one per partition would queue behind
 * each other on the leader's connection. Leaders are those of the start; when they move, the lanes stay as they are and
 * their batches go to several leaders (`pipeline/kafka/leader-sender.ts`).
 */

export interface Leaders {
  readonly lanes: number;
  /** `laneOf[topicIndex * partitions + partition]` */
  readonly laneOf: Int32Array;
}

/** @throws what `leaderOf` throws for a topic-partition without a leader */
export function lanesByLeader(
  leaderOf: (topic: string, partition: number) => number,
  topics: readonly string[],
  partitions: number,
): Leaders {
  const laneOfLeader = new Map<number, number>();
  const laneOf = new Int32Array(topics.length * partitions);
  for (const [topicIndex, topic] of topics.entries()) {
    for (let partition = 0; partition < partitions; partition += 1) {
      const leader = leaderOf(topic, partition);
      const lane = laneOfLeader.get(leader) ?? laneOfLeader.size;
      laneOfLeader.set(leader, lane);
      laneOf[topicIndex * partitions + partition] = lane;
    }
  }
  return { lanes: laneOfLeader.size, laneOf };
}
