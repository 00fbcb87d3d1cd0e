import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoadStage } from '../scenario/scenario.ts';
import { RateCursor, RateCurve, rateCurveOf } from './rate-curve.ts';
import { HOUR_OF_WEEK_THOUSANDTHS, weeklyShape } from './shape.ts';

const MONDAY_MS = Date.UTC(2026, 0, 5);

function stage(
  durationMs: number,
  startRate: number,
  endRate: number,
  timeUnitMs = 1000,
): LoadStage {
  return { durationMs, startRate, endRate, timeUnitMs };
}

/** Rates from zero to a million a second, jumps, pauses and slopes of every steepness. */
const anyStages = fc.array(
  fc.record({
    durationMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 600_000 })),
    startRate: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 5000 }),
      fc.double({ min: 0, max: 10, noNaN: true }),
    ),
    endRate: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 5000 }),
      fc.double({ min: 0, max: 10, noNaN: true }),
    ),
    timeUnitMs: fc.constantFrom(1000, 60_000, 3_600_000),
  }),
  { maxLength: 8 },
);

/** λ straight from the stages; nothing shared with the class. */
function naiveRate(stages: readonly LoadStage[], offsetUs: number): number {
  let startUs = 0;
  for (const { durationMs, startRate, endRate, timeUnitMs } of stages) {
    const endUs = startUs + durationMs * 1000;
    if (offsetUs < endUs) {
      const share = (offsetUs - startUs) / (endUs - startUs);
      return ((startRate + (endRate - startRate) * share) * 1000) / timeUnitMs;
    }
    startUs = endUs;
  }
  return 0;
}

/** Midpoint sums: exact for linear pieces as long as a cell does not straddle a boundary. */
function numericIntegral(stages: readonly LoadStage[], untilUs: number): number {
  let sum = 0;
  let startUs = 0;
  for (const { durationMs } of stages) {
    const endUs = Math.min(startUs + durationMs * 1000, untilUs);
    const cells = 50;
    for (let cell = 0; cell < cells && endUs > startUs; cell += 1) {
      const widthUs = (endUs - startUs) / cells;
      sum += (naiveRate(stages, startUs + (cell + 0.5) * widthUs) * widthUs) / 1e6;
    }
    startUs += durationMs * 1000;
    if (startUs >= untilUs) break;
  }
  return sum;
}

describe('RateCurve', () => {
  it('gives whole microseconds at round rates', () => {
    const curve = new RateCurve([stage(20_000, 1000, 1000)]);
    expect(curve.total).toBe(20_000);
    for (let k = 1; k <= 20_000; k += 1) {
      if (curve.offsetUsAt(k) !== k * 1000) expect(curve.offsetUsAt(k)).toBe(k * 1000);
    }
  });

  it('integrates like numeric integration, for any stages', () => {
    fc.assert(
      fc.property(anyStages, fc.double({ min: 0, max: 1.1, noNaN: true }), (stages, share) => {
        const curve = new RateCurve(stages);
        const untilUs = curve.durationUs * share;
        const expected = numericIntegral(stages, Math.min(untilUs, curve.durationUs));
        expect(Math.abs(curve.arrivalsBefore(untilUs) - expected)).toBeLessThanOrEqual(
          1e-9 * (1 + expected),
        );
      }),
    );
  });

  it('inverts its integral, for any stages and any fraction of the events', () => {
    fc.assert(
      fc.property(anyStages, fc.double({ min: 0, max: 1, noNaN: true }), (stages, share) => {
        const curve = new RateCurve(stages);
        const k = curve.total * share;
        const back = curve.arrivalsBefore(curve.offsetUsAt(k));
        expect(Math.abs(back - k)).toBeLessThanOrEqual(1e-9 * (1 + curve.total));
      }),
      { numRuns: 500 },
    );
  });

  it('finds the first offset at which the integral is reached, and none earlier', () => {
    const busyStages = fc.array(
      fc.record({
        durationMs: fc.integer({ min: 1, max: 10_000 }),
        startRate: fc.constantFrom(0, 1, 50, 200),
        endRate: fc.constantFrom(0, 1, 50, 200),
        timeUnitMs: fc.constant(1000),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(busyStages, fc.double({ min: 0.01, max: 1, noNaN: true }), (stages, share) => {
        const curve = new RateCurve(stages);
        fc.pre(curve.total > 1);
        const k = curve.total * share;
        const stepUs = 1000;
        const earlierUs = curve.offsetUsAt(k) - stepUs;
        expect(numericIntegral(stages, earlierUs)).toBeLessThan(k);
      }),
    );
  });

  it('reports the rate between, at and after jumps', () => {
    const curve = new RateCurve([stage(1000, 0, 100), stage(0, 100, 400), stage(1000, 400, 400)]);
    expect(curve.ratePerSecondAt(0)).toBe(0);
    expect(curve.ratePerSecondAt(500_000)).toBeCloseTo(50, 9);
    expect(curve.ratePerSecondAt(1_000_000)).toBe(400);
    expect(curve.ratePerSecondAt(2_000_000)).toBe(400);
    expect(curve.peakPerSecond).toBe(400);
  });

  it('waits for the end of a pause only when the events before it are used up', () => {
    const curve = new RateCurve([stage(1000, 10, 10), stage(5000, 0, 0), stage(1000, 10, 10)]);
    expect(curve.offsetUsAt(10)).toBe(1_000_000);
    expect(curve.offsetUsAt(10.5)).toBeCloseTo(6_050_000, 6);
  });

  it('does not push an event behind a pause because a sum was rounded down', () => {
    // 44 a minute for 75 s are 55 events, and 54.99999999999999 in binary.
    const curve = new RateCurve([
      stage(75_000, 44, 44, 60_000),
      stage(60_000, 0, 0),
      stage(10_000, 10, 10),
    ]);
    expect(curve.arrivalsBefore(75_000_000)).toBeLessThan(55);
    expect(curve.offsetUsAt(55)).toBeCloseTo(75_000_000, 3);
    expect(new RateCursor(curve).offsetUsAt(55)).toBeCloseTo(75_000_000, 3);
  });

  it('adds up a hundred thousand stages without drift', () => {
    const curve = new RateCurve(Array.from({ length: 100_000 }, () => stage(1000, 0.1, 0.1)));
    expect(Math.abs(curve.total - 10_000)).toBeLessThan(1e-10);
  });

  it('starts at zero and ends at zero', () => {
    const up = new RateCurve([stage(10_000, 0, 200)]);
    expect(up.total).toBe(1000);
    expect(up.offsetUsAt(250)).toBeCloseTo(5_000_000, 6);
    const down = new RateCurve([stage(10_000, 200, 0)]);
    expect(down.offsetUsAt(750)).toBeCloseTo(5_000_000, 6);
    expect(down.offsetUsAt(1000)).toBeCloseTo(10_000_000, 3);
  });

  it('keeps its digits on a slope too small for the textbook root', () => {
    const curve = new RateCurve([stage(3_600_000, 1000, 1000.000001)]);
    const k = 1_800_000;
    expect(curve.offsetUsAt(k)).toBeCloseTo(1_800_000_000 - 0.45, 3);
    expect(curve.arrivalsBefore(curve.offsetUsAt(k))).toBeCloseTo(k, 6);
  });

  it('has no events and no duration without stages', () => {
    const curve = new RateCurve([]);
    expect([curve.total, curve.durationUs, curve.ratePerSecondAt(0), curve.offsetUsAt(1)]).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it('is followed by a cursor exactly', () => {
    fc.assert(
      fc.property(
        anyStages,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        (stages, shares) => {
          const curve = new RateCurve(stages);
          const cursor = new RateCursor(curve);
          for (const share of shares.toSorted((a, b) => a - b)) {
            expect(cursor.offsetUsAt(share * curve.total)).toBe(
              curve.offsetUsAt(share * curve.total),
            );
          }
        },
      ),
    );
  });
});

describe('a shaped RateCurve', () => {
  const speed = 604_800;
  const shape = weeklyShape({ startMs: MONDAY_MS, speed }, HOUR_OF_WEEK_THOUSANDTHS);

  it('plans as many events in a whole week as without the shape', () => {
    // At this speed a virtual week takes a second.
    const curve = new RateCurve([stage(3000, 500, 500)], shape);
    expect(curve.arrivalsBefore(1_000_000)).toBeCloseTo(500, 6);
    expect(curve.total).toBeCloseTo(1500, 6);
  });

  it('follows the factor of the virtual hour, in stages of any form', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 1, max: 900 }),
            fc.integer({ min: 0, max: 900 }),
            fc.integer({ min: 0, max: 900 }),
          ),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        fc.integer({ min: 0, max: 10 * 604_800_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (rows, sinceMs, share) => {
          const stages = rows.map(([durationMs, first, last]) => stage(durationMs, first, last));
          const startMs = MONDAY_MS + sinceMs;
          const shaped = weeklyShape({ startMs, speed }, HOUR_OF_WEEK_THOUSANDTHS);
          const curve = new RateCurve(stages, shaped);
          const offsetUs = Math.floor(curve.durationUs * share) + 0.5;
          const hour = Math.floor((startMs + (offsetUs / 1000) * speed) / 3_600_000);
          expect(curve.ratePerSecondAt(offsetUs)).toBeCloseTo(
            naiveRate(stages, offsetUs) * shaped.factorAt(hour),
            6,
          );
          const k = curve.total * share;
          expect(curve.arrivalsBefore(curve.offsetUsAt(k))).toBeCloseTo(k, 6);
        },
      ),
    );
  });

  it('is used when the scenario asks for it, and heeds the switches of its realism', () => {
    const load = {
      executor: 'constant-arrival-rate',
      stages: [stage(1000, 700, 700)],
      durationMs: 1000,
      warmUpMs: 0,
    } as const;
    const realism = {
      businessHours: true,
      weekdays: true,
      seasons: true,
      popularity: true,
      depletion: true,
      demandSizing: true,
    };
    const clock = { startMs: MONDAY_MS, speed };
    const nightUs = (2.5 / 168) * 1e6;
    const rate = (shapeRate: boolean, businessHours: boolean): number =>
      rateCurveOf({
        load,
        shapeRate,
        clock,
        realism: { ...realism, businessHours },
      }).ratePerSecondAt(nightUs);
    expect(rate(false, true)).toBe(700);
    expect(rate(true, true)).toBeLessThan(200);
    expect(rate(true, false)).toBeCloseTo(630, 6);
  });
});
