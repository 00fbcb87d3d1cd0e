/**
 * What a scenario will do, told before it does it: how many events when, how fast at most, and what that
 * means for the shops. Everything here is arithmetic; nothing is drawn.
 */
import type { Range, Scenario } from '../scenario/scenario.ts';
import { evenArrivalCount } from './arrivals.ts';
import { type RateCurve, rateCurveOf } from './rate-curve.ts';

const DAY_SECONDS = 86_400;
const DAY_MS = 86_400_000;
const MAX_INTERVALS = 30;
const INTERVAL_CHOICES_MS = [
  1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000, 21_600_000,
] as const;
/** The middle of the literal ranges, in units; `demandSizing` scales stock and demand alike. */
const MEAN_OPENING_UNITS = 275;
const MEAN_REORDER_POINT_UNITS = 60;

export interface StagePlan {
  readonly startMs: number;
  readonly durationMs: number;
  readonly startPerSecond: number;
  readonly endPerSecond: number;
  readonly arrivals: number;
}

export interface IntervalPlan {
  readonly startMs: number;
  readonly endMs: number;
  readonly arrivals: number;
}

/** How busy the shops are: figures of the average product, per virtual day. */
export interface Intensity {
  readonly ratePerSecond: number;
  readonly eventsPerProductDay: number;
  /** Demanded by sales. */
  readonly unitsPerProductDay: number;
  /** How long a normally stocked shelf lasts without deliveries; Infinity without sales. */
  readonly stockDays: number;
  /** How long a shelf lasts from its reorder point on: what a lead time must stay below. */
  readonly reorderDays: number;
}

export interface LoadPlan {
  readonly durationMs: number;
  readonly warmUpMs: number;
  /** Planned arrivals; with `arrivals: poisson` their expectation. Deliveries come beside them. */
  readonly arrivals: number;
  readonly arrivalsAreExact: boolean;
  readonly peakPerSecond: number;
  readonly stages: readonly StagePlan[];
  readonly intervals: readonly IntervalPlan[];
  readonly virtualDays: number;
  /** At the rate that half of the time does not exceed. */
  readonly usual: Intensity;
  readonly peak: Intensity;
  /** undefined in open replenishment. */
  readonly leadTimeDays: Range | undefined;
  readonly warnings: readonly string[];
}

export function planLoad(scenario: Scenario): LoadPlan {
  const curve = rateCurveOf(scenario);
  const { load, clock, replenishment } = scenario;
  const peakPerSecond = curve.peakPerSecond;
  const plan = {
    durationMs: load.durationMs,
    warmUpMs: load.warmUpMs,
    arrivals: evenArrivalCount(curve),
    arrivalsAreExact: scenario.arrivals === 'even',
    peakPerSecond,
    stages: stagesOf(scenario, curve),
    intervals: intervalsOf(curve, load.durationMs),
    virtualDays: (load.durationMs * clock.speed) / DAY_MS,
    usual: intensityAt(scenario, usualPerSecond(curve)),
    peak: intensityAt(scenario, peakPerSecond),
    leadTimeDays:
      replenishment.mode === 'closed'
        ? {
            min: replenishment.leadTimeMs.min / DAY_MS,
            max: replenishment.leadTimeMs.max / DAY_MS,
          }
        : undefined,
  };
  return { ...plan, warnings: warningsOf(scenario, plan) };
}

/** The interval that gives a table of a readable length. */
export function intervalMsFor(durationMs: number): number {
  const fitting = INTERVAL_CHOICES_MS.find((choice) => durationMs / choice <= MAX_INTERVALS);
  return fitting ?? Math.ceil(durationMs / MAX_INTERVALS / 3_600_000) * 3_600_000;
}

function stagesOf({ load }: Scenario, curve: RateCurve): StagePlan[] {
  let startMs = 0;
  return load.stages.map((stage) => {
    const endMs = startMs + stage.durationMs;
    const planned: StagePlan = {
      startMs,
      durationMs: stage.durationMs,
      startPerSecond: (stage.startRate * 1000) / stage.timeUnitMs,
      endPerSecond: (stage.endRate * 1000) / stage.timeUnitMs,
      arrivals: arrivalsUntil(curve, endMs) - arrivalsUntil(curve, startMs),
    };
    startMs = endMs;
    return planned;
  });
}

function intervalsOf(curve: RateCurve, durationMs: number): IntervalPlan[] {
  const intervalMs = intervalMsFor(durationMs);
  return Array.from({ length: Math.ceil(durationMs / intervalMs) }, (_, at) => {
    const startMs = at * intervalMs;
    const endMs = Math.min(durationMs, startMs + intervalMs);
    return {
      startMs,
      endMs,
      arrivals: arrivalsUntil(curve, endMs) - arrivalsUntil(curve, startMs),
    };
  });
}

/** Whole arrivals up to and including the offset. */
function arrivalsUntil(curve: RateCurve, offsetMs: number): number {
  return Math.floor(curve.arrivalsBefore(offsetMs * 1000) + curve.toleranceEvents);
}

/** The median of the rate over time, from a thousand equally long pieces. */
function usualPerSecond(curve: RateCurve): number {
  const pieces = 1000;
  const counts = Float64Array.from({ length: pieces }, (_, at) => {
    const from = curve.arrivalsBefore((curve.durationUs * at) / pieces);
    return curve.arrivalsBefore((curve.durationUs * (at + 1)) / pieces) - from;
  }).sort();
  return ((counts[pieces / 2] ?? 0) * pieces * 1_000_000) / curve.durationUs;
}

function intensityAt(scenario: Scenario, ratePerSecond: number): Intensity {
  const { mix, quantities, clock, catalogue, replenishment } = scenario;
  const drawn =
    mix.sale + mix.return + mix.alert + (replenishment.mode === 'open' ? mix.restock : 0);
  const eventsPerProductDay = (ratePerSecond * DAY_SECONDS) / (clock.speed * catalogue.products);
  const unitsPerProductDay =
    (eventsPerProductDay * mix.sale * (quantities.sale.min + quantities.sale.max)) / (2 * drawn);
  return {
    ratePerSecond,
    eventsPerProductDay,
    unitsPerProductDay,
    stockDays: MEAN_OPENING_UNITS / unitsPerProductDay,
    reorderDays: MEAN_REORDER_POINT_UNITS / unitsPerProductDay,
  };
}

function warningsOf(scenario: Scenario, plan: Omit<LoadPlan, 'warnings'>): string[] {
  const { catalogue, pipeline, producers, replenishment, realism } = scenario;
  const { usual, leadTimeDays, virtualDays } = plan;
  const warnings: string[] = [];
  const sparing = 'Raise products or clock.speed, or lower the rate.';
  if (leadTimeDays !== undefined && realism.depletion) {
    if (usual.stockDays < leadTimeDays.min) {
      warnings.push(
        `A full shelf lasts ${businessDays(usual.stockDays)}, and no delivery takes less than ${short(leadTimeDays.min)}: shelves are empty most of the time. ${sparing}`,
      );
    } else if (usual.reorderDays < (leadTimeDays.min + leadTimeDays.max) / 2) {
      warnings.push(
        `From its reorder point a shelf lasts ${businessDays(usual.reorderDays)}, less than the average lead time: expect many stock-outs. ${sparing}`,
      );
    }
    if (virtualDays <= leadTimeDays.min) {
      warnings.push(
        `The scenario spans ${businessDays(virtualDays)}, and no delivery takes less than ${short(leadTimeDays.min)}: none arrives. Raise clock.speed or the duration, or shorten leadTime.`,
      );
    }
  }
  if (usual.eventsPerProductDay < 0.02) {
    warnings.push(
      `The average product sees an event every ${businessDays(1 / usual.eventsPerProductDay)}: nothing much happens. Raise the rate, or lower products or clock.speed.`,
    );
  }
  if (virtualDays < 1) {
    warnings.push(
      `The scenario spans ${businessDays(virtualDays)}: no day completes, and forecasts know the history only.`,
    );
  }
  if (replenishment.mode === 'open') {
    const growth = netUnitsPerEvent(scenario);
    if (Math.abs(growth) >= 5) {
      warnings.push(
        `Open replenishment: stock ${growth > 0 ? 'grows' : 'shrinks'} by ${short(Math.abs(growth))} units an event${growth > 0 ? '; what does not fit is clipped' : ''}.`,
      );
    }
  }
  if (pipeline.consumers > pipeline.partitions) {
    warnings.push(
      `${pipeline.consumers} consumers share ${pipeline.partitions} partitions: ${pipeline.consumers - pipeline.partitions} will be idle.`,
    );
  }
  if (producers.workers > catalogue.products) {
    warnings.push(
      `${producers.workers} workers share ${catalogue.products} products: some will have nothing to send.`,
    );
  }
  return warnings;
}

/** Expected change of stock by an event of the open mix, if nothing were short or clipped. */
function netUnitsPerEvent({ mix, quantities }: Scenario): number {
  const mean = ({ min, max }: Range): number => (min + max) / 2;
  const total = mix.sale + mix.restock + mix.return + mix.alert;
  const gained = mix.restock * mean(quantities.restock) + mix.return * mean(quantities.return);
  return (gained - mix.sale * mean(quantities.sale)) / total;
}

function businessDays(days: number): string {
  const text = short(days);
  return `${text} business ${text === '1' ? 'day' : 'days'}`;
}

function short(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 2 });
}
