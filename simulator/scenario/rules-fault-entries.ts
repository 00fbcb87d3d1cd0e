/** Rules about one entry of `faults` by itself: one action, one time, and the keys that belong to them. */
import {
  FAULT_KINDS,
  FAULT_TIMES,
  type FaultKind,
  KEYS_OF_KIND,
  kindsOf,
  REQUIRED_OF_KIND,
} from './consumer-fault-entries.ts';
import { formatDuration, parseDurationMs } from './durations.ts';
import type { Fault, Path } from './faults.ts';
import { durationFaults, pairFault } from './rules-load.ts';
import { MIN_DISTANCE_MS } from './scale-faults.ts';
import type { ScenarioDocument } from './schema.ts';
import type { FaultEntry } from './schema-faults.ts';

/** Nobody waits longer than that for a consumer to come back, or to be itself again. */
const MAX_WAIT_MS = 600_000;
const TIME_KEYS = ['at', 'atEvent', 'every', 'from', 'until'] as const;
const DURATION_KEYS = ['at', 'from', 'until', 'for', 'restart'] as const;
const ADDED: Readonly<Partial<Record<keyof FaultEntry, string>>> = {
  for: 'add how long, for example for: 8s',
  to: 'add how many events a second, for example to: 50',
};

export function faultEntryFaults({ faults = [] }: ScenarioDocument): Fault[] {
  return faults.flatMap((entry, at) => entryFaults(entry, ['faults', at]));
}

/** @returns none for an entry that can be built */
export function entryFaults(entry: FaultEntry, path: Path): Fault[] {
  return [
    ...actionFaults(entry, path),
    ...timeFaults(entry, path),
    ...durationFaults(DURATION_KEYS.map((key) => [entry[key], [...path, key]])),
    ...waitFaults(entry, path),
    ...distanceFaults(entry, path),
  ];
}

function actionFaults(entry: FaultEntry, path: Path): Fault[] {
  const [kind, ...others] = kindsOf(entry);
  if (kind === undefined) {
    const choices = FAULT_KINDS.join(', ');
    return [{ path, what: 'does nothing', suggestion: `add one of ${choices}, with a consumer` }];
  }
  const more = others.map((other) =>
    misplaced(path, other, `one entry does one thing: this one has ${kind} already`, [
      'make an entry of its own of it',
    ]),
  );
  return more.length > 0 ? more : keyFaults(entry, kind, path);
}

function keyFaults(entry: FaultEntry, kind: FaultKind, path: Path): Fault[] {
  const allowed: readonly string[] = [kind, ...TIME_KEYS, ...KEYS_OF_KIND[kind]];
  const strange = Object.keys(entry)
    .filter((key) => !allowed.includes(key))
    .map((key) =>
      misplaced(path, key, `a ${kind} has no ${key}`, [
        `remove it; ${kind} takes ${listed(KEYS_OF_KIND[kind])}`,
      ]),
    );
  const missing = REQUIRED_OF_KIND[kind]
    .filter((key) => entry[key] === undefined)
    .map((key): Fault => ({ path: [...path, key], what: 'is missing', suggestion: ADDED[key] }));
  return [...strange, ...missing];
}

function timeFaults(entry: FaultEntry, path: Path): Fault[] {
  const [time, ...others] = FAULT_TIMES.filter((key) => entry[key] !== undefined);
  if (time === undefined) {
    const suggestion = 'add at: 10s, atEvent: 5000 or every: [4s, 8s]';
    return [{ path: [...path, 'at'], what: 'is missing', suggestion }];
  }
  const more = others.map((other) =>
    misplaced(path, other, `an entry has one time: this one has ${time} already`, [
      `remove ${time} or ${other}`,
    ]),
  );
  if (time === 'every') return more;
  const lone = (['from', 'until'] as const)
    .filter((key) => entry[key] !== undefined)
    .map((key) => misplaced(path, key, `${key} belongs to every`, [`remove it, or write every`]));
  return [...more, ...lone];
}

function waitFaults(entry: FaultEntry, path: Path): Fault[] {
  return (['for', 'restart'] as const).flatMap((key): Fault[] => {
    const ms = parseDurationMs(entry[key] ?? '1ms');
    if (ms === 0 && key === 'for') return [{ path: [...path, key], what: 'must be above 0' }];
    if (ms === undefined || ms <= MAX_WAIT_MS) return [];
    const what = `must be at most ${formatDuration(MAX_WAIT_MS)}, is ${formatDuration(ms)}`;
    return [{ path: [...path, key], what, suggestion: 'a run waits for its consumers' }];
  });
}

function distanceFaults({ every }: FaultEntry, path: Path): Fault[] {
  if (every === undefined) return [];
  const everyPath: Path = [...path, 'every'];
  const [min, max] = every.map(parseDurationMs);
  if (min === undefined || max === undefined) {
    return durationFaults(every.map((text, at) => [text, [...everyPath, at]]));
  }
  if (min > max) return [pairFault(everyPath, every[0], every[1])];
  if (min >= MIN_DISTANCE_MS) return [];
  const what = `must be ${formatDuration(MIN_DISTANCE_MS)} or more, is ${formatDuration(min)}`;
  return [{ path: [...everyPath, 0], what }];
}

function misplaced(path: Path, key: string, what: string, [suggestion]: readonly [string]): Fault {
  return { path: [...path, key], atKey: true, what, suggestion };
}

function listed(keys: readonly string[]): string {
  return keys.join(' and ');
}
