import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foremost, MAX_PARTS, sumOf } from './lag-parts.ts';

const column = fc.array(fc.option(fc.nat(1_000)), { minLength: 3, maxLength: 3 });
const parts = fc
  .array(column, { maxLength: 70 })
  .map((columns) => columns.map((values, at) => ({ label: `partition ${at}`, values })));

describe('foremost', () => {
  it('keeps few parts as they are', () => {
    const two = [
      { label: 'a', values: [1, null] },
      { label: 'b', values: [0, 2] },
    ];
    expect(foremost(two)).toEqual(two.map((part) => ({ ...part, isRest: false })));
  });

  it('counts what it puts together', () => {
    const twelve = Array.from({ length: 12 }, (_, at) => ({ label: `${at}`, values: [at] }));
    expect(foremost(twelve).map(({ label }) => label)).toEqual([
      ...['5', '6', '7', '8', '9', '10', '11'],
      '5 others',
    ]);
    expect(foremost(twelve).at(-1)).toMatchObject({ values: [0 + 1 + 2 + 3 + 4], isRest: true });
  });

  it('shows at most as many as there are colours, and loses no record', () => {
    fc.assert(
      fc.property(parts, (all) => {
        const shown = foremost(all);
        expect(shown.length).toBe(Math.min(all.length, MAX_PARTS));
        expect(sumOf(shown.map(({ values }) => values))).toEqual(
          sumOf(all.map(({ values }) => values)),
        );
      }),
    );
  });
});
