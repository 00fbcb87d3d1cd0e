/** Rules about the load: how long, how fast, how much of it. */
import { RateCurve } from '../load/rate-curve.ts';
import { loadOf } from './build.ts';
import { DEFAULTS } from './defaults.ts';
import { formatDuration, parseDurationMs } from './durations.ts';
import type { Fault, Path } from './faults.ts';
import type { ScenarioDocument } from './schema.ts';

const MAX_RATE_PER_SECOND = 1_000_000;
const MAX_EVENTS = 2 ** 31;
const MAX_VIRTUAL_MS = 100 * 365.25 * 86_400_000;

export function loadFaults({ load }: ScenarioDocument): Fault[] {
  const texts: [string | undefined, Path][] = [
    [load.timeUnit, ['load', 'timeUnit']],
    [load.warmUp, ['load', 'warmUp']],
    ...(load.executor === 'constant-arrival-rate'
      ? [[load.duration, ['load', 'duration']] satisfies [string, Path]]
      : load.stages.map((stage, at): [string, Path] => [
          stage.duration,
          ['load', 'stages', at, 'duration'],
        ])),
  ];
  const faults = durationFaults(texts);
  if (faults.length > 0) return faults;
  if (parseDurationMs(load.timeUnit ?? DEFAULTS.timeUnit) === 0) {
    return [{ path: ['load', 'timeUnit'], what: 'must be above 0' }];
  }
  const { stages, durationMs, warmUpMs } = loadOf(load);
  const extentPath: Path =
    load.executor === 'constant-arrival-rate' ? ['load', 'duration'] : ['load', 'stages'];
  if (durationMs === 0) faults.push({ path: extentPath, what: 'the load must last longer than 0' });
  else if (warmUpMs >= durationMs) {
    faults.push({
      path: ['load', 'warmUp'],
      what: `must be shorter than the load, which lasts ${formatDuration(durationMs)}`,
    });
  }
  stages.forEach((stage, at) => {
    const perSecond = (Math.max(stage.startRate, stage.endRate) * 1000) / stage.timeUnitMs;
    if (perSecond <= MAX_RATE_PER_SECOND) return;
    const startsTooHigh = at === 0 && stage.startRate > stage.endRate;
    if (at > 0 && stage.endRate <= stage.startRate) return;
    faults.push({
      path:
        load.executor === 'constant-arrival-rate'
          ? ['load', 'rate']
          : startsTooHigh
            ? ['load', 'startRate']
            : ['load', 'stages', at, 'target'],
      what: `must be at most 1,000,000 events a second, is ${Math.round(perSecond).toLocaleString('en-US')}`,
    });
  });
  return faults;
}

/** The plan as a whole: some events, but not too many, and not centuries of business time. */
export function sizeFaults(document: ScenarioDocument): Fault[] {
  if (loadFaults(document).length > 0) return [];
  const load = loadOf(document.load);
  const path: Path =
    document.load.executor === 'constant-arrival-rate' ? ['load', 'duration'] : ['load', 'stages'];
  const speed = document.clock?.speed ?? DEFAULTS.clock.speed;
  if (load.durationMs * speed > MAX_VIRTUAL_MS) {
    const years = Math.round((load.durationMs * speed) / (MAX_VIRTUAL_MS / 100));
    return [
      {
        path,
        what: `lasts ${years.toLocaleString('en-US')} years of business time at speed ${speed}; at most 100 are possible`,
        suggestion: 'shorten the load or lower clock.speed',
      },
    ];
  }
  const total = new RateCurve(load.stages).total;
  if (total > MAX_EVENTS) {
    return [
      {
        path,
        what: `plans ${Math.round(total).toLocaleString('en-US')} events; at most 2^31 are possible`,
      },
    ];
  }
  if (total < 1) {
    const ratePath: Path =
      document.load.executor === 'constant-arrival-rate' ? ['load', 'rate'] : path;
    return [
      {
        path: ratePath,
        what: 'plans not a single event',
        suggestion: 'raise the rate or the duration',
      },
    ];
  }
  return [];
}

/** Texts of the right form that are no whole number of milliseconds, or too many. */
export function durationFaults(texts: readonly (readonly [string | undefined, Path])[]): Fault[] {
  return texts.flatMap(([text, path]) =>
    text === undefined || parseDurationMs(text) !== undefined
      ? []
      : [{ path, what: `must be a whole number of milliseconds, is ${JSON.stringify(text)}` }],
  );
}

export function pairFault(path: Path, min: string, max: string): Fault {
  return {
    path,
    what: `the first of the pair must not exceed the second: ${min} > ${max}`,
    suggestion: `write [${max}, ${min}]`,
  };
}
