/**
 * The regression gate on real runs, of the pool that is kept here. Comparisons that are drawn from one pool share runs, so the
 * rates are of this pool, and the same every time. `run.js gate` draws more, prints intervals, and records another pool.
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../commands/resolve.ts';
import { readPool } from './pool.ts';
import { CONSUMERS_CPU, P99, type Proof, proofOf, verdictsOf } from './pool-proof.ts';

const POOL = join(projectRoot(), 'simulator', 'comparison', 'pool');
const PLAN = { comparisons: 20, pairs: 10, seed: '1' };

describe('the regression gate, on comparisons that are drawn from real runs', () => {
  let proof: Proof;
  beforeAll(() => {
    proof = proofOf(readPool(POOL), PLAN);
  });

  it('calls what is the same slower or faster in one of twenty at most', () => {
    const { comparisons, anyChange, overall } = proof.tallies.plain;
    expect(comparisons).toBe(PLAN.comparisons);
    expect(anyChange / comparisons).toBeLessThanOrEqual(0.05);
    expect(overall.incorrect).toBe(0);
  });

  it('has no favourite: who is played first is neither slower nor faster', () => {
    const verdicts = proof.orderOfPlay.metrics.map(({ verdict }) => verdict);
    expect(verdicts.length).toBeGreaterThan(0);
    expect(verdicts).not.toContain('slower');
    expect(verdicts).not.toContain('faster');
  });

  it('finds 10 % more CPU time of the consumers in nine of ten at least', () => {
    const { cpu } = proof.tallies;
    expect(cpu.overall.slower / cpu.comparisons).toBeGreaterThanOrEqual(0.9);
    expect(verdictsOf(cpu, CONSUMERS_CPU).faster).toBe(0);
  });

  it('calls a p99 with stalls in it slower, or says that it cannot tell, and never the same', () => {
    const { stall } = proof.tallies;
    const p99 = verdictsOf(stall, P99);
    expect(p99.slower + p99['cannot tell']).toBe(stall.comparisons);
  });
});
