/** Rules about who is there: names that somebody has, nothing done to who is away, and always somebody left. */

import { nearest } from '../../pipeline/nearest.ts';
import { memberNames } from '../consumers/member-names.ts';
import { loadOf } from './build.ts';
import { consumerFaultOf } from './consumer-fault-entries.ts';
import type { ConsumerFault } from './consumer-faults.ts';
import { DEFAULTS } from './defaults.ts';
import type { Fault, Path } from './faults.ts';
import { NamedPresence } from './presence.ts';
import { entryFaults } from './rules-fault-entries.ts';
import { loadFaults } from './rules-load.ts';
import type { ScenarioDocument } from './schema.ts';

/** An entry that can be built, and where it stands. */
interface Entry {
  readonly fault: ConsumerFault;
  readonly path: Path;
}

export function presenceFaults(document: ScenarioDocument): Fault[] {
  if (loadFaults(document).length > 0) return [];
  const { consumers = DEFAULTS.pipeline.consumers } = document.pipeline ?? {};
  const { durationMs } = loadOf(document.load);
  const entries = (document.faults ?? []).flatMap((entry, at): Entry[] => {
    const path: Path = ['faults', at];
    if (entryFaults(entry, path).length > 0) return [];
    return [{ path, fault: consumerFaultOf(entry, durationMs) }];
  });
  const named = nameFaults(entries, consumers);
  if (named.length > 0) return named;
  return [...absenceFaults(entries, consumers), ...nobodyLeft(entries, consumers)];
}

function nameFaults(entries: readonly Entry[], consumers: number): Fault[] {
  const own = memberNames(consumers);
  const newcomers = entries
    .filter(({ fault }) => fault.action.kind === 'join')
    .map(({ fault }) => fault.target);
  const known = [...own, ...newcomers];
  return entries.flatMap(({ fault: { action, target }, path }): Fault[] => {
    const targetPath: Path = [...path, action.kind];
    if (action.kind === 'join') {
      if (!own.includes(target)) return [];
      const suggestion = 'to bring a consumer back, give its kill or leave a restart';
      return [{ path: targetPath, what: `${target} is there from the start`, suggestion }];
    }
    if (target === 'any' || known.includes(target)) return [];
    if (newcomers.includes('any') && isNumbered(target)) return [];
    const close = nearest(target, known);
    const range =
      consumers === 1
        ? 'the only one is consumer-1'
        : `they are consumer-1 to consumer-${consumers}`;
    return [
      {
        path: targetPath,
        what: `there is no ${target}: ${range}, and nobody joins under that name`,
        suggestion: close === undefined ? undefined : `did you mean ${close}?`,
      },
    ];
  });
}

/** `join: any` may give this name. */
function isNumbered(name: string): boolean {
  return /^consumer-[1-9][0-9]{0,5}$/.test(name);
}

/** Of names with fixed times alone: when the others are there is known in the run only. */
function absenceFaults(entries: readonly Entry[], consumers: number): Fault[] {
  const own = memberNames(consumers);
  const presences = new Map<string, NamedPresence>();
  const byTime = entries
    .flatMap(({ fault, path }) =>
      fault.when.kind === 'at' ? [{ fault, path, atMs: fault.when.atMs }] : [],
    )
    .sort((a, b) => a.atMs - b.atMs);
  return byTime.flatMap(({ fault: { action, target }, path, atMs }): Fault[] => {
    const isOwn = own.includes(target);
    const joins = entries.filter(
      ({ fault }) => fault.action.kind === 'join' && fault.target === target,
    );
    const isKnown =
      isOwn || (joins.length > 0 && joins.every(({ fault }) => fault.when.kind === 'at'));
    if (target === 'any' || !isKnown) return [];
    const presence = presences.get(target) ?? new NamedPresence(target, isOwn);
    presences.set(target, presence);
    const what = presence.take(action, atMs);
    return what === undefined ? [] : [{ path: [...path, 'at'], what }];
  });
}

/** As if everything that takes somebody away for good hit somebody else each time, and newcomers for good came last. */
function nobodyLeft(entries: readonly Entry[], consumers: number): Fault[] {
  const own = memberNames(consumers);
  const removed = new Set<string>();
  let takenAway = 0;
  const leaving = entries
    .filter(({ fault }) => isGoneForGood(fault))
    .sort((a, b) => earliestMs(a.fault) - earliestMs(b.fault));
  for (const { fault, path } of leaving) {
    const staying = entries.filter(
      (entry) => staysForGood(entry.fault) && earliestMs(entry.fault) <= earliestMs(fault),
    );
    if (fault.target === 'any') takenAway += timesOf(fault);
    else if (own.includes(fault.target) || staying.some(joinsAs(fault.target))) {
      removed.add(fault.target);
    }
    if (consumers + staying.length - takenAway - removed.size >= 1) continue;
    return [
      {
        path,
        what: 'could leave nobody to take the events',
        suggestion: 'add restart, or more consumers',
      },
    ];
  }
  return [];
}

function joinsAs(name: string): (entry: Entry) => boolean {
  return ({ fault: { action, target } }) => action.kind === 'join' && target === name;
}

function isGoneForGood({ action }: ConsumerFault): boolean {
  return (action.kind === 'kill' || action.kind === 'leave') && action.restartAfterMs === null;
}

function staysForGood({ action, when }: ConsumerFault): boolean {
  return action.kind === 'join' && action.forMs === null && when.kind === 'at';
}

function earliestMs({ when }: ConsumerFault): number {
  if (when.kind === 'at-event') return 0;
  return when.kind === 'at' ? when.atMs : when.fromMs;
}

/** At most. */
function timesOf({ when }: ConsumerFault): number {
  if (when.kind !== 'every') return 1;
  return Math.floor((when.untilMs - when.fromMs - 1) / when.minMs);
}
