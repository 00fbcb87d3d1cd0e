/** What the drawings of a capacity search show: latency of each probe against its rate, on logarithmic axes. */
import type { CapacityProbe, CapacityReport, ProbeOutcome } from './capacity-record.ts';
import type { LatencySummary } from './histogram.ts';

export const PERCENTILES = [
  { key: 'p50Us', name: 'p50' },
  { key: 'p99Us', name: 'p99' },
  { key: 'p999Us', name: 'p99.9' },
] as const satisfies readonly { key: keyof LatencySummary; name: string }[];

export interface CapacityPoint {
  readonly number: number;
  readonly ratePerSecond: number;
  readonly outcome: ProbeOutcome;
  /** In the order of {@link PERCENTILES}. */
  readonly latenciesUs: readonly number[];
}

/** A limit on the end-to-end latency: `p(99)<100`. */
export interface LatencyLimit {
  readonly label: string;
  readonly us: number;
}

/** Probes that measured something, by rate, then in the order in which they were made. */
export function capacityPoints({ probes }: CapacityReport): CapacityPoint[] {
  return probes
    .flatMap((probe) => pointOf(probe))
    .sort((a, b) => a.ratePerSecond - b.ratePerSecond || a.number - b.number);
}

function pointOf({ number, ratePerSecond, outcome, run }: CapacityProbe): CapacityPoint[] {
  const summary = run?.endToEnd;
  if (summary === null || summary === undefined) return [];
  const latenciesUs = PERCENTILES.map(({ key }) => summary[key]);
  return [{ number, ratePerSecond, outcome, latenciesUs }];
}

/** Upper limits of the end-to-end latency over all topics, each once. */
export function latencyLimits({ probes }: CapacityReport): LatencyLimit[] {
  const limits = new Map<string, LatencyLimit>();
  for (const threshold of probes.flatMap(({ run }) => run?.thresholds ?? [])) {
    const { metric, source, unit, limit, comparison } = threshold;
    const isUpper = comparison === '<' || comparison === '<=';
    if (metric !== 'end_to_end' || unit !== 'ms' || !isUpper || !(limit > 0)) continue;
    limits.set(source, { label: source, us: limit * 1000 });
  }
  return [...limits.values()];
}

export interface LogAxis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  /** 0 at `min`, 1 at `max`. */
  readonly position: (value: number) => number;
}

/**
 * A logarithmic axis around all the values.
 * @param mostTicks at least 2; steps of 1-2-5, of decades where those are too many
 */
export function logAxis(values: readonly number[], mostTicks: number): LogAxis {
  const positive = values.filter((value) => value > 0);
  const lowest = Math.log10(Math.min(...positive, Infinity));
  const highest = Math.log10(Math.max(...positive, 0));
  if (!Number.isFinite(lowest)) return logAxis([1, 10], mostTicks);
  // Nothing sits on the frame, and a single value still has an axis.
  const margin = Math.max(0.04 * (highest - lowest), 0.05);
  const [from, to] = [lowest - margin, highest + margin];
  return {
    min: 10 ** from,
    max: 10 ** to,
    ticks: ticksBetween(10 ** from, 10 ** to, mostTicks),
    position: (value) => (Math.log10(Math.max(value, 10 ** from)) - from) / (to - from),
  };
}

const STEPS = [[1, 1.5, 2, 3, 4, 5, 6, 8], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]];

function ticksBetween(min: number, max: number, most: number): number[] {
  const choices = STEPS.map((step) => within(step, 1, min, max));
  for (let decades = 2; decades <= 8; decades += 1) choices.push(within([1], decades, min, max));
  return choices.find((ticks) => ticks.length <= most) ?? [];
}

function within(step: readonly number[], decades: number, min: number, max: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power += 1) {
    if (((power % decades) + decades) % decades !== 0) continue;
    for (const digit of step) ticks.push(Number(`${digit}e${power}`));
  }
  return ticks.filter((tick) => tick >= min && tick <= max);
}
