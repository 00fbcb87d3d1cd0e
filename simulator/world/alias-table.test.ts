import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AliasTable } from './alias-table.ts';

/** Exact shares of the table: every column in turn, every coin on a fine grid. */
function shares(weights: number[], coins: number): number[] {
  const table = new AliasTable(weights);
  const counts = weights.map(() => 0);
  for (let column = 0; column < weights.length; column += 1) {
    for (let coin = 0; coin < coins; coin += 1) {
      const draws = [(column + 0.5) / weights.length, (coin + 0.5) / coins];
      const picked = table.pick(() => draws.shift() as number);
      counts[picked] = (counts[picked] as number) + 1;
    }
  }
  return counts.map((count) => count / (weights.length * coins));
}

describe('AliasTable', () => {
  it('gives every index the share of its weight', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 12 }),
        (weights) => {
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          fc.pre(total > 0);
          for (const [index, share] of shares(weights, 2_000).entries()) {
            expect(Math.abs(share - (weights[index] as number) / total)).toBeLessThan(0.001);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('never picks an index of weight 0', () => {
    expect(shares([0, 5, 0, 1], 500)[0]).toBe(0);
    expect(shares([0, 5, 0, 1], 500)[2]).toBe(0);
  });
});
