import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateCurve } from '../load/rate-curve.ts';
import { Playback, type PlaybackOrder } from './playback.ts';

const START_US = 5_000_000;
const PLANNED_PER_SECOND = 10;
const EVENTS = 600;
const curve = curveOf(PLANNED_PER_SECOND);
/** Due offset of the k-th event, from 1. */
const offsetUs = (k: number): number => (k * 1_000_000) / PLANNED_PER_SECOND;

describe('Playback', () => {
  it("plays at the plan's own rate what the plan has", () => {
    const playback = new Playback(curve, START_US, play(PLANNED_PER_SECOND));
    for (let k = 1; k <= EVENTS; k += 1) {
      expect(playback.dueUs(offsetUs(k))).toBe(START_US + offsetUs(k));
      playback.take(offsetUs(k));
    }
  });

  it('lets an event follow the one before after 1/N seconds, from ten a minute to thousands a second', () => {
    for (const perSecond of [1 / 6, 3, 5_000]) {
      const playback = new Playback(curve, START_US, play(perSecond));
      for (let k = 1; k <= EVENTS; k += 1) {
        const exactUs = START_US + (k * 1_000_000) / perSecond;
        expect(Math.abs(playback.dueUs(offsetUs(k)) - exactUs)).toBeLessThanOrEqual(1);
        playback.take(offsetUs(k));
      }
    }
  });

  it('is as fast as ordered where a rate changes, relative to what the plan has there', () => {
    const steps = new RateCurve([stage(10_000, 10), stage(10_000, 100)]);
    const playback = new Playback(steps, 0, play(20));
    expect(playback.dueUs(10_000_000)).toBe(5_000_000);
    expect(playback.dueUs(11_000_000)).toBe(5_500_000);
    playback.take(11_000_000);
    playback.order(play(50), 5_500_000);
    expect(playback.dueUs(12_000_000)).toBe(7_500_000);
  });

  it("takes the plan's average where the plan has a break", () => {
    const pause = new RateCurve([stage(1_000, 0), stage(1_000, 10)]);
    const playback = new Playback(pause, 0, play(10));
    expect(playback.dueUs(1_000_000)).toBe(500_000);
  });

  it('lets nothing come due in a pause, which makes nothing late either', () => {
    const playback = new Playback(curve, START_US, play(10));
    playback.order({ type: 'pause' }, START_US + 250_000);
    expect(playback.dueUs(offsetUs(1))).toBe(START_US + 100_000);
    playback.take(offsetUs(1));
    expect(playback.dueUs(offsetUs(2))).toBe(START_US + 200_000);
    playback.take(offsetUs(2));
    expect(playback.dueUs(offsetUs(3))).toBe(Number.POSITIVE_INFINITY);
    playback.order(play(10), START_US + 9_000_000);
    expect(playback.dueUs(offsetUs(3))).toBe(START_US + 9_050_000);
  });

  it('lets one event out a step, even of two that are due at the same instant', () => {
    const playback = new Playback(curve, START_US, { type: 'pause' });
    expect(playback.dueUs(offsetUs(1))).toBe(Number.POSITIVE_INFINITY);
    playback.order({ type: 'step' }, START_US + 10);
    expect(playback.dueUs(offsetUs(1))).toBe(START_US + 10);
    playback.take(offsetUs(1));
    expect(playback.dueUs(offsetUs(1))).toBe(Number.POSITIVE_INFINITY);
    playback.order({ type: 'step' }, START_US + 20);
    playback.order({ type: 'step' }, START_US + 30);
    expect(playback.dueUs(offsetUs(1))).toBe(START_US + 20);
    playback.take(offsetUs(1));
    expect(playback.dueUs(offsetUs(2))).toBe(START_US + 30);
    playback.take(offsetUs(2));
    expect(playback.dueUs(offsetUs(3))).toBe(Number.POSITIVE_INFINITY);
    playback.order(play(10), START_US + 40);
    expect(playback.dueUs(offsetUs(3))).toBe(START_US + 40 + 100_000);
  });

  it('knows no step while it plays, and forgets those that nobody took', () => {
    const playback = new Playback(curve, START_US, play(10));
    playback.order({ type: 'step' }, START_US);
    expect(playback.dueUs(offsetUs(1))).toBe(START_US + 100_000);
    playback.order({ type: 'pause' }, START_US);
    playback.order({ type: 'step' }, START_US);
    playback.order(play(10), START_US);
    playback.order({ type: 'pause' }, START_US);
    expect(playback.dueUs(offsetUs(1))).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d events a second', (rate) => {
    expect(() => new Playback(curve, 0, play(rate))).toThrow('cannot be played');
  });

  it('emits what a naive count of events expects, whatever is ordered when', () => {
    fc.assert(
      fc.property(orders(), (given) => {
        const playback = new Playback(curve, START_US, given[0]?.order ?? play(1));
        const naive = new NaiveCount(given[0]?.order ?? play(1));
        let taken = 0;
        let lastDueUs = 0;
        let furthest = 0;
        for (let ms = 1; ms <= 3_000; ms += 1) {
          const nowUs = START_US + ms * 1000;
          naive.passMs(taken);
          // Events come first: what is due now was due before the order.
          while (taken < EVENTS && playback.dueUs(offsetUs(taken + 1)) <= nowUs) {
            const dueUs = playback.dueUs(offsetUs(taken + 1));
            if (dueUs < lastDueUs) throw new Error(`${dueUs} comes after ${lastDueUs}`);
            lastDueUs = dueUs;
            taken += 1;
            playback.take(offsetUs(taken));
          }
          furthest = Math.max(furthest, Math.abs(taken - Math.min(EVENTS, naive.events)));
          for (const { atMs, order } of given.slice(1)) {
            if (atMs !== ms) continue;
            playback.order(order, nowUs);
            naive.order(order, taken);
          }
        }
        expect(furthest).toBeLessThanOrEqual(1);
      }),
      { numRuns: 25 },
    );
  });

  it('says the same of when events were due, however late they are taken', () => {
    fc.assert(
      fc.property(orders(), (given) => {
        const plays = given.filter(({ order }) => order.type !== 'step');
        const first = plays[0]?.order ?? play(1);
        const prompt = new Playback(curve, START_US, first);
        const late = new Playback(curve, START_US, first);
        const dues: number[] = [];
        const takeUntil = (nowUs: number): void => {
          for (let k = dues.length + 1; k <= EVENTS; k += 1) {
            const dueUs = prompt.dueUs(offsetUs(k));
            if (dueUs > nowUs) return;
            dues.push(dueUs);
            prompt.take(offsetUs(k));
          }
        };
        for (const { atMs, order } of plays.slice(1)) {
          takeUntil(START_US + atMs * 1000 - 1);
          prompt.order(order, START_US + atMs * 1000);
          late.order(order, START_US + atMs * 1000);
        }
        takeUntil(Number.MAX_SAFE_INTEGER);
        const lateDues = dues.map((_, index) => {
          const dueUs = late.dueUs(offsetUs(index + 1));
          late.take(offsetUs(index + 1));
          return dueUs;
        });
        expect(lateDues).toEqual(dues);
      }),
    );
  });
});

/** Events that should have come, counted millisecond by millisecond. */
class NaiveCount {
  events = 0;
  #perSecond = 0;
  #isPaused = true;
  #steps = 0;

  constructor(first: PlaybackOrder) {
    this.order(first, 0);
  }

  passMs(taken: number): void {
    if (!this.#isPaused) this.events += this.#perSecond / 1000;
    // Steps come out at once; where the count stands between two events no longer matters then.
    if (this.#steps > 0) this.events = taken + this.#steps;
    this.#steps = 0;
  }

  order(order: PlaybackOrder, taken: number): void {
    if (order.type === 'step') {
      if (this.#isPaused) this.#steps += 1;
      return;
    }
    this.events = Math.max(this.events, taken);
    this.#isPaused = order.type === 'pause';
    this.#steps = 0;
    if (order.type === 'play') this.#perSecond = order.eventsPerSecond;
  }
}

function orders(): fc.Arbitrary<{ atMs: number; order: PlaybackOrder }[]> {
  const order = fc.oneof(
    fc.double({ min: 1 / 6, max: 5_000, noNaN: true }).map(play),
    fc.constant<PlaybackOrder>({ type: 'pause' }),
    fc.constant<PlaybackOrder>({ type: 'step' }),
  );
  return fc
    .array(fc.record({ atMs: fc.integer({ min: 1, max: 3_000 }), order }), { maxLength: 20 })
    .map((list) => list.sort((a, b) => a.atMs - b.atMs));
}

function play(eventsPerSecond: number): PlaybackOrder {
  return { type: 'play', eventsPerSecond };
}

function curveOf(perSecond: number): RateCurve {
  return new RateCurve([stage((EVENTS / perSecond) * 1000, perSecond)]);
}

function stage(durationMs: number, perSecond: number) {
  return { durationMs, startRate: perSecond, endRate: perSecond, timeUnitMs: 1_000 };
}
