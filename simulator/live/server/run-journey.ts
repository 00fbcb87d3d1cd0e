/** What the server knows of a record's way, gathered for {@link journey}. */
import type { LogRecord } from '../../../pipeline/kafka/changelog/record-batches.ts';
import type { ReadModel } from '../../../pipeline/query/read-model.ts';
import type { QueryStore } from '../../../pipeline/query/views.ts';
import { consumedTopics, type TopicNames } from '../../../pipeline/topics.ts';
import type { LiveGroup } from '../contract.ts';
import type { DeadLetterList } from './dead-letter-list.ts';
import { turnOf } from './inspector.ts';
import type { JourneyFacts } from './journey.ts';

export interface JourneySources {
  readonly runId: string;
  readonly topics: TopicNames;
  readonly partitions: number;
  readonly isInteractive: boolean;
  /** By slot (topicIndex × partitions + partition). */
  readonly processed: ArrayLike<number>;
  readonly group: LiveGroup | undefined;
  readonly model: Pick<ReadModel, 'product' | 'head'>;
  readonly store: Pick<QueryStore, 'alerts'>;
  readonly deadLetters: DeadLetterList;
}

export function journeyFacts(
  sources: JourneySources,
  topic: string,
  partition: number,
  record: LogRecord,
): JourneyFacts {
  const { topics, partitions, processed, group, model, isInteractive } = sources;
  const topicIndex = consumedTopics(topics, isInteractive).indexOf(topic);
  const slot = topicIndex * partitions + partition;
  const { productId, productSeq } = turnOf(record);
  const product = productId === undefined ? undefined : model.product(productId);
  const letter = sources.deadLetters.of(topic, partition, record.offset);
  return {
    ...{ partition, offset: record.offset, productId, productSeq },
    position: topicIndex < 0 || slot >= processed.length ? undefined : processed[slot],
    owner: group?.members.find((member) => member.partitions.includes(partition))?.name,
    appliedSeq: product?.appliedSeq,
    waitingSeqs: product?.waitingSeqs ?? [],
    deadLetter: letter === undefined ? undefined : `${letter.reason} (${letter.detail})`,
    alerts: sources.store
      .alerts()
      .filter((alert) => alert.productId === productId && alert.raisedBySeq === productSeq)
      .map(({ type }) => type),
    durablePosition: model.head(partition)?.positions[topicIndex],
  };
}
