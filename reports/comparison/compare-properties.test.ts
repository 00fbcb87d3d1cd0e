/** What holds of every comparison, whatever was measured. */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from '../histogram.ts';
import { type CompareOptions, compareEvidence } from './compare.ts';
import type { Comparison, MetricVerdictName } from './comparison.ts';
import { inventedRun } from './evidence.fixture.ts';
import { parseGate } from './gated-metrics.ts';
import type { EvidenceSet, RunEvidence } from './run-evidence.ts';

beforeAll(initHistograms);

const OPTIONS: CompareOptions = {
  design: 'paired',
  gate: parseGate([
    'end_to_end p(50) 10%',
    'cpu_per_event{group:consumers} value 5%',
    'throughput value 5%',
  ]),
  acceptOutcomes: false,
  toolVersion: '0.1.0',
  createdAt: new Date(0),
  comparisonId: 'a-comparison',
  replay: '',
};
const FEW = { numRuns: 40 };

/** Sides of which anything may be true: equal, faster, slower, noisy, small. */
const SIDES = fc
  .record({
    design: fc.constantFrom('paired' as const, 'unpaired' as const),
    runs: fc.integer({ min: 1, max: 12 }),
    more: fc.integer({ min: 0, max: 3 }),
    cpu: fc.double({ min: 0.7, max: 1.4, noNaN: true }),
    latency: fc.double({ min: 0.5, max: 2, noNaN: true }),
    throughput: fc.double({ min: 0.8, max: 1.2, noNaN: true }),
    noise: fc.constantFrom(0, 0.01, 0.05, 0.3),
    name: fc.string({ minLength: 1, maxLength: 5 }),
  })
  .map(({ design, runs, more, noise, name, ...factors }) => ({
    design,
    base: side(Array.from({ length: runs }, (_, at) => inventedRun(`b${name}${at}`, {}, noise))),
    head: side(
      Array.from({ length: runs + (design === 'paired' ? 0 : more) }, (_, at) =>
        inventedRun(`h${name}${at}`, factors, noise),
      ),
    ),
  }));

describe('every comparison', () => {
  it('is mirrored when the sides change places', () => {
    fc.assert(
      fc.property(SIDES, ({ design, base, head }) => {
        const there = compareEvidence(base, head, { ...OPTIONS, design });
        const back = compareEvidence(head, base, { ...OPTIONS, design });
        for (const [index, metric] of there.metrics.entries()) {
          const mirrored = back.metrics[index];
          expect(mirrored?.verdict).toBe(MIRRORED[metric.verdict]);
          expect(mirrored?.ratio).toBeCloseTo(1 / (metric.ratio ?? Number.NaN), 9);
          expect(mirrored?.interval === null).toBe(metric.interval === null);
          expect(mirrored?.interval?.low ?? 1).toBeCloseTo(1 / (metric.interval?.high ?? 1), 9);
          expect(mirrored?.interval?.high ?? 1).toBeCloseTo(1 / (metric.interval?.low ?? 1), 9);
          expect(mirrored?.test?.pValue ?? 1).toBeCloseTo(metric.test?.pValue ?? 1, 12);
        }
      }),
      FEW,
    );
  });

  it('of a side with itself is never slower or faster', () => {
    fc.assert(
      fc.property(SIDES, ({ design, base }) => {
        const comparison = compareEvidence(
          base,
          { ...base, label: 'head' },
          { ...OPTIONS, design },
        );
        expect(['same', 'inconclusive']).toContain(comparison.verdict.name);
        for (const { ratio, verdict } of comparison.metrics) {
          expect(ratio).toBe(1);
          expect(['same', 'cannot tell']).toContain(verdict);
        }
      }),
      FEW,
    );
  });

  it('concludes the same of runs that all took twice the CPU', () => {
    fc.assert(
      fc.property(SIDES, ({ design, base, head }) => {
        const once = compareEvidence(base, head, { ...OPTIONS, design });
        const twice = compareEvidence(doubled(base), doubled(head), { ...OPTIONS, design });
        expect(conclusions(twice)).toEqual(conclusions(once));
      }),
      FEW,
    );
  });

  it('concludes the same in whatever order the runs of a side are given', () => {
    fc.assert(
      fc.property(SIDES, fc.integer(), ({ base, head }, turn) => {
        const options = { ...OPTIONS, design: 'unpaired' as const };
        const given = compareEvidence(base, head, options);
        const turned = compareEvidence(rotated(base, turn), rotated(head, turn + 1), options);
        expect(conclusions(turned)).toEqual(conclusions(given));
      }),
      FEW,
    );
  });

  it('calls nothing slower or faster without a ratio beyond the floor and an interval without 1', () => {
    fc.assert(
      fc.property(SIDES, ({ design, base, head }) => {
        for (const metric of compareEvidence(base, head, { ...OPTIONS, design }).metrics) {
          const { verdict, ratio, interval, noiseThreshold, test } = metric;
          if (verdict === 'cannot tell') continue;
          expect(test).not.toBeNull();
          const [low, high] = [interval?.low ?? Number.NaN, interval?.high ?? Number.NaN];
          if (verdict === 'same') {
            expect(low).toBeGreaterThan(1 / (1 + noiseThreshold));
            expect(high).toBeLessThan(1 + noiseThreshold);
          } else {
            expect(low > 1 || high < 1).toBe(true);
            expect(Math.abs(Math.log(ratio ?? 1))).toBeGreaterThanOrEqual(
              Math.log1p(noiseThreshold),
            );
            expect(test?.adjustedPValue).toBeLessThanOrEqual(0.05);
          }
        }
      }),
      FEW,
    );
  });
});

const MIRRORED: Readonly<Record<MetricVerdictName, MetricVerdictName>> = {
  slower: 'faster',
  faster: 'slower',
  same: 'same',
  'cannot tell': 'cannot tell',
};

/** Beside texts and what names the runs. */
function conclusions({ verdict, metrics }: Comparison) {
  return {
    name: verdict.name,
    moreRunsNeeded: verdict.moreRunsNeeded,
    metrics: metrics.map((metric) => ({
      verdict: metric.verdict,
      ratio: metric.ratio?.toFixed(9),
      low: metric.interval?.low.toFixed(9),
      high: metric.interval?.high.toFixed(9),
      pValue: metric.test?.adjustedPValue.toFixed(9),
    })),
  };
}

function side(runs: readonly RunEvidence[]): EvidenceSet {
  return { label: 'a side', revision: null, runs };
}

function rotated({ runs, ...rest }: EvidenceSet, turn: number): EvidenceSet {
  const at = ((turn % runs.length) + runs.length) % runs.length;
  return { ...rest, runs: [...runs.slice(at), ...runs.slice(0, at)] };
}

function doubled({ runs, ...rest }: EvidenceSet): EvidenceSet {
  return {
    ...rest,
    runs: runs.map((run) => {
      const { processUs, events, groupsUs } = run.cpu;
      const groups = Object.entries(groupsUs).map(([name, us]) => [
        name,
        us === null ? null : 2 * us,
      ]);
      return {
        ...run,
        cpu: { processUs: 2 * processUs, events, groupsUs: Object.fromEntries(groups) },
      };
    }),
  };
}
