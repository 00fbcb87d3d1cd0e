import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

/** Straight from the definition, exponential: small words only. */
function naiveDistance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const replaced = naiveDistance(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1);
  const best = Math.min(
    replaced,
    naiveDistance(a.slice(1), b) + 1,
    naiveDistance(a, b.slice(1)) + 1,
  );
  const swapped = a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0];
  return swapped ? Math.min(best, naiveDistance(a.slice(2), b.slice(2)) + 1) : best;
}

describe('editDistance', () => {
  it('counts like the definition', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(naiveDistance(a, b));
      }),
    );
  });

  it('counts swapped neighbours as one slip', () => {
    expect(editDistance('retrun', 'return')).toBe(1);
  });
});

describe('nearest', () => {
  it('finds the word that was meant', () => {
    expect(nearest('durration', ['rate', 'duration', 'executor'])).toBe('duration');
    expect(nearest('Zipf', ['uniform', 'zipf'])).toBe('zipf');
  });

  it('stays silent when nothing is close', () => {
    expect(nearest('banana', ['rate', 'duration'])).toBeUndefined();
    expect(nearest('x', [])).toBeUndefined();
  });
});
