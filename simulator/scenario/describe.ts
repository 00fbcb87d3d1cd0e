/** The plan in a sentence, said before anything runs. */
import { duration } from '../../reports/numbers.ts';
import { faultTimetable } from '../faults/timetable.ts';
import { evenArrivalCount } from '../load/arrivals.ts';
import { rateCurveOf } from '../load/rate-curve.ts';
import { FAULT_KINDS } from './consumer-fault-entries.ts';
import { formatDuration } from './durations.ts';
import type { Scenario } from './scenario.ts';

export interface DescriptionDetails {
  /** `the embedded broker`, `Kafka at localhost:9092`; left out where none takes part. */
  readonly broker?: string;
  /** Deliveries in the plan, where they have been counted. */
  readonly deliveries?: number;
}

/**
 * `spike: 125 to 5,000 events a second for 20s, 17,125 events and 322 deliveries in all; 1.9 business days of
 * 2,000 products from 2026-01-05; seed 42; on the embedded broker.`
 */
export function describeScenario(scenario: Scenario, details: DescriptionDetails = {}): string {
  const { name, load, catalogue, clock, seed } = scenario;
  const arrivals = count(evenArrivalCount(rateCurveOf(scenario)), 'event');
  const about = scenario.arrivals === 'even' ? '' : 'about ';
  const deliveries =
    details.deliveries === undefined
      ? ''
      : ` and ${details.deliveries === 0 ? 'no deliveries' : count(details.deliveries, 'delivery', 'deliveries')}`;
  const parts = [
    `${name}: ${ratesText(scenario)} for ${formatDuration(load.durationMs)}, ${about}${arrivals}${deliveries} in all`,
    `${spanText(load.durationMs * clock.speed)} ${count(catalogue.products, 'product')} from ${new Date(clock.startMs).toISOString().slice(0, 10)}`,
    `seed ${seed}`,
    ...(details.broker === undefined ? [] : [...groupParts(scenario), `on ${details.broker}`]),
  ];
  return `${parts.join('; ')}.`;
}

/** What is asked of the consumer group beyond processing; nothing for one that is left alone. */
function groupParts(scenario: Scenario): string[] {
  const { sessionTimeoutMs } = scenario.pipeline;
  const { timed, counted } = faultTimetable(scenario);
  const kinds = [...timed, ...counted].map(({ action }) => action.kind);
  const counts = FAULT_KINDS.flatMap((kind) => {
    const times = kinds.filter((other) => other === kind).length;
    return times === 0 ? [] : [count(times, kind)];
  });
  return [
    ...(sessionTimeoutMs === null ? [] : [`sessions of ${formatDuration(sessionTimeoutMs)}`]),
    ...(counts.length === 0 ? [] : [`${listed(counts)} of consumers`]),
  ];
}

function listed(parts: readonly string[]): string {
  const [last = ''] = parts.slice(-1);
  return parts.length <= 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** Tenths of a day, unless that says nothing. */
function spanText(businessMs: number): string {
  const days = businessMs / 86_400_000;
  if (days < 0.1) return `${duration(businessMs)} of business time for`;
  const text = number(days, days < 10 ? 1 : 0);
  return `${text} business ${text === '1' ? 'day' : 'days'} of`;
}

/** In the scenario's own time unit when that is a second or a minute. */
function ratesText({ load }: Scenario): string {
  const timeUnitMs = load.stages[0]?.timeUnitMs ?? 1000;
  const perSecond = load.stages.flatMap((stage) =>
    [stage.startRate, stage.endRate].map((rate) => (rate * 1000) / stage.timeUnitMs),
  );
  const lowest = Math.min(...perSecond);
  const highest = Math.max(...perSecond);
  const isSlow = timeUnitMs === 60_000 && highest < 100;
  const text = (rate: number): string => number(isSlow ? rate * 60 : rate, rate < 10 ? 1 : 0);
  const range = lowest === highest ? text(highest) : `${text(lowest)} to ${text(highest)}`;
  return `${range} ${range === '1' ? 'event' : 'events'} a ${isSlow ? 'minute' : 'second'}`;
}

function count(value: number, singular: string, plural = `${singular}s`): string {
  return `${number(value, 0)} ${value === 1 ? singular : plural}`;
}

function number(value: number, maximumFractionDigits: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits });
}
