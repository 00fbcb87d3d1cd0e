/** How far a threshold is from its limit, and its result in words. */
import { findMetric, metricName } from './metrics.ts';
import { metricValue, percent } from './numbers.ts';
import type { ThresholdResult } from './thresholds.ts';

/**
 * How far the value is from the limit, in parts of the limit: 0.6 is "60 % to spare", −0.5 "50 % beyond". 0 at the limit
 * itself, whether that holds or not.
 * @returns null without samples, for a limit of 0, and for `==` and `!=`, which know no distance
 */
export function marginOf({
  observed,
  limit,
  comparison,
}: Pick<ThresholdResult, 'observed' | 'limit' | 'comparison'>): number | null {
  if (observed === null || limit === 0) return null;
  if (comparison === '==' || comparison === '!=') return null;
  const isUpper = comparison === '<' || comparison === '<=';
  return (isUpper ? limit - observed : observed - limit) / Math.abs(limit);
}

/** `59 % to spare`, `12 % beyond`; empty where a distance means nothing. */
export function marginText(result: ThresholdResult): string {
  const margin = marginOf(result);
  if (margin === null || result.holds === null) return '';
  return `${percent(Math.abs(margin))} ${result.holds ? 'to spare' : 'beyond'}`;
}

/** What the condition looks at: `p(99.9)<5` → `{ kind: 'p', percentile: 99.9 }`. */
export function aggregationOf(source: string): {
  readonly kind: string;
  readonly percentile?: number;
} {
  const [, kind = '', percentile] = /^\s*([a-z]+)\s*(?:\(\s*([^)\s]+)\s*\))?/.exec(source) ?? [];
  return percentile === undefined ? { kind } : { kind, percentile: Number(percentile) };
}

/** `end_to_end p(99) 41.2 ms of 100 ms allowed`, `fill rate 0.97 (at least 0.95)`. */
export function keptWords(result: ThresholdResult): string {
  const { observed, unit, limit, comparison } = result;
  if (observed === null) return `${subject(result)} without samples`;
  const value = `${subject(result)} ${calmValue(observed, result)}`;
  const bound = metricValue(limit, unit);
  switch (comparison) {
    case '<':
    case '<=':
      return `${value} of ${bound} allowed`;
    case '>':
      return `${value} (more than ${bound})`;
    case '>=':
      return `${value} (at least ${bound})`;
    case '==':
      return value;
    case '!=':
      return `${value} (not ${bound})`;
  }
}

/** `p99 241 ms`, `max 3 records`, `1,204`: what was seen, without what it was seen of. */
export function observedWords(result: ThresholdResult): string {
  const { observed, source } = result;
  if (observed === null) return 'no samples';
  const { kind, percentile } = aggregationOf(source);
  const word = percentile === undefined ? AGGREGATION_WORDS[kind] : `p${percentile}`;
  const value = calmValue(observed, result);
  return word === undefined ? value : `${word} ${value}`;
}

const AGGREGATION_WORDS: Readonly<Record<string, string>> = {
  med: 'median',
  avg: 'average',
  min: 'min',
  max: 'max',
};

/** Stages keep the name that tables show them by; `count`, `rate` and `value` go without saying. */
function subject({ metric, source }: ThresholdResult): string {
  const name = metricName(metric);
  const found = findMetric(name);
  const words = found?.source === 'latency' ? name : name.replaceAll('_', ' ');
  const selected = /\{(.*)\}/.exec(metric)?.[1];
  const of = selected === undefined ? '' : `{${selected}}`;
  const { kind, percentile } = aggregationOf(source);
  if (percentile !== undefined) return `${words}${of} p(${percentile})`;
  const aggregation = AGGREGATION_WORDS[kind];
  if (kind === 'count' && found?.kind === 'trend') return `${words}${of} samples`;
  return aggregation === undefined ? `${words}${of}` : `${words}${of} ${aggregation}`;
}

const CALM = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
/** Where a sentence has no use for more digits. */
const MEASURED_UNITS = new Set<string>(['ms', 'µs', 'MB', 'hours', 'cores', 'per second']);

/** Three digits, unless rounding would move the value to the limit or across it. */
function calmValue(observed: number, { unit, limit }: ThresholdResult): string {
  const rounded = Number(CALM.format(observed).replaceAll(',', ''));
  const isSafe = Math.sign(rounded - limit) === Math.sign(observed - limit);
  if (!MEASURED_UNITS.has(unit) || !isSafe) return metricValue(observed, unit);
  return `${CALM.format(observed)} ${unit}`;
}
