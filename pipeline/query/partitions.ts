/** The pipelines of all partitions of a run, for whoever only wants to know: what they conclude goes nowhere. */
import { readWaitingEvent } from '../kafka/waiting-events.ts';
import type { Catalogue, DemandHistory } from '../product.ts';
import type { TracedEvent } from '../stages/decode.ts';
import type { Shortage } from '../stages/ledger.ts';
import { PartitionPipeline, partitionLayout } from '../stages/partition-pipeline.ts';
import { EVENT_TOPICS } from '../topics.ts';

/** The run that is asked about. */
export interface RunWorld {
  readonly catalogue: Catalogue;
  readonly history: DemandHistory;
  /** Virtual epoch milliseconds that bound the scenario. */
  readonly startMs: number;
  readonly endMs: number;
  readonly shortage: Shortage;
  readonly ordering: 'sequence' | 'arrival';
  readonly partitions: number;
  /** By catalogue index. */
  readonly partitionOfProduct: Int32Array;
}

const SILENT = { applied() {}, alertChanged() {}, dayClosed() {} };

/** By partition number. */
export function passivePipelines(world: RunWorld): PartitionPipeline<TracedEvent>[] {
  const { partitions, partitionOfProduct, ...options } = world;
  const layout = partitionLayout(partitionOfProduct, partitions);
  return layout.productIndexes.map(
    (productIndexes, partition) =>
      new PartitionPipeline<TracedEvent>({
        ...options,
        partition,
        productIndexes,
        effects: SILENT,
        waitingEvents: {
          write() {
            throw new Error('Who only reads a state does not write it.');
          },
          read: (input, row) => readWaitingEvent(input, row, EVENT_TOPICS.length).event,
        },
      }),
  );
}
