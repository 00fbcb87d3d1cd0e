/** Everything that a consumer knows of one partition number while it owns it. Dropped whole when it goes to somebody else. */
import type { TracedEvent } from '../stages/decode.ts';
import type { PartitionPipeline } from '../stages/partition-pipeline.ts';
import { ChangelogPlace } from './changelog-place.ts';
import { SettleTracker } from './settle.ts';
import { WaitingEvents } from './waiting-events.ts';

/** `closing`: the scenario is over for it, and the changelog is to learn that. `closed`: it has. */
export type PartitionBooks = 'open' | 'closing' | 'closed';

export class OwnedPartition {
  readonly partition: number;
  readonly pipeline: PartitionPipeline<TracedEvent>;
  /** By topic, in the order of `EVENT_TOPICS`. */
  readonly settle: readonly SettleTracker[];
  readonly waitingEvents: WaitingEvents;
  /** Due time of the last event read, by topic; NaN before the first. */
  readonly lastDueUs: Float64Array;
  /** By topic: what the group is known to have committed; -1: unknown. */
  readonly committed: Float64Array;
  readonly log = new ChangelogPlace();
  books: PartitionBooks = 'open';
  /** Generation in which this was the partition's state for sure; -1: never yet. */
  generation = -1;
  /** No record of the run was taken since it became active. */
  isFresh = true;

  /** @param makePipeline gets what the pipeline's waiting events are written and read with */
  constructor(
    partition: number,
    topics: number,
    makePipeline: (owned: OwnedPartition) => PartitionPipeline<TracedEvent>,
  ) {
    this.partition = partition;
    this.settle = Array.from({ length: topics }, () => new SettleTracker());
    this.waitingEvents = new WaitingEvents(this.settle);
    this.lastDueUs = new Float64Array(topics).fill(Number.NaN);
    this.committed = new Float64Array(topics).fill(-1);
    this.pipeline = makePipeline(this);
  }

  /** By topic: offset of the next record to read. */
  positions(): number[] {
    return this.settle.map(({ position }) => position);
  }
}
