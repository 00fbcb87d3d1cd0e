import { describe, expect, it } from 'vitest';
import { confidenceText, dayName, shortDay, stockOutText } from './analytics-words.ts';

describe('a forecast in words', () => {
  it.each([
    [0, 'today', 'today'],
    [1, 'tomorrow', '+1'],
    [5, 'in 5 days', '+5'],
    [-1, 'yesterday', '−1'],
    [-3, '3 days ago', '−3'],
  ])('calls day %i %s', (offset, long, short) => {
    expect(dayName(offset)).toBe(long);
    expect(shortDay(offset)).toBe(short);
  });

  it.each([
    [5, null, 'Not within a year at this pace.'],
    [0, 0, 'It is out of stock now.'],
    [1, 0, 'Within a day.'],
    [2, 0.3, 'Within a day.'],
    [9, 1, 'In 1 day.'],
    [9, 4.567, 'In 4.57 days.'],
    [9, 364.6, 'In 365 days.'],
  ])('says when %i units run out: %j', (quantity, daysUntilStockOut, text) => {
    expect(stockOutText({ quantity, daysUntilStockOut })).toBe(text);
  });

  it.each([
    [0.85, /^High, 85 %/],
    [0.7, /^High/],
    [0.5, /^Medium, 50 %/],
    [0.1, /^Low, 10 %/],
    [0, /^None/],
  ])('says how sure it is: %d', (confidence, text) => {
    expect(confidenceText(confidence)).toMatch(text);
  });
});
