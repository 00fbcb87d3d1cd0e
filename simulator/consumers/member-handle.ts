/** One life of a consumer as the run sees it, whether it is a thread or a process of its own. */
import type { LoadInstants } from '../../reports/recorder.ts';
import type { CrashStep } from '../scenario/consumer-faults.ts';
import type { ConsumerResult, FromConsumer, ToConsumer } from './messages.ts';

export interface MemberHandle {
  readonly name: string;
  readonly kind: 'thread' | 'process';
  /** By partition number: Σ of the turns taken in the state that it holds; -1 where it holds none. */
  readonly turns: Float64Array;
  /** See `PROGRESS`. */
  readonly progress: Int32Array;
  /** undefined when the consumer was lost. */
  readonly result: Promise<ConsumerResult | undefined>;
  /** What cannot be delivered any more is passed over. */
  tell(message: ToConsumer, transfer?: readonly ArrayBuffer[]): void;
  /** Counts the consumer as lost unless it has finished by now. */
  giveUp(reason: string): void;
  /**
   * Ends it as `kill -9` would, at once or when a checkpoint reaches the step. `onDeath` is called as for any other loss.
   * Resolves when it is gone.
   */
  kill(step: CrashStep | null): Promise<void>;
  /** Resolves when the thread or process has ended, for whatever reason. */
  readonly gone: Promise<void>;
  /** Waits a while for a consumer that is leaving; ends any other at once. */
  end(): Promise<void>;
}

/** What a life tells, in order; nothing after `onDeath`. */
export interface MemberListener {
  onMessage(message: FromConsumer): void;
  /**
   * It ended without having finished: at most once.
   * @param atUs when it was last alive, where that shows later only; absent: now
   */
  onDeath(error: Error, atUs?: number): void;
}

/** What a new life needs to know of the group that it comes to. */
export interface MemberPlace {
  /** See `ConsumerTask.groupNames`. */
  readonly groupNames: readonly string[];
  /** Of a life that begins under load. */
  readonly load?: LoadInstants;
}

export type StartMember = (listener: MemberListener) => MemberHandle;
