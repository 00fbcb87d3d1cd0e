/** Invented blocks of a pool, for tests of what is drawn from one. */
import { evidenceOf } from '../../reports/comparison/evidence-of-run.ts';
import type { RunEvidence } from '../../reports/comparison/run-evidence.ts';
import { passedRecord } from '../../reports/record.fixture.ts';
import type { PoolBlock } from './pool.ts';

/** Run ids say block and kind: `3 plain-2`. */
export function blocksFixture(blocks: number): PoolBlock[] {
  return Array.from({ length: blocks }, (_, block) => {
    const run = (kind: string): RunEvidence => runFixture(`${block} ${kind}`);
    return { plain: [run('plain-1'), run('plain-2')], cpu: run('cpu'), stall: run('stall') };
  });
}

export function runFixture(runId: string): RunEvidence {
  return evidenceOf(passedRecord({ runId }));
}
