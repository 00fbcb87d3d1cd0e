import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIN_STEPS, type Steps, thinSteps } from './thin-steps.ts';

/** Long walks with many empty times, at uneven instants. */
const walks = fc
  .array(fc.tuple(fc.nat({ max: 50 }), fc.oneof(fc.constant(0), fc.nat({ max: 900 }))), {
    minLength: 1,
    maxLength: 400,
    size: 'max',
  })
  .map((rows): Steps => {
    let now = 1_000_000;
    const atMs: number[] = [];
    const units: number[] = [];
    for (const [gap, level] of rows) {
      now += gap;
      if (level === units.at(-1)) continue;
      atMs.push(now);
      units.push(level);
    }
    return { atMs, units };
  });
const caps = fc.integer({ min: MIN_STEPS, max: 200 });

describe('thinned steps', () => {
  it('are some of the steps, in order, no more than asked for, from the first to the last', () => {
    fc.assert(
      fc.property(walks, caps, (steps, cap) => {
        const thin = thinSteps(steps, cap);
        expect(thin.units.length).toBeLessThanOrEqual(cap);
        let from = 0;
        for (const [place, atMs] of thin.atMs.entries()) {
          const found = steps.atMs.findIndex(
            (ms, at) => at >= from && ms === atMs && steps.units[at] === thin.units[place],
          );
          expect(found).toBeGreaterThanOrEqual(from);
          from = found + 1;
        }
        expect([thin.atMs[0], thin.units[0]]).toEqual([steps.atMs[0], steps.units[0]]);
        expect([thin.atMs.at(-1), thin.units.at(-1)]).toEqual([
          steps.atMs.at(-1),
          steps.units.at(-1),
        ]);
      }),
    );
  });

  it('are all there when there is room', () => {
    fc.assert(
      fc.property(walks, (steps) => {
        expect(thinSteps(steps, Math.max(MIN_STEPS, steps.units.length))).toBe(steps);
      }),
    );
  });

  it('keep the highest and the lowest stock', () => {
    fc.assert(
      fc.property(walks, caps, (steps, cap) => {
        const { units } = thinSteps(steps, cap);
        expect(Math.max(...units)).toBe(Math.max(...steps.units));
        expect(Math.min(...units)).toBe(Math.min(...steps.units));
      }),
    );
  });

  it('never show an empty shelf where there was none, and always the longest empty time', () => {
    fc.assert(
      fc.property(walks, caps, (steps, cap) => {
        const all = emptySpans(steps);
        const shown = emptySpans(thinSteps(steps, cap));
        for (const span of shown) expect(all).toContainEqual(span);
        const longest = (spans: typeof all) =>
          Math.max(-1, ...spans.map(([from, to]) => to - from));
        expect(longest(shown)).toBe(longest(all));
      }),
    );
  });

  it('keep every empty time when half of the room suffices', () => {
    const spans = 10;
    const atMs = Array.from({ length: 1000 }, (_, place) => place);
    const units = atMs.map((ms) => (ms % 100 === 50 ? 0 : 10 + (ms % 7)));
    const thin = thinSteps({ atMs, units }, 4 * spans + 6);
    expect(emptySpans(thin)).toEqual(emptySpans({ atMs, units }));
    expect(emptySpans(thin)).toHaveLength(spans);
  });

  it('look at every stretch of time', () => {
    const atMs = Array.from({ length: 5000 }, (_, place) => place * 10);
    const units = atMs.map((_, place) => 100 + ((place * 37) % 50));
    const { atMs: kept } = thinSteps({ atMs, units }, 100);
    const gaps = kept.slice(1).map((ms, place) => ms - (kept[place] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(50_000 / 15);
  });
});

/** Beginning and end of every time in which the shelf was empty and was filled again. */
function emptySpans({ atMs, units }: Steps): [number, number][] {
  return units.flatMap((level, place): [number, number][] => {
    const [from, to] = [atMs[place], atMs[place + 1]];
    return level === 0 && from !== undefined && to !== undefined ? [[from, to]] : [];
  });
}
