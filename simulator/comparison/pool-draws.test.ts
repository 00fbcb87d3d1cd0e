import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksFixture } from './pool.fixture.ts';
import { drawComparisons, inOrderOfPlay, type Sides } from './pool-draws.ts';

const KINDS = ['plain', 'cpu', 'stall'] as const;

describe('comparisons that are drawn from a pool', () => {
  it('have pairs of the wanted kinds out of one block each, and no block twice', () => {
    const cases = fc.record({
      head: fc.constantFrom(...KINDS),
      blocks: fc.integer({ min: 3, max: 15 }),
      seed: fc.string({ maxLength: 5 }),
    });
    fc.assert(
      fc.property(cases, ({ head, blocks, seed }) => {
        const drawn = drawComparisons(blocksFixture(blocks), {
          ...{ head, seed },
          ...{ comparisons: 5, pairs: 3 },
        });
        expect(drawn).toHaveLength(5);
        for (const sides of drawn) {
          const pairs = pairsOf(sides);
          expect(pairs).toHaveLength(3);
          expect(new Set(pairs.map(({ block }) => block)).size).toBe(3);
          for (const { base, other, block, headBlock } of pairs) {
            expect(headBlock).toBe(block);
            expect(base).toMatch(/^plain/);
            expect(other.startsWith(head)).toBe(true);
            expect(other).not.toBe(base);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('are the same for the same seed, and others for another', () => {
    const plan = { head: 'plain', comparisons: 20, pairs: 10, seed: '1' } as const;
    const blocks = blocksFixture(24);
    expect(drawComparisons(blocks, plan)).toEqual(drawComparisons(blocks, plan));
    expect(drawComparisons(blocks, { ...plan, seed: '2' })).not.toEqual(
      drawComparisons(blocks, plan),
    );
  });

  it('have either of two plain runs for their base, by chance', () => {
    const plan = { comparisons: 100, pairs: 10, seed: '1' } as const;
    for (const head of KINDS) {
      const bases = drawComparisons(blocksFixture(24), { ...plan, head }).flatMap((sides) =>
        pairsOf(sides).map(({ base }) => base),
      );
      const first = bases.filter((base) => base === 'plain-1').length;
      expect(first).toBeGreaterThan(400);
      expect(first).toBeLessThan(600);
    }
  });

  it('need as many blocks as pairs', () => {
    const plan = { head: 'cpu', comparisons: 1, pairs: 10, seed: '1' } as const;
    expect(() => drawComparisons(blocksFixture(9), plan)).toThrow(RangeError);
  });

  it('can be all blocks in the order of play', () => {
    const pairs = pairsOf(inOrderOfPlay(blocksFixture(4)));
    expect(pairs.map(({ block }) => block)).toEqual(['0', '1', '2', '3']);
    expect(new Set(pairs.map(({ base, other }) => `${base} ${other}`))).toEqual(
      new Set(['plain-1 plain-2']),
    );
  });
});

/** The fixture's run ids say block and kind. */
function pairsOf({ base, head }: Sides) {
  return base.runs.map(({ runId }, at) => {
    const [block, kind = ''] = runId.split(' ');
    const [headBlock, other = ''] = head.runs[at]?.runId.split(' ') ?? [];
    return { block, headBlock, base: kind, other };
  });
}
