/** Metrics in one line each. */
import type { MetricFamily, MetricSample } from './prometheus.ts';

/** One number without labels, one sample or several; null and undefined: not known, so that there is none. */
export type Figures = number | null | undefined | MetricSample | readonly MetricSample[];

export function gauge(name: string, help: string, figures: Figures): MetricFamily {
  return { name, type: 'gauge', help, samples: samplesOf(figures) };
}

/** @param name ends in `_total` */
export function counter(name: string, help: string, figures: Figures): MetricFamily {
  return { name, type: 'counter', help, samples: samplesOf(figures) };
}

export function known<T>(value: T | null | undefined): T[] {
  return value === null || value === undefined ? [] : [value];
}

export function seconds(us: number): number {
  return us / 1_000_000;
}

function samplesOf(figures: Figures): readonly MetricSample[] {
  if (typeof figures === 'number') return [{ labels: {}, value: figures }];
  if (figures === null || figures === undefined) return [];
  return 'value' in figures ? [figures] : figures;
}
