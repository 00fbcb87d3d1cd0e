/** Rules about when faults happen: while the load runs. */
import { evenArrivalCount } from '../load/arrivals.ts';
import { RateCurve } from '../load/rate-curve.ts';
import { loadOf } from './build.ts';
import { consumerFaultOf } from './consumer-fault-entries.ts';
import type { FaultTime } from './consumer-faults.ts';
import { formatDuration } from './durations.ts';
import type { Fault, Path } from './faults.ts';
import { entryFaults } from './rules-fault-entries.ts';
import { loadFaults } from './rules-load.ts';
import type { Load, LoadStage } from './scenario.ts';
import type { ScenarioDocument } from './schema.ts';

export function faultTimeFaults(document: ScenarioDocument): Fault[] {
  const { faults = [] } = document;
  if (loadFaults(document).length > 0) return [];
  const load = loadOf(document.load);
  return faults.flatMap((entry, at): Fault[] => {
    const path: Path = ['faults', at];
    if (entryFaults(entry, path).length > 0) return [];
    return whenFaults(consumerFaultOf(entry, load.durationMs).when, load, path);
  });
}

function whenFaults(when: FaultTime, load: Load, path: Path): Fault[] {
  switch (when.kind) {
    case 'at':
      return outside(when.atMs, load.durationMs, [...path, 'at']);
    case 'at-event':
      return countFaults(when.events, load.stages, [...path, 'atEvent']);
    case 'every':
      return spanFaults(when, load.durationMs, path);
  }
}

function outside(atMs: number, loadMs: number, path: Path): Fault[] {
  if (atMs < loadMs) return [];
  const what = `must be before the load ends at ${formatDuration(loadMs)}, is ${formatDuration(atMs)}`;
  return [{ path, what }];
}

function spanFaults(
  { fromMs, untilMs, minMs }: Extract<FaultTime, { kind: 'every' }>,
  loadMs: number,
  path: Path,
): Fault[] {
  const beyond = outside(fromMs, loadMs, [...path, 'from']);
  if (beyond.length > 0) return beyond;
  if (untilMs > loadMs) {
    const what = `must not be after the load ends at ${formatDuration(loadMs)}, is ${formatDuration(untilMs)}`;
    return [{ path: [...path, 'until'], what }];
  }
  if (fromMs + minMs < untilMs) return [];
  const what = `never happens: the first could be ${formatDuration(minMs)} after ${formatDuration(fromMs)}, and until is ${formatDuration(untilMs)}`;
  return [{ path: [...path, 'every'], what }];
}

/** Deliveries come beside the arrivals, but when is not known here. */
function countFaults(events: number, stages: readonly LoadStage[], path: Path): Fault[] {
  const planned = evenArrivalCount(new RateCurve(stages));
  if (events <= planned || planned === 0) return [];
  const whole = (count: number): string => count.toLocaleString('en-US');
  return [
    { path, what: `must be at most the ${whole(planned)} events of the load, is ${whole(events)}` },
  ];
}
