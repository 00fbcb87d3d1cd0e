/** From entries of a scenario's `faults` to what is played: which keys an action has, and what they mean. */
import type { ConsumerFault, FaultAction, FaultTime } from './consumer-faults.ts';
import { durationMs } from './durations.ts';
import type { FaultEntry } from './schema-faults.ts';

export const FAULT_KINDS = ['kill', 'stall', 'throttle', 'join', 'leave'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export const FAULT_TIMES = ['at', 'atEvent', 'every'] as const;

/** Keys beside the action and its time. */
export const KEYS_OF_KIND = {
  kill: ['between', 'restart'],
  stall: ['for'],
  throttle: ['to', 'for'],
  join: ['for'],
  leave: ['restart'],
} as const satisfies Record<FaultKind, readonly (keyof FaultEntry)[]>;

export const REQUIRED_OF_KIND = {
  kill: [],
  stall: ['for'],
  throttle: ['to', 'for'],
  join: [],
  leave: [],
} as const satisfies Record<FaultKind, readonly (keyof FaultEntry)[]>;

export function kindsOf(entry: FaultEntry): FaultKind[] {
  return FAULT_KINDS.filter((kind) => entry[kind] !== undefined);
}

/**
 * @param loadMs how long the load lasts: where `every` ends by default
 * @throws Error for entries with faults: rules and schema come first
 */
export function consumerFaultsOf(entries: readonly FaultEntry[], loadMs: number): ConsumerFault[] {
  return entries.map((entry) => consumerFaultOf(entry, loadMs));
}

export function consumerFaultOf(entry: FaultEntry, loadMs: number): ConsumerFault {
  const kind = needed(kindsOf(entry)[0]);
  return {
    action: actionOf(kind, entry),
    target: needed(entry[kind]),
    when: timeOf(entry, loadMs),
  };
}

function actionOf(kind: FaultKind, entry: FaultEntry): FaultAction {
  const restartAfterMs = optionalMs(entry.restart);
  switch (kind) {
    case 'kill':
      return { kind, step: entry.between ?? null, restartAfterMs };
    case 'stall':
      return { kind, forMs: durationMs(needed(entry.for)) };
    case 'throttle':
      return { kind, eventsPerSecond: needed(entry.to), forMs: durationMs(needed(entry.for)) };
    case 'join':
      return { kind, forMs: optionalMs(entry.for) };
    case 'leave':
      return { kind, restartAfterMs };
  }
}

function timeOf({ at, atEvent, every, from, until }: FaultEntry, loadMs: number): FaultTime {
  if (at !== undefined) return { kind: 'at', atMs: durationMs(at) };
  if (atEvent !== undefined) return { kind: 'at-event', events: atEvent };
  const [min, max] = needed(every);
  return {
    kind: 'every',
    fromMs: optionalMs(from) ?? 0,
    untilMs: optionalMs(until) ?? loadMs,
    minMs: durationMs(min),
    maxMs: durationMs(max),
  };
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a fault without a key that it needs');
  return value;
}

function optionalMs(text: string | undefined): number | null {
  return text === undefined ? null : durationMs(text);
}
