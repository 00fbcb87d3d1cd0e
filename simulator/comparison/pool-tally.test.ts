import { beforeAll, describe, expect, it } from 'vitest';
import type { RunEvidence } from '../../reports/comparison/run-evidence.ts';
import { initHistograms, LatencyHistogram } from '../../reports/histogram.ts';
import { below, stream } from '../world/streams.ts';
import { runFixture } from './pool.fixture.ts';
import type { PoolBlock } from './pool.ts';
import { CONSUMERS_CPU, P99, proofOf, verdictsOf } from './pool-proof.ts';

const PLAN = { comparisons: 4, pairs: 10, seed: '1' };
const P50 = 'end_to_end p(50)';

describe('the proof', () => {
  beforeAll(() => initHistograms());

  it('counts what the gate says of each kind, metric by metric', () => {
    const proof = proofOf(inventedBlocks({ cpuFactor: 1.1, tailUs: 60_000 }), PLAN);
    const { plain, cpu, stall } = proof.tallies;
    expect(plain).toMatchObject({ comparisons: 4, anyChange: 0, overall: { same: 4 } });
    expect(cpu).toMatchObject({ anyChange: 4, overall: { slower: 4 } });
    expect(verdictsOf(cpu, CONSUMERS_CPU).slower).toBe(4);
    expect(verdictsOf(cpu, P99).same).toBe(4);
    expect(verdictsOf(stall, P99).slower).toBe(4);
    expect(verdictsOf(stall, P50).same).toBe(4);
    expect(verdictsOf(stall, CONSUMERS_CPU).same).toBe(4);
    expect(proof.orderOfPlay.verdict.name).toBe('same');
    expect(proof.blocks).toBe(12);
  });

  it('counts a head that became faster as a change as well', () => {
    const { cpu } = proofOf(inventedBlocks({ cpuFactor: 0.8, tailUs: 20_000 }), PLAN).tallies;
    expect(cpu).toMatchObject({ anyChange: 4, overall: { faster: 4, slower: 0 } });
  });

  it('cannot be asked for what nobody judged', () => {
    const { plain } = proofOf(inventedBlocks({ cpuFactor: 1, tailUs: 20_000 }), {
      ...PLAN,
      comparisons: 1,
    }).tallies;
    expect(() => verdictsOf(plain, 'rss')).toThrow('rss was not judged');
  });
});

interface Planted {
  readonly cpuFactor: number;
  /** Of the slowest three events in a hundred; 20 ms where nothing is planted. */
  readonly tailUs: number;
}

/** Runs differ by 1 % at most, but for what is planted in them. */
function inventedBlocks({ cpuFactor, tailUs }: Planted): PoolBlock[] {
  const draw = stream('1', 'invented pool');
  const noisy = (): number => 0.99 + below(draw, 1000) / 50_000;
  const calm = { cpuFactor: 1, tailUs: 20_000 };
  return Array.from({ length: 12 }, (_, block) => {
    const run = (kind: string, planted: Planted): RunEvidence =>
      inventedRun(`${block} ${kind}`, planted, noisy);
    return {
      plain: [run('plain-1', calm), run('plain-2', calm)],
      cpu: run('cpu', { ...calm, cpuFactor }),
      stall: run('stall', { ...calm, tailUs }),
    };
  });
}

function inventedRun(
  runId: string,
  { cpuFactor, tailUs }: Planted,
  noisy: () => number,
): RunEvidence {
  const run = runFixture(runId);
  const samples = new LatencyHistogram();
  for (let event = 0; event < 1000; event += 1) {
    samples.record((event % 100 < 97 ? 15_000 : tailUs) * noisy());
  }
  const histogram = samples.snapshot();
  samples.destroy();
  const consumers = (run.cpu.groupsUs['consumers'] ?? Number.NaN) * cpuFactor;
  const groupsUs = { ...run.cpu.groupsUs, consumers: consumers * noisy() };
  return {
    ...run,
    cpu: { ...run.cpu, groupsUs },
    latency: [{ stage: 'end_to_end', topic: 'inventory.sales', histogram }],
  };
}
