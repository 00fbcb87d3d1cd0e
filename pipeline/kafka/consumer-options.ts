/** What a consumer needs to know, and what it tells. */
import type { KafkaMessage } from 'kafkajs';
import type { TopicNames } from '../topics.ts';
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
  /** Names of all consumers of the group: see `CopartitionOptions.reservedFor`. */
  readonly groupNames: readonly string[];
  readonly forecaster: Forecaster;
  /** A bound for memory: more events waiting for their turn end the intake. */
  readonly maxWaitingEvents?: number;
  /**
   * A seam before each record, for handlers that may fail for a moment: three attempts, then the record is
   * dead-lettered. Without it (the default) nothing is awaited per record.
   */
  readonly beforeRecord?: (message: KafkaMessage) => Promise<void>;
  readonly onJoin: (join: GroupJoin) => void;
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
