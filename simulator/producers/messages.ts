/** What the main thread and a producer worker say to each other. */
import type { MessagePort } from 'node:worker_threads';
import type { ClockAnchor } from '../../pipeline/clock.ts';
import type { OpenedConnection } from '../../pipeline/kafka/connection.ts';
import type { LoadInstants, RecorderSnapshot } from '../../reports/recorder.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import type { SeqRangesTransfer } from '../audit/seq-ranges.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { PlaybackOrder } from './playback.ts';

/** The piscina task: everything a worker needs to replay its share of the plan. */
export interface ProducerTask {
  readonly scenario: Scenario;
  readonly connection: OpenedConnection;
  readonly runId: string;
  readonly topicPrefix: string;
  readonly clock: ClockAnchor;
  readonly worker: number;
  /** Intervals keep topics apart: a threshold that may end the run asks for one. */
  readonly intervalsByTopic: boolean;
  /** A person plays the plan, at first like this; absent: it goes by itself. */
  readonly playback?: PlaybackOrder;
  readonly port: MessagePort;
  /** Counts of this worker, written by it alone: see {@link PROGRESS}. */
  readonly progress: Int32Array;
}

/** Positions in `ProducerTask.progress`; `planned`: how far the plan has come. */
export const PROGRESS = { planned: 0, sent: 1, acknowledged: 2, slots: 3 } as const;

export type ToProducer =
  /** Offset 0 of the plan is this instant: epoch microseconds on the shared clock. */
  | ({ readonly type: 'start' } & LoadInstants)
  /** Asks for an interval, which carries the same index. */
  | { readonly type: 'tick'; readonly index: number }
  /** Heard by a worker whose task has a `playback`. */
  | PlaybackOrder
  /** Plan nothing more; what is queued is still sent. */
  | { readonly type: 'stop' }
  /** The drain deadline has passed: give up what is not acknowledged. */
  | { readonly type: 'shed' };

export type FromProducer =
  | { readonly type: 'prepared' }
  /** Answer to a tick; one more comes at the end, before the result. */
  | { readonly type: 'interval'; readonly interval: ThreadInterval }
  /** A batch could not be sent; it will be tried again. */
  | { readonly type: 'trouble'; readonly message: string }
  /** The brokers refuse a batch for good, as when a right was taken away. */
  | { readonly type: 'refused'; readonly message: string };

/** What the task resolves to. */
export interface ProducerResult {
  readonly worker: number;
  /** By product: highest productSeq this worker planned; 0 for products of other workers. */
  readonly planned: Int32Array;
  /** productSeqs handed to the client. */
  readonly handed: SeqRangesTransfer;
  readonly acknowledged: SeqRangesTransfer;
  /** The plan ended before its end, because a `stop` came. */
  readonly stopped: boolean;
  /** When the last event was acknowledged or given up, epoch microseconds. */
  readonly endedUs: number;
  readonly measurements: RecorderSnapshot;
  /** Of this thread since the load began; undefined where the platform does not tell. */
  readonly cpuUs: number | undefined;
}
