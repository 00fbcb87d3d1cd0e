/** Whether what was not applied had been read: the line between a pipeline that lost it and one that never got it. */
import { withAdmin } from '../../pipeline/kafka/admin.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import type { TopicPartitionOffsets } from '../../pipeline/kafka/consumer-options.ts';

export interface TopicPartitionEnd {
  readonly topic: string;
  readonly partition: number;
  /** Behind the last record. */
  readonly endOffset: number;
  /** What the group committed: of a partition from which nothing was read, where it began. */
  readonly committedOffset: number;
}

/** @returns false also when the broker does not tell */
export async function wereReadToTheEnd(
  connection: Connection,
  groupId: string,
  topics: readonly string[],
  positions: readonly TopicPartitionOffsets[],
): Promise<boolean> {
  try {
    return reachedEnds(await partitionEnds(connection, groupId, topics), positions);
  } catch {
    return false;
  }
}

/** Pure. A partition without a position was read by nobody. */
export function reachedEnds(
  ends: readonly TopicPartitionEnd[],
  positions: readonly TopicPartitionOffsets[],
): boolean {
  const read = new Map(
    positions.map(({ topic, partition, nextOffset }) => [`${topic}/${partition}`, nextOffset]),
  );
  return ends.every(({ topic, partition, endOffset, committedOffset }) => {
    const position = read.get(`${topic}/${partition}`) ?? -1;
    return (position < 0 ? committedOffset : position) >= endOffset;
  });
}

function partitionEnds(
  connection: Connection,
  groupId: string,
  topics: readonly string[],
): Promise<TopicPartitionEnd[]> {
  return withAdmin(connection, async (admin) => {
    const committed = new Map(
      (await admin.fetchOffsets({ groupId, topics: [...topics] })).flatMap(
        ({ topic, partitions }) =>
          partitions.map(({ partition, offset }) => [`${topic}/${partition}`, Number(offset)]),
      ),
    );
    const ends: TopicPartitionEnd[] = [];
    for (const topic of topics) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        const committedOffset = committed.get(`${topic}/${partition}`) ?? -1;
        ends.push({ topic, partition, endOffset: Number(high), committedOffset });
      }
    }
    return ends;
  });
}
