/** What a pool of consumers is given, and what it tells. */
import type { ClockAnchor } from '../../pipeline/clock.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import type { RecordsLost } from '../../pipeline/kafka/consumer-options.ts';
import type { EventTrace } from '../../reports/live/frames.ts';
import type { RecorderSnapshot } from '../../reports/recorder.ts';
import type { ThreadInterval } from '../../reports/thread-interval.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Handover, Membership } from './group-book.ts';
import type { MemberHandle, MemberListener, MemberPlace } from './member-handle.ts';
import type { ConsumerResult, ConsumerTask } from './messages.ts';

export interface ConsumerPoolOptions {
  readonly scenario: Scenario;
  readonly connection: Connection;
  readonly runId: string;
  readonly groupId: string;
  readonly topicPrefix: string;
  readonly clock: ClockAnchor;
  /** Who is there at the start; absent: as many threads as the scenario wants. */
  readonly processes?: { readonly names: readonly string[]; readonly start: StartProcess };
  /** Default 60 s. */
  readonly readyTimeoutMs?: number;
  /** Events that may wait for their turn in one consumer; default 500,000. */
  readonly maxWaitingEvents?: number;
  /** Only for the control experiment: see `StockConsumerOptions.checkpointOrder`. */
  readonly checkpointOrder?: ConsumerTask['checkpointOrder'];
  /** Only for tests of the regression gate: of threads alone. */
  readonly plant?: ConsumerTask['plant'];
  /** Intervals keep topics apart. */
  readonly intervalsByTopic?: boolean;
  /** People may write to the run: see `ConsumerTask.interactive`. */
  readonly interactive?: boolean;
  /** What became of single events; interactive consumers alone tell. */
  readonly onTrace?: (trace: EventTrace) => void;
  readonly onEvent: (event: ConsumerEvent) => void;
  /** Answers to {@link ConsumerPool.tick}, and one last interval of each life that ends in order. */
  readonly onInterval?: (name: string, interval: ThreadInterval) => void;
}

export type StartProcess = (
  name: string,
  place: MemberPlace,
  listener: MemberListener,
) => MemberHandle;

export type ConsumerEvent =
  | { readonly type: 'ready'; readonly generation: number }
  /** Under load: the partitions are shared out anew. Once a generation. */
  | { readonly type: 'rebalance'; readonly generation: number }
  /** Under load: a partition came to another life, which restored its state, if there was anything to restore it from. */
  | ({ readonly type: 'handover' } & Handover)
  /** Too many events wait; this consumer reads nothing more: the run is incomplete. */
  | { readonly type: 'overflow'; readonly name: string; readonly waiting: number }
  /** The broker trimmed what was still to be read: the run is incomplete. */
  | { readonly type: 'records-lost'; readonly name: string; readonly loss: RecordsLost }
  /** Nobody had asked for it. */
  | {
      readonly type: 'died';
      readonly name: string;
      readonly kind: MemberHandle['kind'];
      readonly error: Error;
    }
  /** A life is over, in whatever way; nothing more is heard of it. */
  | { readonly type: 'gone'; readonly name: string }
  | { readonly type: 'trouble'; readonly name: string; readonly message: string };

export interface ConsumerProgress {
  /** Turns taken in the state that counts: of each partition, that of its present owner. What a crash undid is not in it. */
  readonly applied: number;
  /** Records of this run that were read, duplicates included. */
  readonly received: number;
  /** Events waiting for one that is missing. */
  readonly waiting: number;
  /** Consumers that are on their way into the group, or back into it after a crash. */
  readonly away: number;
  /** Partitions that nobody consumes just now. */
  readonly idle: number;
}

/** How the group stands just now. */
export interface GroupStanding {
  /** null before the first. */
  readonly generation: number | null;
  /** Some partition is consumed by nobody. */
  readonly isRebalancing: boolean;
  readonly members: readonly MemberStanding[];
}

export interface MemberStanding {
  readonly name: string;
  readonly kind: MemberHandle['kind'];
  /** undefined: it has not joined yet. */
  readonly membership: Membership | undefined;
  /** It crashed, and is on its way back. */
  readonly isAway: boolean;
  /** Turns that it took itself. */
  readonly taken: number;
}

/** What is left of one life of a consumer. */
export interface LifeResult {
  readonly name: string;
  /** undefined when it was killed or lost; then what follows is what it had told by intervals. */
  readonly result: ConsumerResult | undefined;
  readonly measurements: RecorderSnapshot;
  readonly cpuUs: number | undefined;
  /** Turns that it took itself. */
  readonly taken: number;
}
