/** What the pieces do together: how often a comparison of a version with itself raises an alarm. */
import { describe, expect, it } from 'vitest';
import { holm } from './holm.ts';
import { normalDraws } from './random.fixture.ts';
import { rankSumTest } from './rank-sum.ts';
import { signedRankTest } from './signed-rank.ts';

const METRICS = 6;
const ALPHA = 0.05;
const COMPARISONS = 1_000;

/** Runs of one version: metrics move together where the machine is slow, and each has a tail of its own. */
function measurer(draw: () => number) {
  return (runs: number, changes: readonly number[] = []) =>
    Array.from({ length: runs }, () => {
      const machine = draw();
      return Array.from({ length: METRICS }, (_, metric) => {
        const own = draw();
        return (changes[metric] ?? 0) + 0.03 * machine + 0.02 * (own + 0.4 * own * own);
      });
    });
}

const column = (runs: readonly (readonly number[])[], metric: number) =>
  runs.map((values) => values[metric] ?? Number.NaN);

type Runs = readonly (readonly number[])[];
function significant(pValueOf: (metric: number) => number): number[] {
  const adjusted = holm(Array.from({ length: METRICS }, (_, metric) => pValueOf(metric)));
  return adjusted.flatMap((pValue, metric) => (pValue <= ALPHA ? [metric] : []));
}
const paired = (base: Runs, head: Runs) =>
  significant((metric) => {
    const before = column(base, metric);
    const differences = column(head, metric).map((value, pair) => value - (before[pair] ?? 0));
    return signedRankTest(differences).pValue;
  });
const unpaired = (base: Runs, head: Runs) =>
  significant((metric) => rankSumTest(column(base, metric), column(head, metric)).pValue);

describe.each([
  ['10 pairs', 10, paired],
  ['8 pairs', 8, paired],
  ['6 runs a side', 6, unpaired],
  ['35 runs a side', 35, unpaired],
] as const)('six metrics that move together, %s', (title, runs, compare) => {
  it('raise a false alarm in at most 5 % of comparisons of a version with itself', () => {
    const measure = measurer(normalDraws(title));
    let alarms = 0;
    for (let comparison = 0; comparison < COMPARISONS; comparison += 1) {
      if (compare(measure(runs), measure(runs)).length > 0) alarms += 1;
    }
    expect(alarms / COMPARISONS).toBeLessThanOrEqual(ALPHA);
    // A procedure that never raises one would pass, too.
    expect(alarms).toBeGreaterThan(0);
  });

  it('raise one of the others in at most 5 % of comparisons in which one metric is slower', () => {
    const measure = measurer(normalDraws(`${title}, slower`));
    let [alarms, found] = [0, 0];
    for (let comparison = 0; comparison < COMPARISONS; comparison += 1) {
      const moved = compare(measure(runs), measure(runs, [0, 0, 0.2]));
      if (moved.some((metric) => metric !== 2)) alarms += 1;
      if (moved.includes(2)) found += 1;
    }
    expect(alarms / COMPARISONS).toBeLessThanOrEqual(ALPHA);
    expect(found / COMPARISONS).toBeGreaterThan(0.9);
  });
});
