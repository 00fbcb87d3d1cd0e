import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressed, chosenOf, idOf, instantOf, minuteOf, numberOf } from './filter-values.ts';

describe('filters in an address', () => {
  it('takes what can be chosen and nothing else', () => {
    const query = new URLSearchParams('type=SALE&severity=<b>');
    expect(chosenOf(query, 'type', ['SALE', 'RETURN'])).toBe('SALE');
    expect(chosenOf(query, 'severity', ['high'])).toBe('');
    expect(chosenOf(query, 'status', ['active'])).toBe('');
  });

  it.each([
    ['days=14', 14],
    ['days=1', 1],
    ['days=30', 30],
    ['days=31', 7],
    ['days=0', 7],
    ['days=-3', 7],
    ['days=1e1', 7],
    ['days=7.5', 7],
    ['', 7],
  ])('reads %j as %i days', (text, days) => {
    const query = new URLSearchParams(text);
    expect(numberOf(query, 'days', { min: 1, max: 30, usual: 7 })).toBe(days);
  });

  it('takes ids, and no paths or markup', () => {
    expect(idOf(new URLSearchParams('product=PROD-001'), 'product')).toBe('PROD-001');
    for (const hostile of ['../x', '<b>', 'a b', 'x'.repeat(65), '%2e%2e/', '']) {
      const query = new URLSearchParams({ product: hostile });
      expect(idOf(query, 'product')).toBe('');
    }
  });

  it('takes minutes as their field has them, in UTC', () => {
    const query = new URLSearchParams('from=2026-01-05T14:05&to=2026-13-45T99:99');
    expect(minuteOf(query, 'from')).toBe('2026-01-05T14:05');
    expect(minuteOf(query, 'to')).toBe('');
    expect(instantOf('2026-01-05T14:05')).toBe('2026-01-05T14:05:00.000Z');
    expect(instantOf('')).toBeUndefined();
  });

  it('leaves out what is as usual', () => {
    expect(addressed({ product: 'PROD-001', days: 7, page: 2 }, { days: 7, page: 1 })).toEqual({
      product: 'PROD-001',
      days: '',
      page: '2',
    });
  });

  it('never throws, whatever stands in the address', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const query = new URLSearchParams({ x: text });
        const minute = minuteOf(query, 'x');
        expect(() => instantOf(minute)).not.toThrow();
        expect(['', 'SALE']).toContain(chosenOf(query, 'x', ['SALE']));
        expect(idOf(query, 'x').length).toBeLessThanOrEqual(64);
        expect(numberOf(query, 'x', { min: 1, max: 5, usual: 2 })).toBeLessThanOrEqual(5);
      }),
    );
  });
});
