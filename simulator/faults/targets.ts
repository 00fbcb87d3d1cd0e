import type { CrashStep } from '../scenario/consumer-faults.ts';

/**
 * Whom a scenario's faults may hit: the members of the run's consumer group. The pool of consumers implements it; a name that
 * is not present is not an error of the caller's, since members may be lost at any instant: such a call does nothing.
 */
export interface FaultTargets {
  /** Names of the members that live now, those that are still joining included; in order of name (`consumer-2` before `consumer-10`). */
  present(): readonly string[];
  /** A name that no member of this run has had yet: `consumer-4` after `consumer-3`. Not used up before `start` is called with it. */
  nextName(): string;
  /** A new life begins under this name. Does nothing while a former life of it is still there. */
  start(name: string): void;
  /**
   * Ends the member as `kill -9` would: at once (`step` null), or when its next checkpoint reaches that step. Resolves when it
   * is gone, for whatever reason; never rejects. A step is not reached while a member has nothing to checkpoint, so this may
   * take as long as the member lives.
   */
  kill(name: string, step: CrashStep | null): Promise<void>;
  /** Nothing of the member moves for so long, heartbeats included. */
  stall(name: string, forMs: number): void;
  /** At most so many events a second from now on; null: as many as it can. */
  throttle(name: string, eventsPerSecond: number | null): void;
  /** Commits everything and leaves the group in order. Resolves when it is gone, for whatever reason; never rejects. */
  leave(name: string): Promise<void>;
}
