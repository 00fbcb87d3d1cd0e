/**
 * What is read off once a second while a run goes on: consumer lag, event-loop delay, memory. Only what a
 * threshold asks for is kept, so that memory grows with the rules and the seconds, not with the partitions.
 */
import { metricName, type SampledMetric, type SelectorKey } from './metrics.ts';

/** What one sample is of: `{ topic: 'inventory.sales', partition: '0' }`. */
export type Tags = Readonly<Partial<Record<SelectorKey, string>>>;

/** As in a threshold rule. */
export interface SampleQuery {
  /** With or without the selector as written. */
  readonly metric: string;
  readonly selector: Readonly<Record<string, string>>;
}

export interface Aggregation {
  readonly kind: string;
  readonly percentile?: number;
}

/** What samples of one instant become together: partitions add up, of threads the worst counts. */
const TOGETHER: Readonly<Record<SampledMetric, (one: number, other: number) => number>> = {
  consumer_lag: (one, other) => one + other,
  sequencer_waiting: (one, other) => one + other,
  event_loop_delay: Math.max,
  cpu_cores: (one, other) => one + other,
  rss: (one, other) => one + other,
};

export class SampleBook {
  readonly #columns: readonly Column[];
  readonly #warmUpMs: number;
  #instant = 0;
  #measuring = true;

  /**
   * @param queries what will be asked; those of other metrics are ignored
   * @param warmUpMs samples of earlier instants are not kept
   */
  constructor(queries: readonly SampleQuery[], warmUpMs = 0) {
    this.#warmUpMs = warmUpMs;
    const wanted = queries
      .map(({ metric, selector }) => ({ metric: metricName(metric), selector }))
      .filter(({ metric }) => Object.hasOwn(TOGETHER, metric));
    const byKey = new Map(wanted.map((query) => [keyOf(query), query]));
    this.#columns = [...byKey].map(([key, { metric, selector }]) => ({
      key,
      metric,
      selector: Object.entries(selector),
      values: [],
      instant: -1,
    }));
  }

  /** A new instant begins: samples recorded until the next one belong together. */
  begin(elapsedMs: number): void {
    this.#instant += 1;
    this.#measuring = elapsedMs >= this.#warmUpMs;
  }

  /** @param value in the metric's unit; what is not finite was not measured and is left out */
  record(metric: SampledMetric, tags: Tags, value: number): void {
    if (!this.#measuring || !Number.isFinite(value)) return;
    for (const column of this.#columns) {
      if (column.metric !== metric || !matches(column, tags)) continue;
      const { values } = column;
      if (column.instant === this.#instant) {
        const last = values.length - 1;
        values[last] = TOGETHER[metric](values[last] as number, value);
      } else {
        values.push(value);
        column.instant = this.#instant;
      }
    }
  }

  /** @returns one value an instant, in order of time; empty also for what was not announced */
  values(query: SampleQuery): readonly number[] {
    const key = keyOf({ ...query, metric: metricName(query.metric) });
    return this.#columns.find((column) => column.key === key)?.values ?? [];
  }
}

/**
 * @param aggregation of a trend: `p`, `med`, `avg`, `min`, `max`, `count`. Percentiles are exact, by the nearest rank:
 *   the least value that is not below the given share of all
 * @returns null without values, and for another aggregation
 */
export function aggregate(
  values: readonly number[],
  { kind, percentile }: Aggregation,
): number | null {
  if (values.length === 0) return null;
  switch (kind) {
    case 'p':
      return percentile === undefined ? null : nearestRank(values, percentile);
    case 'med':
      return nearestRank(values, 50);
    case 'avg':
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    case 'min':
      return nearestRank(values, 0);
    case 'max':
      return nearestRank(values, 100);
    case 'count':
      return values.length;
    default:
      return null;
  }
}

interface Column {
  readonly key: string;
  readonly metric: string;
  readonly selector: readonly (readonly [key: string, value: string])[];
  readonly values: number[];
  /** Of the last value. */
  instant: number;
}

function matches({ selector }: Column, tags: Tags): boolean {
  return selector.every(([key, value]) => tags[key as SelectorKey] === value);
}

/** Equal for selectors that say the same in another order. */
function keyOf({ metric, selector }: SampleQuery): string {
  const entries = Object.entries(selector).map(([key, value]) => `${key}:${value}`);
  return `${metric}{${entries.sort((one, other) => (one < other ? -1 : 1)).join()}}`;
}

function nearestRank(values: readonly number[], percentile: number): number {
  const sorted = Float64Array.from(values).sort();
  // Shares such as 99.9 % are not exact in binary; a hair above a rank still means that rank.
  const rank = Math.ceil((percentile / 100) * sorted.length - 1e-9);
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1] as number;
}
