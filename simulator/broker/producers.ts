import { ERROR } from './codec/error-codes.ts';
import type { BatchHeader } from './codec/record-batch.ts';

/** Batches remembered per producer: Kafka's number, and the most an idempotent client keeps in flight. */
const REMEMBERED_BATCHES = 5;
const HIGHEST_SEQUENCE = 0x7fff_ffff;

export type SequenceVerdict =
  | { readonly kind: 'append' }
  /** Seen before: succeeds again with the offset it got the first time. */
  | { readonly kind: 'duplicate'; readonly baseOffset: number }
  | { readonly kind: 'rejected'; readonly error: number };

interface RememberedBatch {
  readonly baseSequence: number;
  readonly recordCount: number;
  readonly baseOffset: number;
}

interface ProducerState {
  epoch: number;
  /** Sequence of the last record appended. */
  lastSequence: number;
  recent: RememberedBatch[];
}

const APPEND: SequenceVerdict = { kind: 'append' };
const STALE_EPOCH: SequenceVerdict = { kind: 'rejected', error: ERROR.INVALID_PRODUCER_EPOCH };
const OUT_OF_ORDER: SequenceVerdict = {
  kind: 'rejected',
  error: ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER,
};

/**
 * What one partition knows of its idempotent producers, by the rules of Kafka's ProducerStateManager:
 * an exact repetition of one of the last five batches is a duplicate; otherwise sequences continue
 * without a gap; a new epoch begins at 0; a producer the partition does not know may begin anywhere.
 */
export class PartitionProducers {
  readonly #states = new Map<number, ProducerState>();

  /** Judges a batch before it is appended. Batches without a producer id always pass. */
  judge(batch: BatchHeader): SequenceVerdict {
    if (batch.producerId < 0) return APPEND;
    const state = this.#states.get(batch.producerId);
    if (state === undefined) return APPEND;
    if (batch.producerEpoch < state.epoch) return STALE_EPOCH;
    if (batch.producerEpoch > state.epoch) return batch.baseSequence === 0 ? APPEND : OUT_OF_ORDER;
    for (const seen of state.recent) {
      if (seen.baseSequence === batch.baseSequence && seen.recordCount === batch.recordCount) {
        return { kind: 'duplicate', baseOffset: seen.baseOffset };
      }
    }
    return batch.baseSequence === sequenceAfter(state.lastSequence, 1) ? APPEND : OUT_OF_ORDER;
  }

  /** Remembers a batch that was appended at `baseOffset`. */
  appended(batch: BatchHeader, baseOffset: number): void {
    if (batch.producerId < 0) return;
    let state = this.#states.get(batch.producerId);
    if (state === undefined || batch.producerEpoch !== state.epoch) {
      state = { epoch: batch.producerEpoch, lastSequence: -1, recent: [] };
      this.#states.set(batch.producerId, state);
    }
    state.lastSequence = sequenceAfter(batch.baseSequence, batch.recordCount - 1);
    if (state.recent.length === REMEMBERED_BATCHES) state.recent.shift();
    state.recent.push({
      baseSequence: batch.baseSequence,
      recordCount: batch.recordCount,
      baseOffset,
    });
  }
}

/** Sequences wrap from 2^31 − 1 to 0. */
function sequenceAfter(sequence: number, by: number): number {
  const sum = sequence + by;
  return sum > HIGHEST_SEQUENCE ? sum - HIGHEST_SEQUENCE - 1 : sum;
}
