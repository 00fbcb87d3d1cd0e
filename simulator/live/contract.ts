/**
 * What the run (main thread) and the live server (a thread of its own, so that no page takes time from the run) say to each other.
 * Structured-cloneable. The server lives as long as the command; runs come and go.
 */
import type { ClockAnchor } from '../../pipeline/clock.ts';
import type { OpenedConnection } from '../../pipeline/kafka/connection.ts';
import type { Counter } from '../../pipeline/observer.ts';
import type { ControlAction } from '../../reports/live/controls.ts';
import type {
  EventTrace,
  LiveMark,
  LivePhase,
  LivePoint,
  LiveRun,
  MemberRow,
  ProducerRow,
  RebalanceRow,
} from '../../reports/live/frames.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** `workerData` of the server's thread. */
export interface LiveServerTask {
  readonly toolVersion: string;
  /** 0: any free one. */
  readonly port: number;
  /** Other machines of the network may look. */
  readonly isShared: boolean;
  /** Every request that changes something must carry it when shared. */
  readonly token: string;
  readonly isClassroom: boolean;
  /** Finished runs and their reports are served from here, as `report` does. */
  readonly runsFolder: string;
  /** The whole trail of records goes to `events.jsonl` in the run's folder. */
  readonly keepEvents: boolean;
}

export type ToLiveServer =
  /** Topics are there and everybody is ready; the load begins at `loadStartedUs`. */
  | {
      readonly type: 'run-begins';
      readonly run: LiveRun;
      readonly scenario: Scenario;
      readonly connection: OpenedConnection;
      readonly groupId: string;
      readonly topicPrefix: string;
      readonly clock: ClockAnchor;
      readonly loadStartedUs: number;
      /** Absolute; the run's own folder. */
      readonly folder: string;
      /** By slot (topicIndex × partitions + partition), shared: how far any consumer of this process has processed. */
      readonly processed: Float64Array;
    }
  | { readonly type: 'phase'; readonly phase: LivePhase; readonly text: string }
  /** Once a second, with the increments of the harness's counters. */
  | {
      readonly type: 'point';
      readonly point: LivePoint;
      readonly counters: Readonly<Partial<Record<Counter, number>>>;
    }
  /** Four times a second at most. */
  | { readonly type: 'group'; readonly group: LiveGroup }
  | { readonly type: 'mark'; readonly mark: Omit<LiveMark, 'number'> }
  | { readonly type: 'trace'; readonly trace: EventTrace }
  | { readonly type: 'classroom'; readonly state: ClassroomState }
  /** What is happening and why. */
  | { readonly type: 'said'; readonly text: string; readonly why: string }
  | {
      readonly type: 'control-done';
      readonly id: number;
      readonly text: string;
      readonly why: string;
    }
  | {
      readonly type: 'control-refused';
      readonly id: number;
      readonly code: string;
      readonly message: string;
      readonly field?: string;
    }
  /** The run's record is written; its topics may be gone from now on. */
  | {
      readonly type: 'run-ended';
      readonly verdict: string;
      readonly reasons: readonly string[];
      /** Name of the run's folder. */
      readonly run: string;
    }
  /** End every stream and connection, answer `closed`. */
  | { readonly type: 'close' };

export type FromLiveServer =
  | { readonly type: 'listening'; readonly url: string; readonly sharedUrls: readonly string[] }
  | {
      readonly type: 'failed';
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
    }
  /** To be carried out by the run, and answered by `control-done` or `control-refused`. */
  | { readonly type: 'control'; readonly id: number; readonly action: ControlAction }
  /** Something was written to Kafka by hand: a command, a poison, a duplicate. */
  | {
      readonly type: 'acted';
      readonly text: string;
      readonly detail: Readonly<Record<string, string | number>>;
    }
  | { readonly type: 'trouble'; readonly message: string }
  | { readonly type: 'closed' };

/** How group and producers stand, as the main thread sees them. */
export interface LiveGroup {
  readonly generation: number | null;
  readonly isRebalancing: boolean;
  readonly members: readonly MemberRow[];
  readonly rebalances: readonly RebalanceRow[];
  readonly producers: readonly ProducerRow[];
  readonly sequencerWaiting: number;
  readonly applied: number;
  readonly reprocessed: number;
}

/** What the controls stand at. */
export interface ClassroomState {
  readonly ratePerSecond: number;
  readonly isPaused: boolean;
  readonly sequencer: 'on' | 'off';
  readonly lesson: string | null;
}
