import { describe, expect, it } from 'vitest';
import { passedRecord } from '../record.fixture.ts';
import { listQuery, queryText, RUNS_PER_PAGE, select } from './list-query.ts';
import { entryOfRecord, type RunEntry } from './run-entry.ts';

const RECORD = Buffer.from(`${JSON.stringify(passedRecord(), null, 2)}\n`);
const entries: RunEntry[] = Array.from({ length: 2 * RUNS_PER_PAGE + 1 }, (_, index) => {
  return entryOfRecord({ id: `run-${index}`, folder: `/runs/run-${index}`, timeMs: 0 }, RECORD);
});

describe('pages of the list', () => {
  it('hold every run once, in order', () => {
    const pages = [1, 2, 3].map((page) => {
      return select(entries, { scenario: undefined, verdict: undefined, page });
    });
    expect(pages.map(({ runs }) => runs.length)).toEqual([RUNS_PER_PAGE, RUNS_PER_PAGE, 1]);
    expect(pages.flatMap(({ runs }) => runs)).toEqual(entries);
    for (const { pages: count, matching } of pages) {
      expect([count, matching]).toEqual([3, entries.length]);
    }
  });

  it('beyond the last are empty, and there is always a first one', () => {
    const query = { scenario: 'steady', verdict: undefined, page: 7 };
    expect(select(entries, query)).toMatchObject({ runs: [], matching: 0, pages: 1 });
  });
});

describe('a query', () => {
  it.each([
    '',
    '?scenario=spike',
    '?verdict=passed&page=2',
    '?scenario=a%26b%3D%C3%A9',
  ])('survives being written and read: %s', (text) => {
    const query = listQuery(Object.fromEntries(new URLSearchParams(text)));
    if (typeof query === 'string') throw new Error(query);
    expect(queryText(query)).toBe(text);
  });
});
