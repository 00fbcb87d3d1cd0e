/** What a run and consumers in processes of their own say to each other on the members topic. */
import type { ClockAnchor } from '../../../pipeline/clock.ts';
import type { ErrorCode } from '../../../pipeline/errors.ts';
import type { BrokerKind } from '../../../pipeline/kafka/connection.ts';
import type { LoadInstants } from '../../../reports/recorder.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { FromConsumer, ToConsumer } from '../messages.ts';
import type { MachineClock } from './machine.ts';

/** Of these words. Who speaks another one is told so, and takes no part. */
export const PROTOCOL_VERSION = 1;

/** Said every second by whoever has nothing else to say, so that silence means something. */
export const ALIVE_EVERY_MS = 1_000;
/** A process that heard nothing of the run for so long gives up. */
export const RUN_LOST_AFTER_MS = 30_000;
/** Of sessions: a process that was not heard of for so long is lost. */
export const SESSIONS_UNTIL_LOST = 3;
/** Likewise, when the group has gone on without it. */
export const SILENT_OUTSIDE_MS = 5_000;

export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  /** null: any name will do. */
  readonly name: string | null;
  readonly host: string;
  readonly pid: number;
  readonly clock: MachineClock;
  readonly toolVersion: string;
}

export type FromProcess =
  /** Every second, until the run has answered. */
  | Hello
  | { readonly type: 'alive' }
  /** What a thread of the run shows in shared memory. */
  | { readonly type: 'counts'; readonly progress: Int32Array; readonly turns: Float64Array }
  | { readonly type: 'said'; readonly message: FromConsumer }
  /** The last word. `reason`: why it ended without having finished; null: it left in order. */
  | { readonly type: 'gone'; readonly reason: string | null };

/** All that a process needs to take part, beside how to reach the cluster. */
export interface Welcome {
  readonly type: 'welcome';
  readonly name: string;
  readonly scenario: Scenario;
  readonly runId: string;
  readonly topicPrefix: string;
  readonly kind: BrokerKind;
  /** See `ConsumerTask.groupNames`. */
  readonly groupNames: readonly string[];
  readonly maxWaitingEvents?: number;
  readonly intervalsByTopic: boolean;
  readonly load?: LoadInstants;
  /** The run's; null: of no use to this process, which takes its own. */
  readonly clock: ClockAnchor | null;
}

export type FromRun =
  /** The run lives, and has no use for the process yet. `text`: what it waits for. */
  | { readonly type: 'wait'; readonly text: string }
  | {
      readonly type: 'refused';
      readonly code: ErrorCode;
      readonly text: string;
      readonly hint: string;
    }
  | Welcome
  | { readonly type: 'told'; readonly message: ToConsumer }
  /** To everybody. */
  | { readonly type: 'alive' }
  | { readonly type: 'over' };

/** Called so by processes that do not know it yet. */
export const RUN = 'run';
export const EVERYBODY = '*';
