import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DrainSight, ExternalDrain, type ExternalDrainState } from './external-drain.ts';

const ALLOWED_MS = 60_000;

describe('ExternalDrain', () => {
  it('is over when everything is committed and nobody waits for results', () => {
    const drain = new ExternalDrain(0, ALLOWED_MS);
    expect(drain.observe({ behind: 5, outstanding: null }, 0)).toBe('going-on');
    expect(drain.observe({ behind: 0, outstanding: null }, 200)).toBe('drained');
  });

  it('waits for the results of what is committed', () => {
    const drain = new ExternalDrain(0, ALLOWED_MS);
    expect(drain.observe({ behind: 0, outstanding: undefined }, 0)).toBe('going-on');
    expect(drain.observe({ behind: 0, outstanding: 3 }, 200)).toBe('going-on');
    expect(drain.observe({ behind: 0, outstanding: 0 }, 400)).toBe('drained');
  });

  it('waits for the commit of what has its result: clients commit every few seconds', () => {
    const drain = new ExternalDrain(0, ALLOWED_MS);
    for (let atMs = 0; atMs < 5_000; atMs += 200) {
      expect(drain.observe({ behind: 70, outstanding: 0 }, atMs)).toBe('going-on');
    }
    expect(drain.observe({ behind: 0, outstanding: 0 }, 5_000)).toBe('drained');
  });

  it('knows that results are missing a while after the last of them, and not before', () => {
    const drain = new ExternalDrain(0, ALLOWED_MS);
    const sights = seconds(0, 30, (second) => ({ behind: 0, outstanding: second < 8 ? 9 : 4 }));
    expect(firstEnd(drain, sights)).toEqual(['results-missing', 18_000]);
  });

  it('has stalled when nothing has moved for half of the time', () => {
    const drain = new ExternalDrain(0, ALLOWED_MS);
    const sights = seconds(0, 90, (second) => ({
      behind: Math.max(40, 50 - second),
      outstanding: null,
    }));
    expect(firstEnd(drain, sights)).toEqual(['stalled', 40_000]);
  });

  it('ends with the time, however much still moves', () => {
    const drain = new ExternalDrain(0, ALLOWED_MS);
    const sights = seconds(0, 90, (second) => ({ behind: 1_000 - second, outstanding: null }));
    expect(firstEnd(drain, sights)).toEqual(['too-late', 60_000]);
  });

  it('rests on results where the cluster does not tell the offsets', () => {
    const drain = new ExternalDrain(0, ALLOWED_MS);
    expect(drain.observe({ behind: null, outstanding: 2 }, 0)).toBe('going-on');
    expect(drain.observe({ behind: null, outstanding: 0 }, 200)).toBe('drained');
  });

  it('does not wait long for somebody who cannot be seen at all', () => {
    const drain = new ExternalDrain(0, ALLOWED_MS);
    const sights = seconds(0, 30, () => ({ behind: null, outstanding: null }));
    expect(firstEnd(drain, sights)).toEqual(['unseen', 10_000]);
  });

  it('takes a question without an answer for no news', () => {
    const drain = new ExternalDrain(0, ALLOWED_MS);
    drain.observe({ behind: 4, outstanding: null }, 0);
    expect(drain.observe({ behind: null, outstanding: null }, 200)).toBe('going-on');
    expect(drain.observe({ behind: 0, outstanding: null }, 400)).toBe('drained');
  });

  it('is never drained while anything is known to be open, and never goes on beyond its time', () => {
    const sight = fc.record({
      behind: fc.option(fc.nat(3), { nil: null }),
      outstanding: fc.oneof(fc.constant(null), fc.constant(undefined), fc.nat(3)),
    });
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 9_000 }), sight), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (list) => {
        const drain = new ExternalDrain(0, ALLOWED_MS);
        let atMs = 0;
        let behind: number | null = null;
        for (const [stepMs, seen] of list) {
          atMs += stepMs;
          behind = seen.behind ?? behind;
          const state = drain.observe(seen, atMs);
          if (state === 'drained') {
            expect(behind ?? 0).toBe(0);
            expect(seen.outstanding ?? 0).toBe(0);
            expect(behind === null && seen.outstanding === null).toBe(false);
            expect(seen.outstanding).not.toBe(undefined);
          }
          if (state === 'results-missing') expect(behind).toBe(0);
          if (state === 'going-on') expect(atMs).toBeLessThan(ALLOWED_MS);
          else return;
        }
      }),
    );
  });
});

function seconds(from: number, to: number, sight: (second: number) => DrainSight) {
  return Array.from(
    { length: to - from },
    (_, at) => [(from + at) * 1000, sight(from + at)] as const,
  );
}

function firstEnd(
  drain: ExternalDrain,
  sights: readonly (readonly [atMs: number, sight: DrainSight])[],
): [ExternalDrainState, number] | undefined {
  for (const [atMs, sight] of sights) {
    const state = drain.observe(sight, atMs);
    if (state !== 'going-on') return [state, atMs];
  }
  return undefined;
}
