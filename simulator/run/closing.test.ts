import { describe, expect, it } from 'vitest';
import type { EndOffsets } from '../consumers/messages.ts';
import { closeBooks, concludeFrom } from './closing.ts';

const ENDS: EndOffsets = [['inventory.sales/0', 10]];

/** @param open what each look at the changelog finds; the last one stays */
function setting(open: readonly number[], { size = 2, hopeless = false } = {}) {
  const reasons: string[] = [];
  const asked: EndOffsets[] = [];
  let looks = 0;
  return {
    reasons,
    asked,
    looks: () => looks,
    options: {
      consumers: {
        size,
        close: (ends: EndOffsets) => {
          asked.push(ends);
          return Promise.resolve();
        },
      },
      reader: {
        ends: () => Promise.resolve(ENDS),
        readOn: () => {
          looks += 1;
          return Promise.resolve(open[Math.min(looks, open.length) - 1] ?? 0);
        },
        conclude: () => Promise.reject(new Error('cut off')),
      },
      trouble: { add: (reason: string) => void reasons.push(reason), hopeless },
      limitMs: 60_000,
    },
  };
}

describe('closeBooks', () => {
  it('is done when the changelog says so', async () => {
    const { options, reasons, asked } = setting([0]);
    expect(await closeBooks(options)).toBe(0);
    expect([asked, reasons]).toEqual([[ENDS], []]);
  });

  it('does not believe members that say so: what they wrote may not count', async () => {
    const { options, looks } = setting([2, 1, 0]);
    expect(await closeBooks(options)).toBe(0);
    expect(looks()).toBe(3);
  });

  it('says what nobody closed in time', async () => {
    const { options, reasons } = setting([3]);
    expect(await closeBooks({ ...options, limitMs: 0 })).toBe(3);
    expect(reasons).toEqual(['the books of 3 partitions were not closed in time']);
  });

  it('waits for nobody when nobody is left', async () => {
    const { options, reasons } = setting([1], { size: 0 });
    expect(await closeBooks(options)).toBe(1);
    expect(reasons).toEqual(['the books of 1 partition were not closed in time']);
  });

  it('adds no reason to a run that is hopeless for another', async () => {
    const { options, reasons } = setting([6], { size: 0, hopeless: true });
    expect(await closeBooks(options)).toBe(6);
    expect(reasons).toEqual([]);
  });

  it('says why the topics cannot be read', async () => {
    const { options, reasons } = setting([0]);
    const reader = { ...options.reader, ends: () => Promise.reject(new Error('nobody answers')) };
    expect(await closeBooks({ ...options, reader })).toBeUndefined();
    expect(await concludeFrom(options)).toBeUndefined();
    expect(reasons).toEqual([
      'the books could not be closed: nobody answers',
      'what the pipeline concluded cannot be read: cut off',
    ]);
  });
});
