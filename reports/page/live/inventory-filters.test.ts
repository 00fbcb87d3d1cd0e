import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressQuery,
  apiQuery,
  filtersOf,
  isFiltered,
  NO_FILTERS,
  SORTS,
  STATUSES,
  sortedBy,
} from './inventory-filters.ts';

describe('filters of the inventory', () => {
  it('survive the address', () => {
    const filters = fc.record({
      search: fc.string({ maxLength: 40 }),
      category: fc.string({ maxLength: 40 }),
      warehouse: fc.string({ maxLength: 40 }),
      status: fc.constantFrom('' as const, ...STATUSES),
      sort: fc.constantFrom('' as const, ...SORTS),
      order: fc.constantFrom('asc' as const, 'desc' as const),
      page: fc.integer({ min: 1, max: 5_000 }),
      product: fc.constantFrom('', 'PROD-001'),
    });
    fc.assert(
      fc.property(filters, (wanted) => {
        const read = filtersOf(new URLSearchParams(addressQuery(wanted)));
        expect(read).toEqual(wanted);
      }),
    );
  });

  it('are as usual where the address makes no sense', () => {
    const address = 'status=broken&sort=%3Cb%3E&order=up&page=-3&product=../../etc';
    expect(filtersOf(new URLSearchParams(address))).toEqual(NO_FILTERS);
  });

  it('ask the API for nothing that is not wanted', () => {
    expect(apiQuery(NO_FILTERS)).toEqual({ page: 1, pageSize: 25 });
    expect(apiQuery({ ...NO_FILTERS, search: '  tea ', sort: 'sold', order: 'desc' })).toEqual({
      page: 1,
      pageSize: 25,
      search: 'tea',
      sort: 'sold',
      order: 'desc',
    });
  });

  it('never ask for a longer search than the API takes', () => {
    const { search } = filtersOf(new URLSearchParams({ search: 'x'.repeat(5_000) }));
    expect(search).toHaveLength(100);
  });

  it('sort a column upwards, downwards, not at all, from the first page on', () => {
    const up = sortedBy({ ...NO_FILTERS, page: 4 }, 'price');
    const down = sortedBy(up, 'price');
    expect([up, down, sortedBy(down, 'price')].map(({ sort, order }) => [sort, order])).toEqual([
      ['price', 'asc'],
      ['price', 'desc'],
      ['', 'asc'],
    ]);
    expect(up.page).toBe(1);
    expect(sortedBy(down, 'sold')).toMatchObject({ sort: 'sold', order: 'asc' });
  });

  it('do not count order and page as a filter', () => {
    expect(isFiltered({ ...NO_FILTERS, sort: 'price', page: 3, product: 'PROD-001' })).toBe(false);
    expect(isFiltered({ ...NO_FILTERS, search: ' ' })).toBe(false);
    expect(isFiltered({ ...NO_FILTERS, status: 'low' })).toBe(true);
  });
});
