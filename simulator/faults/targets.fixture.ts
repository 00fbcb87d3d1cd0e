/** Members that only write down what is done to them. */

import { deferred } from '../deferred.ts';
import type { CrashStep } from '../scenario/consumer-faults.ts';
import type { FaultTargets } from './targets.ts';

export interface RecordedTargets extends FaultTargets {
  /** `kill consumer-2 changelog`, in order. */
  readonly calls: readonly string[];
  /** Lets an ordered kill or a leave happen; those of other members wait for theirs. */
  gone(name: string): void;
}

export interface RecordedTargetsOptions {
  readonly consumers: number;
  /** Kills in a step and leaves wait for {@link RecordedTargets.gone}; otherwise they happen at once. */
  readonly waits?: boolean;
}

export function recordedTargets({
  consumers,
  waits = false,
}: RecordedTargetsOptions): RecordedTargets {
  const calls: string[] = [];
  const members = new Set(Array.from({ length: consumers }, (_, at) => `consumer-${at + 1}`));
  const known = new Set(members);
  const leaving = new Map<string, () => void>();
  const going = (name: string, atOnce: boolean): Promise<void> => {
    const left = deferred<void>();
    const earlier = leaving.get(name);
    leaving.set(name, () => {
      members.delete(name);
      earlier?.();
      left.resolve();
    });
    if (atOnce) gone(name);
    return left.promise;
  };
  const gone = (name: string): void => {
    const leave = leaving.get(name);
    leaving.delete(name);
    leave?.();
  };
  return {
    calls,
    gone,
    present: () => [...members],
    nextName: () => `consumer-${known.size + 1}`,
    start: (name) => {
      calls.push(`start ${name}`);
      members.add(name);
      known.add(name);
    },
    kill: (name, step: CrashStep | null) => {
      calls.push(step === null ? `kill ${name}` : `kill ${name} ${step}`);
      return going(name, step === null || !waits);
    },
    stall: (name, forMs) => calls.push(`stall ${name} ${forMs}`),
    throttle: (name, eventsPerSecond) => calls.push(`throttle ${name} ${eventsPerSecond}`),
    leave: (name) => {
      calls.push(`leave ${name}`);
      return going(name, !waits);
    },
  };
}
