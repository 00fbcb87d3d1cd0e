/**
 * A scenario with its load scaled to another rate, for one probe of a capacity search.
 *
 * Business time is scaled with the rate, so that every product sees as many events a business day as before: work per
 * event (sales, deliveries, day closes, alerts, forecasts) stays what it was. Scaling the rate alone would empty the
 * shelves and change what is measured; scaling the catalogue would change the number of keys, and with it the memory and
 * the state of the system under test. At a constant rate, all probes of a seed even play the same story: a faster one
 * gets further in it.
 */
import type { Load, LoadStage, Scenario } from '../scenario/scenario.ts';

/** A JIT that is still cold says nothing about capacity; a scenario with a longer warm-up keeps that. */
const MIN_WARM_UP_MS = 2_000;
/** As for scenario files: business time must stay representable. */
const MAX_VIRTUAL_MS = 100 * 365 * 86_400_000;

/**
 * @param ratePerSecond the highest rate of the load, above 0; on ramps all rates scale in proportion. Business hours and
 *   weekdays (`shapeRate`) come on top of it, as in the scenario.
 * @param measuredMs how long the load lasts after its warm-up; ramps are stretched, warm-up included
 */
export function scaledLoad(
  scenario: Scenario,
  ratePerSecond: number,
  measuredMs: number,
): Scenario {
  const load =
    scenario.load.executor === 'constant-arrival-rate'
      ? constantLoad(scenario.load, ratePerSecond, measuredMs)
      : stretchedRamp(scenario.load, ratePerSecond, measuredMs);
  const speed = (scenario.clock.speed * ratePerSecond) / peakPerSecond(scenario.load);
  return {
    ...scenario,
    // A group that is short of members has another capacity at every instant.
    faults: [],
    clock: { ...scenario.clock, speed: Math.min(speed, MAX_VIRTUAL_MS / load.durationMs) },
    load,
  };
}

/** The highest rate that the stages of a load name, in events per second. */
export function peakPerSecond({ stages }: Load): number {
  return Math.max(
    ...stages.map(({ startRate, endRate, timeUnitMs }) => {
      return (Math.max(startRate, endRate) * 1000) / timeUnitMs;
    }),
  );
}

function constantLoad(load: Load, ratePerSecond: number, measuredMs: number): Load {
  const warmUpMs = Math.max(load.warmUpMs, MIN_WARM_UP_MS);
  const durationMs = warmUpMs + measuredMs;
  const stage = { durationMs, startRate: ratePerSecond, endRate: ratePerSecond, timeUnitMs: 1000 };
  return { ...load, stages: [stage], durationMs, warmUpMs };
}

/** Ends are rounded, not lengths, so that the whole has exactly the length asked for. */
function stretchedRamp(load: Load, ratePerSecond: number, measuredMs: number): Load {
  const stretch = measuredMs / (load.durationMs - load.warmUpMs);
  const warmUpMs = Math.round(load.warmUpMs * stretch);
  const peak = peakPerSecond(load);
  const rateOf = (rate: number, timeUnitMs: number): number =>
    ((rate * 1000) / timeUnitMs / peak) * ratePerSecond;
  let endMs = 0;
  let stretchedEndMs = 0;
  const stages = load.stages.map((stage): LoadStage => {
    endMs += stage.durationMs;
    const nextMs = endMs === load.durationMs ? warmUpMs + measuredMs : Math.round(endMs * stretch);
    const durationMs = nextMs - stretchedEndMs;
    stretchedEndMs = nextMs;
    return {
      durationMs,
      startRate: rateOf(stage.startRate, stage.timeUnitMs),
      endRate: rateOf(stage.endRate, stage.timeUnitMs),
      timeUnitMs: 1000,
    };
  });
  return { ...load, stages, durationMs: warmUpMs + measuredMs, warmUpMs };
}
