import { describe, expect, it } from 'vitest';
import { outcomeChangeText, outcomeDifference, outcomeFigure } from './outcome-words.ts';

describe('outcomeFigure', () => {
  it.each<[value: number | null, text: string]>([
    [48_210, '48,210'],
    [0, '0'],
    [1, '1'],
    [-12_345, '-12,345'],
    [0.982134, '0.98213'],
    [null, '–'],
  ])('of %d is %s', (value, text) => {
    expect(outcomeFigure(value)).toBe(text);
  });
});

describe('outcomeDifference', () => {
  it.each<[base: number | null, head: number | null, text: string]>([
    [48_210, 48_207, '−3'],
    [0, 1_200, '+1,200'],
    [5, 5, '0'],
    [0.3, 0.1 + 0.2, '0'],
    [0.98213, 0.98207, '−0.00006'],
    [0.5, 0.75, '+0.25'],
    [1, 0.98, '−0.02'],
    [null, 3, ''],
    [3, null, ''],
  ])('from %d to %d is %j', (base, head, text) => {
    expect(outcomeDifference({ name: 'x', label: 'x', base, head })).toBe(text);
  });
});

describe('outcomeChangeText', () => {
  it('leaves out the difference where there is none', () => {
    const change = { name: 'soldUnits', label: 'units sold', base: 48_210, head: 48_207 };
    expect(outcomeChangeText(change)).toBe('units sold 48,210 → 48,207 (−3)');
    expect(outcomeChangeText({ ...change, base: null })).toBe('units sold – → 48,207');
  });
});
