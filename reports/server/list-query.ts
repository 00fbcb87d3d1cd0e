/** Which runs of all are shown: by scenario, by verdict, by page. */
import { VERDICTS, type VerdictName } from '../verdict.ts';
import type { CapacitySearch, FinishedRun, OtherRun, RunEntry } from './run-entry.ts';

export interface ListQuery {
  readonly scenario: string | undefined;
  readonly verdict: VerdictName | undefined;
  /** From 1. */
  readonly page: number;
}

/** @returns a sentence for whoever sent it when it makes no sense */
export function listQuery(sent: Readonly<Record<string, unknown>>): ListQuery | string {
  for (const [key, value] of Object.entries(sent)) {
    if (!KEYS.includes(key)) return `Only ${KEYS.join(', ')} can be asked for.`;
    if (typeof value !== 'string') return `${key} is there more than once.`;
  }
  const { scenario = '', verdict = '', page = '' } = sent as Record<string, string | undefined>;
  const name = VERDICTS.find((candidate) => candidate === verdict);
  if (verdict !== '' && name === undefined) {
    return `There is no such verdict; there are ${VERDICTS.join(', ')}.`;
  }
  if (!/^(|[1-9][0-9]{0,5})$/.test(page)) return 'The page must be a number from 1 on.';
  return {
    scenario: scenario === '' ? undefined : scenario,
    verdict: name,
    page: page === '' ? 1 : Number(page),
  };
}

const KEYS = ['scenario', 'verdict', 'page'];

/** As a query string that begins with `?`, or nothing. */
export function queryText({ scenario, verdict, page }: ListQuery): string {
  const parameters = new URLSearchParams();
  if (scenario !== undefined) parameters.set('scenario', scenario);
  if (verdict !== undefined) parameters.set('verdict', verdict);
  if (page > 1) parameters.set('page', String(page));
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

export const RUNS_PER_PAGE = 100;

export interface Selection {
  readonly query: ListQuery;
  /** All finished runs that the filter lets through, how many. */
  readonly matching: number;
  /** Those of the page, newest first. */
  readonly runs: readonly FinishedRun[];
  readonly pages: number;
  /** Capacity searches; only where no verdict is asked for. */
  readonly searches: readonly CapacitySearch[];
  /** Folders without a report; only where nothing is filtered. */
  readonly others: readonly OtherRun[];
  /** Of all finished runs, sorted. */
  readonly scenarios: readonly string[];
  /** Finished runs without any filter. */
  readonly finished: number;
}

export function select(entries: readonly RunEntry[], query: ListQuery): Selection {
  const finished = entries.filter((entry) => entry.state === 'finished');
  const matching = finished.filter(({ run }) => {
    if (query.scenario !== undefined && run.scenario !== query.scenario) return false;
    return query.verdict === undefined || run.verdict === query.verdict;
  });
  const searches = entries.filter((entry) => entry.state === 'search');
  const from = (query.page - 1) * RUNS_PER_PAGE;
  const filtered = query.scenario !== undefined || query.verdict !== undefined;
  return {
    query,
    matching: matching.length,
    runs: matching.slice(from, from + RUNS_PER_PAGE),
    pages: Math.max(1, Math.ceil(matching.length / RUNS_PER_PAGE)),
    searches: searches.filter(({ search }) => {
      if (query.verdict !== undefined) return false;
      return query.scenario === undefined || search.scenario === query.scenario;
    }),
    others: filtered ? [] : entries.filter(isOther),
    scenarios: [
      ...new Set([
        ...finished.map(({ run }) => run.scenario),
        ...searches.map(({ search }) => search.scenario),
      ]),
    ].toSorted((a, b) => (a < b ? -1 : 1)),
    finished: finished.length,
  };
}

function isOther(entry: RunEntry): entry is OtherRun {
  return entry.state !== 'finished' && entry.state !== 'search';
}
