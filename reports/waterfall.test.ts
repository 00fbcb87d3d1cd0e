import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../pipeline/observer.ts';
import type { LatencySummary } from './histogram.ts';
import { WATERFALL_STAGES, waterfallOf } from './waterfall.ts';

const NAMES: readonly Stage[] = WATERFALL_STAGES.map(({ stage }) => stage);

describe('waterfallOf', () => {
  it('lists the stages in the order of an event’s way, with their own means and p99', () => {
    const stages = {
      processing: summary(300, 900),
      plan_lag: summary(100, 2_000),
      end_to_end: summary(1_000, 5_000),
      delivery: summary(600, 3_000),
    };

    expect(waterfallOf({ stages })).toEqual([
      { stage: 'plan_lag', label: 'late at the generator', meanUs: 100, share: 0.1, p99Us: 2_000 },
      { stage: 'delivery', label: 'through the broker', meanUs: 600, share: 0.6, p99Us: 3_000 },
      { stage: 'processing', label: 'being processed', meanUs: 300, share: 0.3, p99Us: 900 },
    ]);
  });

  it('is empty when nothing was measured, or only stages that run beside the way', () => {
    expect(waterfallOf({ stages: {} })).toEqual([]);
    expect(waterfallOf({ stages: { produce: summary(5, 9), alert: summary(5, 9) } })).toEqual([]);
    expect(waterfallOf({ stages: { delivery: { ...summary(0, 0), count: 0 } } })).toEqual([]);
  });

  it('gives no share of a time that is nothing', () => {
    expect(waterfallOf({ stages: { queue: summary(0, 0) } })[0]?.share).toBe(0);
  });

  it('has shares in proportion to the means, which sum to one', () => {
    const means = fc.array(fc.option(fc.integer({ min: 1, max: 60_000_000 })), {
      minLength: NAMES.length,
      maxLength: NAMES.length,
    });
    fc.assert(
      fc.property(means, (drawn) => {
        const stages: Partial<Record<Stage, LatencySummary>> = {};
        let total = 0;
        for (const [at, stage] of NAMES.entries()) {
          const meanUs = drawn[at] ?? null;
          if (meanUs === null) continue;
          stages[stage] = summary(meanUs, meanUs * 3);
          total += meanUs;
        }
        const parts = waterfallOf({ stages });
        expect(parts.map(({ stage }) => stage)).toEqual(NAMES.filter((name) => name in stages));
        if (parts.length === 0) return;
        expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
        for (const { meanUs, share } of parts) expect(share * total).toBeCloseTo(meanUs, 4);
      }),
    );
  });

  it('ends with the acknowledgement of an external pipeline that publishes no results', () => {
    const stages = { plan_lag: summary(100, 9), queue: summary(300, 9), produce: summary(600, 9) };
    expect(waterfallOf({ stages }, { kind: 'external' })).toMatchObject([
      { stage: 'plan_lag', share: 0.1 },
      { stage: 'queue', share: 0.3 },
      { stage: 'produce', share: 0.6, p99Us: 9 },
    ]);
  });

  it('ends with the result where there is one: what remains cannot be told apart', () => {
    const stages = {
      plan_lag: summary(100, 9),
      queue: summary(300, 9),
      produce: summary(600, 9),
      end_to_end: summary(2_000, 9),
    };
    const parts = waterfallOf({ stages }, { kind: 'external' });
    expect(parts.map(({ stage }) => stage)).toEqual(['plan_lag', 'queue', 'rest']);
    expect(parts.at(-1)).toMatchObject({ meanUs: 1_600, share: 0.8, p99Us: null });
    // Means over other events, as with results that are missing, may contradict each other.
    const contrary = { ...stages, end_to_end: summary(50, 9) };
    expect(waterfallOf({ stages: contrary }, { kind: 'external' }).at(-1)?.meanUs).toBe(0);
  });
});

function summary(meanUs: number, p99Us: number): LatencySummary {
  return {
    count: 100,
    minUs: 0,
    p50Us: meanUs,
    p90Us: p99Us,
    p99Us,
    p999Us: p99Us,
    maxUs: p99Us,
    meanUs,
  };
}
