/** What the main thread and the reader of a results topic say to each other. */
import type { ClockAnchor } from '../../pipeline/clock.ts';
import type { OpenedConnection } from '../../pipeline/kafka/connection.ts';
import type { LoadInstants, RecorderSnapshot } from '../../reports/recorder.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import type { SeqRangesTransfer } from '../audit/seq-ranges.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ResultCounts } from './result-book.ts';

/** The thread's `workerData`. */
export interface ResultsTask {
  readonly scenario: Scenario;
  readonly connection: OpenedConnection;
  readonly runId: string;
  readonly topic: string;
  /** Of the reader's own; its start offsets are committed. */
  readonly groupId: string;
  readonly partitions: number;
  readonly clock: ClockAnchor;
  readonly intervalsByTopic: boolean;
  /** Counts of this thread, written by it alone: see {@link PROGRESS}. */
  readonly progress: Int32Array;
}

/** Positions in `ResultsTask.progress`; `outstanding` is -1 until it is known. */
export const PROGRESS = { events: 0, outstanding: 1, slots: 2 } as const;

export type ToResults =
  | ({ readonly type: 'begin'; readonly readsNotices: boolean } & LoadInstants)
  /** Asks for an interval, which carries the same index. */
  | { readonly type: 'tick'; readonly index: number }
  /** Sending is over; these were acknowledged. */
  | { readonly type: 'expect'; readonly acknowledged: readonly SeqRangesTransfer[] }
  /** Read nothing more, answer `finished` and end. */
  | { readonly type: 'finish' };

export type FromResults =
  | { readonly type: 'ready' }
  | { readonly type: 'interval'; readonly interval: ThreadInterval }
  | { readonly type: 'trouble'; readonly message: string }
  /** Nothing is read any more. */
  | { readonly type: 'fatal'; readonly message: string }
  | { readonly type: 'finished'; readonly result: ResultsFound };

export interface ResultsFound {
  readonly counts: ResultCounts;
  readonly measurements: RecorderSnapshot;
  /** Of this thread since the load began; undefined where the platform does not tell. */
  readonly cpuUs: number | undefined;
}
