/** What the comparison page gets: the comparison with every text inert and every list bounded. Its types are the contract with `reports/page/comparison/`. Pure. */
import { inertText } from '../inert-text.ts';
import { inWords, whole } from '../numbers.ts';
import type { ComparedSide, Comparison } from './comparison.ts';
import { inertComparison } from './inert-comparison.ts';

export interface ComparisonPage {
  readonly comparison: Comparison;
  /** Addresses of reports, relative to the page, by run. */
  readonly reports: readonly (readonly [runId: string, address: string])[];
  /** What was left out for the page, as sentences. */
  readonly reduced: readonly string[];
}

/** Where the report of a run is, relative to the comparison's page; runs without one are absent. */
export type RunReports = ReadonlyMap<string, string>;

/** Entries of a list that are kept; nobody reads more. */
const MAX_LIST = 200;

export function comparisonPage(given: Comparison, reports: RunReports): ComparisonPage {
  const reduced: string[] = [];
  const cut = <T>(list: readonly T[], what: string): readonly T[] => {
    if (list.length <= MAX_LIST) return list;
    const known = inWords(list.length, what);
    reduced.push(`${whole(MAX_LIST)} of ${known} are shown; comparison.json has all.`);
    return list.slice(0, MAX_LIST);
  };
  const side = (one: ComparedSide, name: string): ComparedSide => ({
    ...one,
    runs: cut(one.runs, `${name} run`),
  });
  const { verdict, outcome } = given;
  const comparison = inertComparison({
    ...given,
    base: side(given.base, 'base'),
    head: side(given.head, 'head'),
    warnings: cut(given.warnings, 'warning'),
    outcome: { ...outcome, moved: cut(outcome.moved, 'moved outcome') },
    verdict: { ...verdict, reasons: cut(verdict.reasons, 'reason') },
  });
  return {
    comparison,
    reports: [...reports].map(([runId, address]) => [inertText(runId), address]),
    reduced,
  };
}
