/**
 * When which fault happens: from a scenario's list to single instants. Distances are drawn from the seed, so that a run can
 * be repeated; whom `any` hits is decided at the moment, among those who are there, by a share that is drawn here.
 */
import type { ConsumerFault, FaultAction } from '../scenario/consumer-faults.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { between, type Stream, stream } from '../world/streams.ts';

export interface PlannedFault {
  readonly action: FaultAction;
  /** A name, or `any`. */
  readonly target: string;
  /** In [0, 1): where among those present, in order of name, `any` points to. */
  readonly pick: number;
}

export interface TimedFault extends PlannedFault {
  /** Since the load began. */
  readonly atMs: number;
}

export interface CountedFault extends PlannedFault {
  /** Events of the run that have been applied by then. */
  readonly atEvents: number;
}

export interface FaultTimetable {
  /** By time; at the same instant in the order of the scenario. */
  readonly timed: readonly TimedFault[];
  /** By count; at the same count in the order of the scenario. */
  readonly counted: readonly CountedFault[];
}

/** Only what begins while the load runs: a scenario whose load was made shorter loses the rest. */
export function faultTimetable({
  faults,
  seed,
  load,
}: Pick<Scenario, 'faults' | 'seed' | 'load'>): FaultTimetable {
  const timed: TimedFault[] = [];
  const counted: CountedFault[] = [];
  faults.forEach(({ action, target, when }, index) => {
    const pick = stream(seed, 'fault targets', String(index));
    if (when.kind === 'at-event') {
      counted.push({ action, target, pick: pick(), atEvents: when.events });
      return;
    }
    for (const atMs of instantsOf(when, stream(seed, 'fault times', String(index)))) {
      if (atMs < load.durationMs) timed.push({ action, target, pick: pick(), atMs });
    }
  });
  timed.sort((a, b) => a.atMs - b.atMs);
  counted.sort((a, b) => a.atEvents - b.atEvents);
  return { timed, counted };
}

/** The first of many is a distance after `from`, too: nothing happens at an instant that everybody knows. */
function instantsOf(
  when: Exclude<ConsumerFault['when'], { kind: 'at-event' }>,
  draw: Stream,
): number[] {
  if (when.kind === 'at') return [when.atMs];
  const distance = { min: when.minMs, max: when.maxMs };
  const instants: number[] = [];
  for (
    let atMs = when.fromMs + between(draw, distance);
    atMs < when.untilMs;
    atMs += between(draw, distance)
  ) {
    instants.push(atMs);
  }
  return instants;
}
