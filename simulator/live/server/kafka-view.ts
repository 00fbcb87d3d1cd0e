/** Topics, partitions, positions and lag, as far as the server sees them itself; group and producers as the run tells of them. */
import type { TopicNames } from '../../../pipeline/topics.ts';
import type { KafkaView, PartitionCell, TopicRow } from '../../../reports/live/frames.ts';
import type { LiveGroup } from '../contract.ts';

export interface KafkaFacts {
  readonly groupId: string;
  readonly topics: TopicNames;
  readonly partitions: number;
  readonly isInteractive: boolean;
  /** Of each topic-partition, as far as known. */
  readonly logs: {
    start(topic: string, partition: number): number | undefined;
    end(topic: string, partition: number): number | undefined;
    /** Where the run began. */
    begin(topic: string, partition: number): number | undefined;
  };
  /** By slot (topicIndex × partitions + partition): how far it was processed; 0: not at all yet. */
  readonly processed: ArrayLike<number>;
  readonly group: LiveGroup | undefined;
  readonly deadLetters: KafkaView['deadLetters'];
  readonly deadLetterCount: number;
  readonly counters: KafkaView['counters'];
}

const ALERTS = 3;

export function kafkaView(facts: KafkaFacts): KafkaView {
  const { group, topics, isInteractive } = facts;
  const owners = new Map(
    (group?.members ?? []).flatMap(({ name, partitions }) =>
      partitions.map((partition) => [partition, name] as const),
    ),
  );
  const consumed = [...topics.events, ...(isInteractive ? [topics.commands] : [])];
  const rows = consumed.map((topic, index) => ({
    topic,
    role: index === ALERTS ? 'alerts' : topic === topics.commands ? 'commands' : 'events',
    partitions: cells(facts, topic, index, owners),
  }));
  const others: TopicRow[] = [
    [topics.changelog, 'changelog'] as const,
    [topics.deadLetters, 'dead-letters'] as const,
  ].map(([topic, role]) => ({ topic, role, partitions: cells(facts, topic, undefined, owners) }));
  const lags = rows.flatMap(({ partitions }) => partitions.map(({ lagRecords }) => lagRecords));
  return {
    groupId: facts.groupId,
    generation: group?.generation ?? null,
    isRebalancing: group?.isRebalancing ?? false,
    topics: [...rows, ...others],
    members: group?.members ?? [],
    producers: group?.producers ?? [],
    lagRecords: lags.every((lag) => lag === null)
      ? null
      : lags.reduce<number>((sum, lag) => sum + (lag ?? 0), 0),
    sequencerWaiting: group?.sequencerWaiting ?? 0,
    rebalances: group?.rebalances ?? [],
    deadLetters: facts.deadLetters,
    deadLetterCount: facts.deadLetterCount,
    counters: facts.counters,
  };
}

function cells(
  { partitions, logs, processed }: KafkaFacts,
  topic: string,
  topicIndex: number | undefined,
  owners: ReadonlyMap<number, string>,
): PartitionCell[] {
  return Array.from({ length: partitions }, (_, partition) => {
    const startOffset = logs.start(topic, partition) ?? null;
    const endOffset = logs.end(topic, partition) ?? null;
    const begin = logs.begin(topic, partition) ?? 0;
    const slot = topicIndex === undefined ? -1 : topicIndex * partitions + partition;
    const isConsumed = topicIndex !== undefined && slot < processed.length;
    const reached = isConsumed
      ? Math.max(processed[slot] as number, begin, startOffset ?? 0)
      : null;
    // The ends were asked for a moment ago; consumers may be further by now.
    const end = endOffset === null ? null : Math.max(endOffset, reached ?? 0);
    const lagRecords = reached === null || end === null ? null : end - reached;
    const owner = topicIndex === undefined ? null : (owners.get(partition) ?? null);
    return { partition, startOffset, endOffset: end, position: reached, lagRecords, owner };
  });
}
