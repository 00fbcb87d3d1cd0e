/** Whether two processes read the same monotonic clock, so that instants of one mean something to the other. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { anchorClock, type ClockAnchor } from '../../../pipeline/clock.ts';

export interface MachineClock {
  /** The same for all processes of a machine since it was started. */
  readonly machine: string;
  readonly anchor: ClockAnchor;
}

const BOOT_ID = '/proc/sys/kernel/random/boot_id';
/** Apart by more, the clocks were not started at the same time, whatever the names say. */
const SAME_START_US = 60_000_000;

export function machineClock(anchor: ClockAnchor = anchorClock()): MachineClock {
  return { machine: machineId(), anchor };
}

export function shareClock(one: MachineClock, other: MachineClock): boolean {
  const apartUs = Math.abs(one.anchor.epochAtHrtimeZeroUs - other.anchor.epochAtHrtimeZeroUs);
  return one.machine === other.machine && apartUs < SAME_START_US;
}

function machineId(): string {
  try {
    return readFileSync(BOOT_ID, 'utf8').trim();
  } catch {
    return hostname();
  }
}
