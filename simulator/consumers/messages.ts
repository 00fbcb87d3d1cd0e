/** What the main thread and a consumer thread say to each other. */
import type { ClockAnchor } from '../../pipeline/clock.ts';
import type { OpenedConnection } from '../../pipeline/kafka/connection.ts';
import type {
  GroupJoin,
  RecordsLost,
  TopicPartitionOffsets,
} from '../../pipeline/kafka/consumer-options.ts';
import type { ForecastBatch } from '../../pipeline/stages/forecast/task.ts';
import type { OutcomePart } from '../../pipeline/stages/outcome.ts';
import type { LoadInstants, RecorderSnapshot } from '../../reports/recorder.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import type { SeqRangesTransfer } from '../audit/seq-ranges.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** The thread's `workerData`. */
export interface ConsumerTask {
  readonly scenario: Scenario;
  readonly connection: OpenedConnection;
  readonly runId: string;
  readonly groupId: string;
  readonly topicPrefix: string;
  readonly clock: ClockAnchor;
  readonly consumerName: string;
  /** Of all consumers of the group. */
  readonly groupNames: readonly string[];
  readonly maxWaitingEvents: number | undefined;
  /** Intervals keep topics apart: a threshold that may end the run asks for one. */
  readonly intervalsByTopic: boolean;
  /** Counts of this thread, written by it alone: see {@link PROGRESS}. */
  readonly progress: Int32Array;
}

/** Positions in `ConsumerTask.progress`. */
export const PROGRESS = {
  applied: 0,
  received: 1,
  deadLettered: 2,
  waiting: 3,
  /** 1 while it is on its way back into the group. */
  away: 4,
  slots: 5,
} as const;

export type ToConsumer =
  /** The load begins. */
  | ({ readonly type: 'begin' } & LoadInstants)
  /** Asks for an interval, which carries the same index. */
  | { readonly type: 'tick'; readonly index: number }
  | { readonly type: 'forecasts'; readonly id: number; readonly results: Float64Array }
  | { readonly type: 'forecasts-failed'; readonly id: number; readonly message: string }
  /** Read nothing more, close the books and answer `finished`; stay in the group. */
  | { readonly type: 'finish'; readonly timeoutMs: number }
  /** Leave the group and end. When all have finished: a member that leaves makes the others rejoin. */
  | { readonly type: 'leave' };

export type FromConsumer =
  | { readonly type: 'joined'; readonly join: GroupJoin }
  | { readonly type: 'forecast'; readonly id: number; readonly batch: ForecastBatch }
  /** Answer to a tick; one more comes before `finished`. */
  | { readonly type: 'interval'; readonly interval: ThreadInterval }
  | { readonly type: 'overflow'; readonly waiting: number }
  | { readonly type: 'records-lost'; readonly loss: RecordsLost }
  | { readonly type: 'fatal'; readonly message: string }
  | { readonly type: 'trouble'; readonly message: string }
  | { readonly type: 'finished'; readonly result: ConsumerResult };

export interface ConsumerResult {
  readonly consumerName: string;
  /** Partition numbers owned at the end. */
  readonly partitions: readonly number[];
  /** Every join of the group, in order. */
  readonly joins: readonly (GroupJoin & { readonly atUs: number })[];
  /** Of the products whose partition number is owned. */
  readonly outcome: OutcomePart;
  /** What took its turn, contiguous from 1; products of other consumers have none. */
  readonly applied: SeqRangesTransfer;
  /** Ids whose dead letter is acknowledged. */
  readonly deadLettered: SeqRangesTransfer;
  /** Events that still wait for one that is missing. */
  readonly waiting: number;
  /** For diagnosis: some of them. */
  readonly waitingExamples: readonly {
    readonly productIndex: number;
    readonly seqs: readonly number[];
  }[];
  /** Alerts and dead letters that were not acknowledged in time. */
  readonly unpublished: number;
  readonly offsets: readonly TopicPartitionOffsets[];
  readonly measurements: RecorderSnapshot;
  /** Of this thread since the load began; undefined where the platform does not tell. */
  readonly cpuUs: number | undefined;
}
