/** What a consumer needs to know, and what it tells. */
import type { KafkaMessage } from 'kafkajs';
import type { TopicNames } from '../topics.ts';
import type { CheckpointerOptions, CheckpointStep } from './checkpointer.ts';
import type { Connection } from './connection.ts';
import type { Forecaster } from './forecasts.ts';
import type { IntakeOptions } from './intake.ts';

export interface GroupJoin {
  readonly generation: number;
  readonly consumerName: string;
  /** Partition numbers, the same of every topic, ascending. */
  readonly partitions: readonly number[];
  /** How long the join took. */
  readonly durationMs: number;
}

/** A partition number whose state is there: it is consumed from now on. */
export interface Activation {
  readonly partition: number;
  readonly generation: number;
  /** The member had owned it before, and nobody else since: nothing was restored. */
  readonly kept: boolean;
  /** From the assignment until now. */
  readonly durationMs: number;
  /** What was installed, and what was read of the changelog. */
  readonly products: number;
  readonly records: number;
  readonly bytes: number;
  /** Cuts of former owners that came too late and do not count. */
  readonly staleCuts: number;
}

/** -1: nothing was read. */
export interface TopicPartitionOffsets {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: number;
  /** The same as `nextOffset` when everything read is settled. */
  readonly settledOffset: number;
}

export interface RecordsLost {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

export interface StockConsumerOptions
  extends Omit<IntakeOptions, 'publisher' | 'dayClosed' | 'topics'> {
  readonly connection: Connection;
  readonly groupId: string;
  readonly topics: TopicNames;
  /** Names that partitions belong to: see `CopartitionOptions.reservedFor`. */
  readonly groupNames: readonly string[];
  readonly forecaster: Forecaster;
  /** Whether state is kept in the changelog, so that partitions may change hands. */
  readonly changelog: boolean;
  /** How long a member may be silent before the group goes on without it; null: what suits the kind of broker. */
  readonly sessionTimeoutMs: number | null;
  /** How long the group waits for its members at a rebalance; null: what suits the kind of broker. */
  readonly rebalanceTimeoutMs: number | null;
  /** Reached between two steps of a checkpoint: where a fault may end the process. */
  readonly atStep?: (step: CheckpointStep) => void;
  /**
   * Only for the control experiment: a consumer that commits before its state is durable, and begins where the group has
   * committed, loses what a crash between the two leaves behind.
   */
  readonly checkpointOrder?: CheckpointerOptions['order'];
  /** A bound for memory: more events waiting for their turn end the intake. */
  readonly maxWaitingEvents?: number;
  /**
   * A seam before each record, for handlers that may fail for a moment: three attempts, then the record is
   * dead-lettered. Without it (the default) nothing is awaited per record.
   */
  readonly beforeRecord?: (message: KafkaMessage) => Promise<void>;
  readonly onJoin: (join: GroupJoin) => void;
  /** The group is changing: what was processed is checkpointed, and soon nothing is consumed any more. */
  readonly onRebalancing: () => void;
  readonly onActive: (activation: Activation) => void;
  /** The partition is somebody else's; its state is dropped. */
  readonly onReleased: (partition: number) => void;
  /** The books of the partition are closed, and the changelog has it. May be told more than once. */
  readonly onClosed: (partition: number) => void;
  /** Too many events wait: nothing more is read. */
  readonly onOverflow: (waiting: number) => void;
  /** The broker no longer keeps records that were still to be read: `[from, to)` of a topic-partition. */
  readonly onRecordsLost: (loss: RecordsLost) => void;
  /** This consumer is lost and consumes nothing any more. */
  readonly onFatal: (error: Error) => void;
  /** Trouble that may pass. */
  readonly onTrouble: (message: string) => void;
  /** After each batch: for progress counters. */
  readonly onProgress: () => void;
}
