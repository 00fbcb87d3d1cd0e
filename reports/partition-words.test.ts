import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partitionsText } from './partition-words.ts';

describe('partitionsText', () => {
  it.each([
    [[], 'none'],
    [[7], '7'],
    [[7, 3, 3], '3, 7'],
    [[0, 1, 2, 3, 7], '0–3, 7'],
    [[4, 5], '4, 5'],
  ])('says %j as %s', (numbers, text) => {
    expect(partitionsText(numbers)).toBe(text);
  });

  it('counts what there is no room to name', () => {
    const thirds = Array.from({ length: 34 }, (_, at) => at * 3);
    expect(partitionsText(thirds, 3)).toBe('0, 3, 6, … (34 in all)');
  });

  it('names every number once, and no other', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { minLength: 1 }), (numbers) => {
        const read = partitionsText(numbers, 1_000)
          .split(', ')
          .flatMap((part) => {
            const [from = 0, to = from] = part.split('–').map(Number);
            return Array.from({ length: to - from + 1 }, (_, at) => from + at);
          });
        expect(read).toEqual([...new Set(numbers)].toSorted((one, other) => one - other));
      }),
    );
  });
});
