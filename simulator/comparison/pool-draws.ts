/**
 * Comparisons drawn from a {@link PoolBlock pool}: pairs lie within a block, so that both sides met the same machine. Pure.
 *
 * What it means: comparisons of one pool share runs, so they are not independent of each other, and a rate that is found is the
 * rate of this pool, of this machine in these minutes. Of two plain runs a coin says for each pair which is called base, so that
 * nothing can be different but by chance, whatever the machine did meanwhile. What an order of play would do is another
 * question, and asked by {@link inOrderOfPlay}.
 */
import type { EvidenceSet, RunEvidence } from '../../reports/comparison/run-evidence.ts';
import { below, type Stream, shuffle, stream } from '../world/streams.ts';
import type { PoolBlock, PoolKind } from './pool.ts';

export interface Sides {
  readonly base: EvidenceSet;
  readonly head: EvidenceSet;
}

export interface DrawPlan {
  /** What the head is; base is plain. */
  readonly head: PoolKind;
  readonly comparisons: number;
  readonly pairs: number;
  readonly seed: string;
}

/** @throws RangeError when the pool has fewer blocks than a comparison has pairs */
export function drawComparisons(blocks: readonly PoolBlock[], plan: DrawPlan): Sides[] {
  const { head, comparisons, pairs, seed } = plan;
  if (blocks.length < pairs) {
    throw new RangeError(`${pairs} pairs need as many blocks; the pool has ${blocks.length}`);
  }
  return Array.from({ length: comparisons }, (_, index) => {
    const draw = stream(seed, `pool: plain against ${head}`, String(index));
    const drawn = shuffle(draw, [...blocks]).slice(0, pairs);
    return sidesOf(drawn.map((block) => pairOf(block, head, draw)));
  });
}

/** Every block's first plain run against its second: one comparison of all there is. */
export function inOrderOfPlay(blocks: readonly PoolBlock[]): Sides {
  return sidesOf(blocks.map(({ plain }) => plain));
}

type Pair = readonly [base: RunEvidence, head: RunEvidence];

function pairOf(block: PoolBlock, head: PoolKind, draw: Stream): Pair {
  const [one, other] = block.plain;
  const isSwapped = below(draw, 2) === 1;
  if (head === 'plain') return isSwapped ? [other, one] : [one, other];
  return [isSwapped ? other : one, block[head]];
}

function sidesOf(pairs: readonly Pair[]): Sides {
  return {
    base: { label: 'base', revision: null, runs: pairs.map(([base]) => base) },
    head: { label: 'head', revision: null, runs: pairs.map(([, head]) => head) },
  };
}
