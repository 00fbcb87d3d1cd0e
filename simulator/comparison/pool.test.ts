import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countedValues } from '../../reports/comparison/counted-values.ts';
import { readEvidenceSet, writeEvidenceSet } from '../../reports/comparison/evidence-file.ts';
import {
  type HistogramSnapshot,
  initHistograms,
  LatencyHistogram,
} from '../../reports/histogram.ts';
import { blocksFixture, runFixture } from './pool.fixture.ts';
import { poolFile, readPool, reducedEvidence, writePool } from './pool.ts';

const folder = mkdtempSync(join(tmpdir(), 'streamstock-pool-'));
beforeAll(() => initHistograms());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a pool on the disk', () => {
  it('is read as it was written', () => {
    const blocks = blocksFixture(3);
    writePool(folder, blocks, null);
    expect(readPool(folder)).toEqual(blocks);
    expect(readEvidenceSet(poolFile(folder, 'plain')).runs).toHaveLength(6);
  });

  it.each([
    'plain',
    'cpu',
    'stall',
  ] as const)('is refused when a run of kind %s is missing or too many', (kind) => {
    for (const change of [-1, 1]) {
      writePool(folder, blocksFixture(3), null);
      const set = readEvidenceSet(poolFile(folder, kind));
      const runs = change < 0 ? set.runs.slice(1) : [...set.runs, ...set.runs.slice(0, 1)];
      writeEvidenceSet(poolFile(folder, kind), { ...set, runs });
      expect(() => readPool(folder)).toThrow(
        expect.objectContaining({ code: 'EVIDENCE_UNREADABLE' }),
      );
    }
  });
});

describe('evidence that is reduced for a pool', () => {
  it('keeps every sample of end_to_end, and forgets the other stages', () => {
    const sales = snapshotOf([10, 20, 20, 5000]);
    const restocks = snapshotOf([1, 20, 700_000]);
    const evidence = {
      ...runFixture('a run'),
      latency: [
        { stage: 'end_to_end', topic: 'inventory.sales', histogram: sales },
        { stage: 'produce', topic: 'inventory.sales', histogram: snapshotOf([3]) },
        { stage: 'end_to_end', topic: 'inventory.restocks', histogram: restocks },
      ],
    } as const;
    const reduced = reducedEvidence(evidence);
    expect(reduced.latency.map(({ stage }) => stage)).toEqual(['end_to_end']);
    const histograms = reduced.latency.map(({ histogram }) => histogram);
    expect(countedValues(histograms)).toEqual(countedValues([sales, restocks]));
    expect(reduced.cpu).toEqual(evidence.cpu);
    expect(reduced.digest).toEqual(evidence.digest);
  });

  it('has no latency where there was none', () => {
    expect(reducedEvidence({ ...runFixture('a run'), latency: [] }).latency).toEqual([]);
  });
});

function snapshotOf(samplesUs: readonly number[]): HistogramSnapshot {
  const histogram = new LatencyHistogram();
  for (const us of samplesUs) histogram.record(us);
  const snapshot = histogram.snapshot();
  histogram.destroy();
  return snapshot;
}
