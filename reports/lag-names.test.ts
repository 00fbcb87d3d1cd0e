import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_TOPICS } from '../pipeline/topics.ts';
import { commonPrefix, withoutPrefix } from './lag-names.ts';

describe('commonPrefix', () => {
  it('is what stands before the names of all topics', () => {
    expect(commonPrefix(['bench-7.inventory.sales', 'bench-7.inventory.returns'])).toBe('bench-7.');
    expect(commonPrefix(['inventory.sales', 'inventory.returns'])).toBe('');
  });

  it('is nothing where a topic differs, or is none of ours', () => {
    expect(commonPrefix(['a.inventory.sales', 'b.inventory.returns'])).toBe('');
    expect(commonPrefix(['a.inventory.sales', 'a.orders'])).toBe('');
    expect(commonPrefix([])).toBe('');
  });

  it('gives back the plain names, whatever the prefix', () => {
    const topics = fc.uniqueArray(fc.constantFrom(...EVENT_TOPICS), { minLength: 1 });
    fc.assert(
      fc.property(fc.string(), topics, (prefix, names) => {
        const rows = names.map((name) => ({ topic: `${prefix}${name}` }));
        const found = commonPrefix(rows.map(({ topic }) => topic));
        expect(found).toBe(prefix);
        expect(withoutPrefix(rows, found)).toEqual(names.map((topic) => ({ topic })));
      }),
    );
  });
});
