/** Partitions with two topics and two products of their own, for tests of what is done with them. */
import type { TracedEvent } from '../stages/decode.ts';
import { PartitionPipeline } from '../stages/partition-pipeline.ts';
import {
  catalogueOf,
  DAY_MS,
  emptyHistory,
  event,
  product,
  START_MS,
} from '../stages/world.fixture.ts';
import { OwnedPartition } from './owned-partition.ts';

const NO_EFFECTS = { applied() {}, alertChanged() {}, dayClosed() {} };

export function openPartition(partition: number, days = 1): OwnedPartition {
  return new OwnedPartition(
    partition,
    2,
    ({ waitingEvents }) =>
      new PartitionPipeline<TracedEvent>({
        ...{ partition, catalogue: catalogueOf(product(0), product(1)), history: emptyHistory() },
        productIndexes: Int32Array.of(0, 1),
        ...{ startMs: START_MS, endMs: START_MS + days * DAY_MS },
        ...{ shortage: 'reject', ordering: 'sequence', effects: NO_EFFECTS },
        waitingEvents: waitingEvents.codec,
      }),
  );
}

/** A sale of a product, read from a topic at an offset. */
export function takeSale(
  owned: OwnedPartition,
  { topicIndex, offset, row, seq }: Record<'topicIndex' | 'offset' | 'row' | 'seq', number>,
): void {
  owned.pipeline.offer({
    ...{ ...event({ productIndex: row, productSeq: seq }), kind: 'event' },
    ...{ dueUs: 0, handedUs: 0, receivedUs: 0, topicIndex, slot: 0, ticket: -1 },
  });
  owned.settle[topicIndex]?.advance(offset);
}
