/** What a run and a consumer say to each other, whether it is a thread or a process of its own. Structured-cloneable. */
import type { ClockAnchor } from '../../pipeline/clock.ts';
import type { OpenedConnection } from '../../pipeline/kafka/connection.ts';
import type {
  Activation,
  GroupJoin,
  RecordsLost,
  StockConsumerOptions,
  TopicPartitionOffsets,
} from '../../pipeline/kafka/consumer-options.ts';
import type { ForecastBatch } from '../../pipeline/stages/forecast/task.ts';
import type { EventTrace } from '../../reports/live/frames.ts';
import type { LoadInstants, RecorderSnapshot } from '../../reports/recorder.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import type { Plant } from '../comparison/plant.ts';
import type { CrashStep } from '../scenario/consumer-faults.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Everything that one life of a consumer needs to know; a thread's `workerData`. */
export interface ConsumerTask {
  readonly scenario: Scenario;
  readonly connection: OpenedConnection;
  readonly runId: string;
  readonly groupId: string;
  readonly topicPrefix: string;
  readonly clock: ClockAnchor;
  readonly consumerName: string;
  /** Names that partitions belong to: see `CopartitionOptions.reservedFor`. */
  readonly groupNames: readonly string[];
  readonly maxWaitingEvents: number | undefined;
  /** Intervals keep topics apart: a threshold that may end the run asks for one. */
  readonly intervalsByTopic: boolean;
  /** Of a life that begins under load; absent: `begin` tells. */
  readonly load?: LoadInstants;
  /** Counts of this consumer, written by it alone, in shared memory where somebody else looks at them: see {@link PROGRESS}. */
  readonly progress: Int32Array;
  /** By partition number: Σ of the turns taken in the state that it holds; -1 where it holds none. Written by it alone. */
  readonly turns: Float64Array;
  /** By slot (topicIndex × partitions + partition): how far anybody in this process has processed. Written by all its consumers. */
  readonly processed: Float64Array;
  /** People may write to the run: commands are consumed too, and records without an envelope take effect. */
  readonly interactive?: boolean;
  /** Only for the control experiment: see `StockConsumerOptions.checkpointOrder`. */
  readonly checkpointOrder?: StockConsumerOptions['checkpointOrder'];
  /** Only for tests of the regression gate. */
  readonly plant?: Plant;
}

/** Positions in `ConsumerTask.progress`. */
export const PROGRESS = {
  received: 0,
  waiting: 1,
  /** 1 while it is on its way back into the group. */
  away: 2,
  /** Turns that it took itself: without those of the states that it restored. */
  taken: 3,
  slots: 4,
} as const;

/** Where the books end. `topic/partition`, and the offset behind the last record that has to be read of it. */
export type EndOffsets = readonly (readonly [topicPartition: string, offset: number])[];

export type ToConsumer =
  /** The load begins. */
  | ({ readonly type: 'begin' } & LoadInstants)
  /** Asks for an interval, which carries the same index. */
  | { readonly type: 'tick'; readonly index: number }
  | { readonly type: 'forecasts'; readonly id: number; readonly results: Float64Array }
  | { readonly type: 'forecasts-failed'; readonly id: number; readonly message: string }
  /** Read on to these ends, close the books of every partition that is owned now or later, and say `closed` of each. */
  | { readonly type: 'close'; readonly ends: EndOffsets }
  /** Read nothing more and answer `finished`; stay in the group. */
  | { readonly type: 'finish' }
  /** Checkpoint, answer `finished` unless that has been said, leave the group and end. */
  | { readonly type: 'leave' }
  /** Take so many events a second at most; null: as many as there are. */
  | { readonly type: 'throttle'; readonly eventsPerSecond: number | null }
  /** Stand still, heartbeats included. */
  | { readonly type: 'stall'; readonly forMs: number }
  /** End as if killed, when a checkpoint next reaches this step; null: at once. */
  | { readonly type: 'crash-at'; readonly step: CrashStep | null };

/** `atUs`: on the clock that the task gave. */
export type FromConsumer =
  | { readonly type: 'joined'; readonly join: GroupJoin; readonly atUs: number }
  /** The group is changing; nothing is consumed once the member has joined again. */
  | { readonly type: 'rebalancing'; readonly atUs: number }
  | ({ readonly type: 'active'; readonly atUs: number } & Activation)
  /** Its state is dropped. */
  | { readonly type: 'released'; readonly partition: number; readonly atUs: number }
  /** The first event of the run that was taken since it is active. */
  | { readonly type: 'first-applied'; readonly partition: number; readonly atUs: number }
  /** The books of the partition are closed, and the changelog has them. */
  | { readonly type: 'closed'; readonly partition: number; readonly atUs: number }
  /** What became of a single event; a few a second, of interactive runs alone. */
  | { readonly type: 'trace'; readonly trace: EventTrace }
  | { readonly type: 'forecast'; readonly id: number; readonly batch: ForecastBatch }
  /** Answer to a tick; one more comes before `finished`. */
  | { readonly type: 'interval'; readonly interval: ThreadInterval }
  | { readonly type: 'overflow'; readonly waiting: number }
  | { readonly type: 'records-lost'; readonly loss: RecordsLost }
  | { readonly type: 'fatal'; readonly message: string }
  | { readonly type: 'trouble'; readonly message: string }
  | { readonly type: 'finished'; readonly result: ConsumerResult };

/** What one life of a consumer leaves behind when it ends in order. What it concluded stands in the changelog. */
export interface ConsumerResult {
  readonly consumerName: string;
  /** Partition numbers whose state it holds at the end, ascending. */
  readonly partitions: readonly number[];
  /** Every join of the group, in order. */
  readonly joins: readonly (GroupJoin & { readonly atUs: number })[];
  /** Events that still wait for one that is missing. */
  readonly waiting: number;
  readonly offsets: readonly TopicPartitionOffsets[];
  readonly measurements: RecorderSnapshot;
  /** Since the load began, or since this life did; undefined where the platform does not tell. */
  readonly cpuUs: number | undefined;
}
