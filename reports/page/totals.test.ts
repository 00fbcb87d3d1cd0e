import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perSecond } from './totals.ts';

describe('perSecond', () => {
  it('tells what each interval added', () => {
    expect(perSecond([10, 30, 30, null, 60], 2_000)).toEqual([5, 10, 0, null, 15]);
  });

  it('adds up to the last total again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 1 }), (added) => {
        let total = 0;
        const totals = added.map((units) => {
          total += units;
          return total;
        });
        const sum = perSecond(totals, 1_000).reduce<number>((all, value) => all + (value ?? 0), 0);
        expect(sum).toBe(total);
      }),
    );
  });
});
