/** What a scenario does to its consumers on purpose. Resolved: every unit in its name. */

/**
 * Between which two steps of a checkpoint a consumer is killed: `effects` – events are applied, nothing of it has left;
 * `published` – alerts and dead letters are acknowledged; `changelog` – the state is acknowledged, no offset is committed;
 * `commit` – everything is.
 */
export const CRASH_STEPS = ['effects', 'published', 'changelog', 'commit'] as const;
export type CrashStep = (typeof CRASH_STEPS)[number];

export type FaultAction =
  /** Ends the thread as `kill -9` would. */
  | {
      readonly kind: 'kill';
      /** null: whatever it is doing. */
      readonly step: CrashStep | null;
      /** A new life of the same name begins so much later; null: never. */
      readonly restartAfterMs: number | null;
    }
  /** Nothing of the thread moves, heartbeats included. */
  | { readonly kind: 'stall'; readonly forMs: number }
  /** Takes so many events a second at most. It sends no heartbeats between them, so that its session may end. */
  | { readonly kind: 'throttle'; readonly eventsPerSecond: number; readonly forMs: number }
  /** Another consumer joins, for good or for a while. */
  | { readonly kind: 'join'; readonly forMs: number | null }
  /** Leaves in order, with everything committed; comes back so much later, or never. */
  | { readonly kind: 'leave'; readonly restartAfterMs: number | null };

export type FaultTime =
  | { readonly kind: 'at'; readonly atMs: number }
  /** When so many events of the run have been applied. */
  | { readonly kind: 'at-event'; readonly events: number }
  /** Again and again, at distances drawn from the scenario's seed. */
  | {
      readonly kind: 'every';
      readonly fromMs: number;
      readonly untilMs: number;
      readonly minMs: number;
      readonly maxMs: number;
    };

export interface ConsumerFault {
  readonly action: FaultAction;
  /** `consumer-2`; `any`: drawn from the seed among those who are there. For `join`, the name of the newcomer; `any`: the next free one. */
  readonly target: string;
  readonly when: FaultTime;
}
