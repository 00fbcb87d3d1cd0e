import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from '../histogram.ts';
import { type CompareOptions, compareEvidence } from './compare.ts';
import type { Comparison } from './comparison.ts';
import { type InventedRun, inventedSide } from './evidence.fixture.ts';

beforeAll(initHistograms);

const OPTIONS: CompareOptions = {
  design: 'unpaired',
  gate: null,
  acceptOutcomes: false,
  toolVersion: '0.1.0',
  createdAt: new Date(Date.UTC(2026, 0, 6)),
  comparisonId: 'a-comparison',
  replay: 'streamstock compare base head',
};
const PAIRED: CompareOptions = { ...OPTIONS, design: 'paired' };

const RUNS = 10;
const compared = (head: InventedRun, options: Partial<CompareOptions> = {}): Comparison =>
  compareEvidence(inventedSide('base', RUNS), inventedSide('head', RUNS, head), {
    ...PAIRED,
    ...options,
  });

describe('a comparison', () => {
  it('of versions that are equally fast says so', () => {
    const comparison = compared({});
    expect(comparison.metrics.map(({ verdict }) => verdict)).toEqual(new Array(6).fill('same'));
    expect(comparison.verdict).toMatchObject({ name: 'same', exitCode: 0, moreRunsNeeded: null });
  });

  it.each(['paired', 'unpaired'] as const)('finds slower CPU, %s, and nothing else', (design) => {
    const { verdict, metrics } = compared({ cpu: 1.12 }, { design });
    expect(verdict).toMatchObject({ name: 'slower', exitCode: 91 });
    expect(metrics.map(({ label, verdict }) => `${label}: ${verdict}`)).toEqual([
      'end_to_end p(50): same',
      'end_to_end p(99): same',
      'cpu_per_event{group:producers}: slower',
      'cpu_per_event{group:broker}: slower',
      'cpu_per_event{group:consumers}: slower',
      'cpu_per_event: slower',
    ]);
    expect(verdict.reasons[0]).toMatch(
      /^cpu_per_event\{group:producers\} is slower: \+1[12]\.\d % \(95 % interval .*, p 0\.01[0-9]*\), beyond the floor of 5 %$|^cpu_per_event\{group:producers\} is slower: .*p < 0\.001/,
    );
  });
});
