import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregate, SampleBook, type Tags } from './samples.ts';

const SALES = { topic: 'inventory.sales' };

describe('SampleBook', () => {
  it('adds up the partitions of an instant that the selector takes in', () => {
    const [all, sales, one] = [{}, SALES, { ...SALES, partition: '1' }];
    const queries = [all, sales, one].map((selector) => ({ metric: 'consumer_lag', selector }));
    const book = new SampleBook(queries);
    for (const [second, lag] of [3, 0].entries()) {
      book.begin(second * 1000);
      book.record('consumer_lag', { topic: 'inventory.sales', partition: '0' }, lag);
      book.record('consumer_lag', { topic: 'inventory.sales', partition: '1' }, 2 * lag);
      book.record('consumer_lag', { topic: 'inventory.returns', partition: '1' }, 5);
    }
    expect(queries.map((query) => book.values(query))).toEqual([
      [14, 5],
      [9, 0],
      [6, 0],
    ]);
  });

  it('takes the worst thread of an instant', () => {
    const query = { metric: 'event_loop_delay{group:consumers}', selector: { group: 'consumers' } };
    const book = new SampleBook([query]);
    book.begin(0);
    for (const delayMs of [4, 31, 7])
      book.record('event_loop_delay', { group: 'consumers' }, delayMs);
    book.record('event_loop_delay', { group: 'main' }, 900);
    expect(book.values(query)).toEqual([31]);
  });

  it('leaves out the warm-up, and what was not measured', () => {
    const query = { metric: 'rss', selector: {} };
    const book = new SampleBook([query], 2000);
    for (const [second, value] of [1, 2, Number.NaN, 4].entries()) {
      book.begin(second * 1000);
      book.record('rss', {}, value);
    }
    expect(book.values(query)).toEqual([4]);
  });

  it('knows nothing of what nobody announced', () => {
    const book = new SampleBook([{ metric: 'end_to_end', selector: {} }]);
    book.record('rss', {}, 1);
    expect(book.values({ metric: 'rss', selector: {} })).toEqual([]);
  });

  it('gives what adding up by hand gives, whatever comes in whatever order', () => {
    const tags = fc.record({
      topic: fc.constantFrom('a', 'b'),
      partition: fc.constantFrom('0', '1', '2'),
    });
    const instant = fc.array(fc.tuple(tags, fc.nat({ max: 1000 })), { maxLength: 8 });
    const selector = fc.record(
      { topic: fc.constantFrom('a', 'b'), partition: fc.constantFrom('0', '1', '2') },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(instant, { maxLength: 6 }), selector, (instants, wanted) => {
        const query = { metric: 'consumer_lag', selector: wanted };
        const book = new SampleBook([query]);
        for (const [second, samples] of instants.entries()) {
          book.begin(second * 1000);
          for (const [of, lag] of samples) book.record('consumer_lag', of, lag);
        }
        const isWanted = (of: Tags) =>
          Object.entries(wanted).every(([key, value]) => of[key as keyof Tags] === value);
        const byHand = instants
          .map((samples) => samples.filter(([of]) => isWanted(of)).map(([, lag]) => lag))
          .filter((lags) => lags.length > 0)
          .map((lags) => lags.reduce((sum, lag) => sum + lag));
        expect(book.values(query)).toEqual(byHand);
      }),
    );
  });
});

describe('aggregate', () => {
  it('has exact percentiles: the least value that so many do not exceed', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 1000 }), (samples, tenths) => {
        const percentile = tenths / 10;
        const found = aggregate(samples, { kind: 'p', percentile }) as number;
        expect(samples).toContain(found);
        const atMost = samples.filter((value) => value <= found).length;
        const below = samples.filter((value) => value < found).length;
        // In integers, so that the reference has no rounding of its own.
        expect(atMost * 1000).toBeGreaterThanOrEqual(tenths * samples.length);
        expect(below === 0 || below * 1000 < tenths * samples.length).toBe(true);
      }),
    );
  });

  it.each<[kind: string, expected: number]>([
    ['med', 3],
    ['avg', 4],
    ['min', 1],
    ['max', 10],
    ['count', 5],
  ])('knows %s', (kind, expected) => {
    expect(aggregate([10, 1, 3, 2, 4], { kind })).toBe(expected);
  });

  it('makes nothing of nothing, and of words it does not know', () => {
    expect(aggregate([], { kind: 'max' })).toBeNull();
    expect(aggregate([1], { kind: 'value' })).toBeNull();
    expect(aggregate([1], { kind: 'p' })).toBeNull();
  });
});
