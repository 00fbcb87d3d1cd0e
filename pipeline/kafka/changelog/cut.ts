/**
 * What the changelog is made of. A *cut* is the state of one partition's products at one instant between two events: a
 * record for each product that was touched since the cut before (of every product in a snapshot), the sums that belong to no
 * single product, and last of all a *head* that says whose cut it is and which source offsets it belongs to. A cut counts from
 * its head on: what was written of one whose head is missing is nothing.
 */

/** `claim`: a new owner has read everything before it; nothing older in generation counts behind it. */
export const CUT_KINDS = ['claim', 'changes', 'snapshot'] as const;
export type CutKind = (typeof CUT_KINDS)[number];

/** Which cut of a run and partition something belongs to. */
export interface Stamp {
  /** Generation of the group in which its writer owned the partition. */
  readonly generation: number;
  /** Counts up over all owners of the partition, from 1. */
  readonly cut: number;
}

export interface CutHead extends Stamp {
  readonly run: string;
  /** The latest cut that counts, as far as its writer knows; undefined: the run had none yet. */
  readonly follows: Stamp | undefined;
  readonly kind: CutKind;
  /** Name of the consumer that wrote it. */
  readonly owner: string;
  /** By topic, in the order of `EVENT_TOPICS`: offset of the next record to read; -1: nothing was read. */
  readonly positions: readonly number[];
  /** Σ of the highest productSeq that took its turn, over the products of the partition. */
  readonly turns: number;
  /** The books are closed: the scenario is over for these products. */
  readonly closed: boolean;
  /** Alert changes of the partition: `PartitionPipeline.tallies()`. */
  readonly tallies: Buffer;
}

/** The state in a cut, encoded by `PartitionPipeline`. */
export interface CutState {
  /** By product id. */
  readonly products: ReadonlyMap<string, Buffer>;
  /** Closing stock by warehouse and day, in blocks of days: by number of the block. */
  readonly dayBlocks: ReadonlyMap<number, Buffer>;
}

export interface Cut extends CutState {
  readonly partition: number;
  readonly head: CutHead;
}

/** What a partition's changelog says when it is read to its end. */
export interface RestoredPartition extends CutState {
  readonly partition: number;
  /** Of the latest cut that counts; undefined: this run has none, and everything is as the world opens. */
  readonly head: CutHead | undefined;
  /** Offset behind everything that was read: where the next look begins. */
  readonly endOffset: number;
  readonly records: number;
  readonly bytes: number;
  /** Cuts that were passed over because a newer generation had claimed the partition. */
  readonly staleCuts: number;
}
