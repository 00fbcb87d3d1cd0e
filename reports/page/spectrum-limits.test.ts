import { describe, expect, it } from 'vitest';
import type { ThresholdResult } from '../thresholds.ts';
import { ninesOf, spectrumLimits } from './spectrum-limits.ts';
import { type Rectangle, wordsPlace } from './spectrum-markers.ts';

describe('spectrumLimits', () => {
  it('takes upper bounds on percentiles, in microseconds', () => {
    const limits = spectrumLimits([
      threshold('end_to_end', 'p(99)<100', 100, true),
      threshold('alert', 'p(99.9) <= 1500', 1500, false),
      threshold('queue', 'med<5', 5, null),
    ]);
    expect(limits).toEqual([
      {
        stage: 'end_to_end',
        percentile: 99,
        limitUs: 100_000,
        label: 'end_to_end p(99)<100',
        holds: true,
      },
      {
        stage: 'alert',
        percentile: 99.9,
        limitUs: 1_500_000,
        label: 'alert p(99.9) <= 1500',
        holds: false,
      },
      { stage: 'queue', percentile: 50, limitUs: 5000, label: 'queue med<5', holds: null },
    ]);
  });

  it('leaves out what its lines do not show: other metrics, single topics, means, lower bounds, the maximum', () => {
    expect(
      spectrumLimits([
        threshold('fill_rate', 'value>0.95', 0.95, true),
        threshold('end_to_end{topic:inventory.sales}', 'p(99)<100', 100, true),
        threshold('end_to_end', 'end_to_end{topic:inventory.sales} p(99)<100', 100, true),
        threshold('end_to_end', 'avg<100', 100, true),
        threshold('end_to_end', 'p(100)<100', 100, true),
        { ...threshold('end_to_end', 'p(50)>1', 1, true), comparison: '>' },
      ]),
    ).toEqual([]);
  });
});

describe('ninesOf', () => {
  it('counts nines', () => {
    expect([0, 90, 99, 99.9].map((p) => Number(ninesOf(p).toFixed(9)))).toEqual([0, 1, 2, 3]);
  });
});

describe('wordsPlace', () => {
  const box = { left: 50, right: 650, top: 10, bottom: 300 };

  it('puts words beside their bar, on the side that has room', () => {
    expect(wordsPlace(100, 150, 120, box, []).left).toBeGreaterThan(100);
    expect(wordsPlace(640, 150, 120, box, []).right).toBeLessThan(640);
  });

  it('keeps the words of many limits at one percentile apart, and within the drawing', () => {
    const taken: Rectangle[] = [];
    for (let level = 100; level < 130; level += 3) {
      const words = wordsPlace(330, level, 140, box, taken);
      const covers = taken.some(
        (other) =>
          words.left < other.right &&
          other.left < words.right &&
          words.top < other.bottom &&
          other.top < words.bottom,
      );
      expect(covers).toBe(false);
      expect(words.left).toBeGreaterThanOrEqual(box.left);
      expect(words.right).toBeLessThanOrEqual(box.right);
      expect(words.top).toBeGreaterThanOrEqual(box.top);
      taken.push(words);
    }
  });

  it('stands in a narrow drawing above its bar', () => {
    const narrow = { ...box, right: 200 };
    const words = wordsPlace(120, 150, 140, narrow, []);
    expect(words.bottom).toBeLessThan(150);
    expect(words.right).toBeLessThanOrEqual(200);
  });
});

function threshold(
  metric: string,
  source: string,
  limit: number,
  holds: boolean | null,
): ThresholdResult {
  const comparison = source.includes('<=') ? '<=' : '<';
  return { metric, source, limit, comparison, unit: 'ms', observed: 1, holds };
}
