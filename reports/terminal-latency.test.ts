import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bar } from './terminal-latency.ts';

describe('bar', () => {
  it.each<[from: number, to: number, text: string]>([
    [0, 1, '██████████'],
    [0, 0.25, '██▌'],
    [0.25, 0.5, '  ▐██'],
    [0.5, 0.5, ''],
    [0.5, 0.5001, '     ▌'],
    [0.9999, 1, '         ▐'],
    [0.04, 0.06, '▐'],
  ])('from %d to %d is %j', (from, to, text) => {
    expect(bar(from, to, 10)).toBe(text);
  });

  it('is as long as its share, to a cell, and never leaves its width', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, fc.integer({ min: 1, max: 80 }), (a, b, cells) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const text = bar(from, to, cells);
        expect(text.length).toBeLessThanOrEqual(cells);
        const halves = Array.from(text).reduce((sum, cell) => {
          return sum + (cell === '█' ? 2 : cell === ' ' ? 0 : 1);
        }, 0);
        expect(Math.abs(halves / 2 - (to - from) * cells)).toBeLessThanOrEqual(1);
        expect(halves > 0).toBe(to > from);
      }),
      { examples: [[1, 1, 20]] },
    );
  });
});
