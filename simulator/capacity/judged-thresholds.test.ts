import { describe, expect, it } from 'vitest';
import { METRICS } from '../../reports/metrics.ts';
import type { Threshold } from '../scenario/scenario.ts';
import {
  FAULT_METRICS,
  sortThresholds,
  VOLUME_METRICS,
  WORLD_METRICS,
} from './judged-thresholds.ts';

function threshold(metric: string, kind: string): Threshold {
  return {
    metric,
    selector: {},
    aggregation: { kind },
    comparison: '<',
    limit: 1,
    abortOnFail: false,
    delayAbortEvalMs: 0,
    source: `${kind}<1`,
  };
}

const sorted = (thresholds: readonly Threshold[], poisonPerMillion = 0) =>
  sortThresholds({ thresholds, poisonPerMillion });

describe('sortThresholds', () => {
  it('judges by latencies, troubles, lag and cost', () => {
    const thresholds = [
      threshold('end_to_end', 'p'),
      threshold('alert{topic:inventory.sales}', 'max'),
      threshold('send_failures', 'count'),
      threshold('late_window', 'rate'),
      threshold('consumer_lag', 'max'),
      threshold('availability', 'rate'),
      threshold('rate_achieved', 'rate'),
      threshold('cpu_per_event', 'value'),
    ];
    expect(sorted(thresholds)).toEqual({ judged: thresholds, setAside: [] });
  });

  it('sets aside what the world decides', () => {
    const { judged, setAside } = sorted([
      threshold('fill_rate', 'value'),
      threshold('alerts_raised{type:LOW_STOCK}', 'count'),
    ]);
    expect(judged).toEqual([]);
    expect(setAside.map((entry) => entry.threshold)).toEqual([
      'fill_rate value<1',
      'alerts_raised{type:LOW_STOCK} count<1',
    ]);
    expect(setAside[0]?.why).toContain('the world decides it');
  });

  it('sets aside what grows with the rate, and the number of samples of a latency', () => {
    const { judged, setAside } = sorted([
      threshold('throughput', 'value'),
      threshold('events_applied', 'count'),
      threshold('end_to_end', 'count'),
    ]);
    expect(judged).toEqual([]);
    expect(setAside).toHaveLength(3);
    expect(setAside[2]?.why).toContain('grows with the rate');
  });

  it('sets aside what faults cost: a probe has none', () => {
    const { judged, setAside } = sorted([
      threshold('recovery', 'max'),
      threshold('reprocessed', 'count'),
    ]);
    expect(judged).toEqual([]);
    expect(setAside.map(({ why }) => why)).toEqual([
      'a probe does nothing to its consumers',
      'a probe does nothing to its consumers',
    ]);
  });

  it('judges dead letters unless the world plans poison', () => {
    const deadLetters = [threshold('dead_letters', 'count')];
    expect(sorted(deadLetters).judged).toHaveLength(1);
    expect(sorted(deadLetters, 100).judged).toHaveLength(0);
  });

  it('knows every figure of a run: a new one must be judged or set aside on purpose', () => {
    const figures = METRICS.filter(({ source }) => source === 'figure').map(({ name }) => name);
    const judged = figures.filter(
      (name) => ![...WORLD_METRICS, ...VOLUME_METRICS, ...FAULT_METRICS].includes(name),
    );
    expect(judged.sort((a, b) => a.localeCompare(b))).toEqual([
      'availability',
      'consumer_lag_end',
      'cpu_per_event',
      'rate_achieved',
    ]);
  });

  it('names only metrics that exist', () => {
    const names = METRICS.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([...WORLD_METRICS, ...VOLUME_METRICS, ...FAULT_METRICS]),
    );
  });
});
