import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { product } from '../../pipeline/stages/world.fixture.ts';
import { StockOutBook } from './stock-outs.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 5);

interface Level {
  readonly atMs: number;
  readonly units: number;
}

describe('stock-outs', () => {
  it('last from the empty shelf to the next unit on it', () => {
    const book = play(50, [
      { atMs: 2 * HOUR_MS, units: 0 },
      { atMs: 5 * HOUR_MS, units: 0 },
      { atMs: 7 * HOUR_MS, units: 3 },
      { atMs: 8 * HOUR_MS, units: 0 },
      { atMs: 9 * HOUR_MS, units: 300 },
    ]);
    expect(book.summary()).toMatchObject({
      episodes: 2,
      products: 1,
      unfinished: 0,
      meanMs: 3 * HOUR_MS,
      medianMs: 3 * HOUR_MS,
      maxMs: 5 * HOUR_MS,
    });
    expect([book.episodesOf(0), book.longestMs(0)]).toEqual([2, 5 * HOUR_MS]);
  });

  it('begin with the scenario on shelves that open empty, and end with it where nothing comes', () => {
    const summary = play(0, []).summary();
    expect(summary).toMatchObject({ episodes: 1, unfinished: 1, maxMs: 1000 * HOUR_MS });
  });

  it('count an episode of no length', () => {
    const book = play(5, [
      { atMs: HOUR_MS, units: 0 },
      { atMs: HOUR_MS, units: 9 },
    ]);
    expect(book.summary()).toMatchObject({ episodes: 1, products: 1, meanMs: 0, maxMs: 0 });
  });

  it('have no lengths where there are none', () => {
    const summary = play(5, [{ atMs: HOUR_MS, units: 2 }]).summary();
    expect(summary).toMatchObject({ episodes: 0, products: 0, meanMs: null, medianMs: null });
    expect(summary.maxMs).toBeNull();
    expect(summary.byDuration.every(({ episodes }) => episodes === 0)).toBe(true);
  });

  it('are told apart by limits that belong to the longer ones', () => {
    const lengths = [0.5, 1, 5.9, 6, 24, 71, 72, 168, 300];
    let now = 0;
    const levels = lengths.flatMap((hours): Level[] => {
      const from = now + 1;
      now = from + hours * HOUR_MS;
      return [
        { atMs: from, units: 0 },
        { atMs: now, units: 1 },
      ];
    });
    expect(play(9, levels).summary().byDuration).toEqual([
      { belowMs: HOUR_MS, episodes: 1 },
      { belowMs: 6 * HOUR_MS, episodes: 2 },
      { belowMs: 24 * HOUR_MS, episodes: 1 },
      { belowMs: 72 * HOUR_MS, episodes: 2 },
      { belowMs: 168 * HOUR_MS, episodes: 1 },
      { belowMs: null, episodes: 2 },
    ]);
  });

  it('agree with a look at every hour', () => {
    const hours = fc.array(fc.constantFrom(0, 0, 4), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(fc.constantFrom(0, 4), hours, (opening, levels) => {
        const steps = levels.map((units, hour) => ({ atMs: (hour + 1) * HOUR_MS, units }));
        const book = play(opening, steps, (levels.length + 1) * HOUR_MS);
        const lengths = `${[opening, ...levels].join('')}`
          .split('4')
          .filter((run) => run.length > 0)
          .map((run) => run.length * HOUR_MS);
        const { episodes, meanMs, maxMs } = book.summary();
        expect(episodes).toBe(lengths.length);
        expect((meanMs ?? 0) * episodes).toBeCloseTo(
          lengths.reduce((sum, ms) => sum + ms, 0),
          3,
        );
        expect(maxMs).toBe(lengths.length === 0 ? null : Math.max(...lengths));
      }),
    );
  });
});

/** One product from its opening stock through the levels, instants from the start, to the end. */
function play(openingStockUnits: number, levels: readonly Level[], endMs = 1000 * HOUR_MS) {
  const book = new StockOutBook([product(0, { openingStockUnits })], START_MS);
  let before = openingStockUnits;
  for (const { atMs, units } of levels) {
    book.moved(0, before, units, START_MS + atMs);
    before = units;
  }
  book.finish(START_MS + endMs);
  return book;
}
