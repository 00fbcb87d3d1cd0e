import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoadStage } from '../scenario/scenario.ts';
import {
  type Arrivals,
  EvenArrivals,
  evenArrivalCount,
  openArrivals,
  PoissonArrivals,
} from './arrivals.ts';
import { RateCurve } from './rate-curve.ts';

function stage(
  durationMs: number,
  startRate: number,
  endRate: number,
  timeUnitMs = 1000,
): LoadStage {
  return { durationMs, startRate, endRate, timeUnitMs };
}

function drain(arrivals: Arrivals): number[] {
  const dueUs: number[] = [];
  for (let due = arrivals.next(); due >= 0; due = arrivals.next()) dueUs.push(due);
  return dueUs;
}

/** A small generator for tests: the numbers need not be good, only repeatable. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const fewEvents = fc.array(
  fc.record({
    durationMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20_000 })),
    startRate: fc.integer({ min: 0, max: 60 }),
    endRate: fc.integer({ min: 0, max: 60 }),
    timeUnitMs: fc.constantFrom(1000, 7000, 60_000),
  }),
  { maxLength: 6 },
);

describe('EvenArrivals', () => {
  it('lists the send times of ten events a minute', () => {
    const dueUs = drain(new EvenArrivals(new RateCurve([stage(60_000, 10, 10, 60_000)])));
    expect(dueUs).toEqual([6, 12, 18, 24, 30, 36, 42, 48, 54, 60].map((s) => s * 1_000_000));
  });

  it('lists the send times of a ramp from zero', () => {
    // Λ(t) = 2t² at 4 events per second per second: the k-th event is due at √(k/2) seconds.
    const dueUs = drain(new EvenArrivals(new RateCurve([stage(2000, 0, 8)])));
    expect(dueUs).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((k) => Math.floor(Math.sqrt(k / 2) * 1e6)));
  });

  it('counts the integral, within one, in every interval', () => {
    fc.assert(
      fc.property(
        fewEvents,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (stages, a, b) => {
          const curve = new RateCurve(stages);
          const dueUs = drain(new EvenArrivals(curve));
          const fromUs = Math.floor(Math.min(a, b) * curve.durationUs);
          const untilUs = Math.floor(Math.max(a, b) * curve.durationUs);
          const inside = dueUs.filter((due) => due >= fromUs && due < untilUs).length;
          const integral = curve.arrivalsBefore(untilUs) - curve.arrivalsBefore(fromUs);
          expect(Math.abs(inside - integral)).toBeLessThanOrEqual(1 + 1e-3);
        },
      ),
    );
  });

  it('plans floor(Λ(T)) events in order within the duration, each at Λ⁻¹(k)', () => {
    fc.assert(
      fc.property(fewEvents, (stages) => {
        const curve = new RateCurve(stages);
        const dueUs = drain(new EvenArrivals(curve));
        expect(dueUs).toHaveLength(evenArrivalCount(curve));
        expect(dueUs).toHaveLength(Math.floor(curve.total + 1e-6));
        let previous = 0;
        dueUs.forEach((due, index) => {
          expect(due).toBeGreaterThanOrEqual(previous);
          expect(due).toBeLessThanOrEqual(curve.durationUs);
          expect(due).toBe(Math.floor(curve.offsetUsAt(index + 1) + 2 ** -10));
          previous = due;
        });
      }),
    );
  });

  it('stays at its end', () => {
    const arrivals = new EvenArrivals(new RateCurve([stage(1000, 2, 2)]));
    drain(arrivals);
    expect([arrivals.next(), arrivals.next()]).toEqual([-1, -1]);
  });
});

describe('PoissonArrivals', () => {
  const curve = new RateCurve([stage(10_000, 100, 100), stage(10_000, 100, 900)]);

  it('is the same for the same seed and another for another', () => {
    const times = (seed: number): number[] => drain(new PoissonArrivals(curve, generator(seed)));
    expect(times(1)).toEqual(times(1));
    expect(times(1)).not.toEqual(times(2));
  });

  it('has a count whose mean and variance are the integral', () => {
    const counts = Array.from(
      { length: 200 },
      (_, run) =>
        drain(new PoissonArrivals(new RateCurve([stage(1000, 50, 50)]), generator(run + 1))).length,
    );
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
    expect(mean).toBeGreaterThan(47);
    expect(mean).toBeLessThan(53);
    expect(variance).toBeGreaterThan(35);
    expect(variance).toBeLessThan(70);
  });

  it('spreads over the stages as the rate does', () => {
    const dueUs = drain(new PoissonArrivals(curve, generator(7)));
    expect(dueUs.length).toBeGreaterThan(5700);
    expect(dueUs.length).toBeLessThan(6300);
    const early = dueUs.filter((due) => due < 10_000_000).length;
    expect(early / dueUs.length).toBeCloseTo(1000 / 6000, 1);
    expect(dueUs.every((due, index) => due >= (dueUs[index - 1] ?? 0) && due <= 20_000_000)).toBe(
      true,
    );
  });

  it('skips pauses', () => {
    const paused = new RateCurve([stage(1000, 50, 50), stage(60_000, 0, 0), stage(1000, 50, 50)]);
    const dueUs = drain(openArrivals('poisson', paused, generator(3)));
    expect(dueUs.length).toBeGreaterThan(50);
    expect(dueUs.filter((due) => due > 1_000_001 && due < 61_000_000)).toEqual([]);
  });

  it('ends after its last event and asks for no more randomness', () => {
    let draws = 0;
    const random = generator(5);
    const arrivals = new PoissonArrivals(curve, () => {
      draws += 1;
      return random();
    });
    const events = drain(arrivals).length;
    expect(arrivals.next()).toBe(-1);
    expect(draws).toBe(events + 1);
  });
});
