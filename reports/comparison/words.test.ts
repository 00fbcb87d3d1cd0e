import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acceptedComparison,
  bareComparison,
  inconclusiveComparison,
  sameComparison,
  singleComparison,
  slowerComparison,
} from './comparison.fixture.ts';
import type { MetricComparison } from './comparison.ts';
import {
  changeText,
  effectText,
  headline,
  intervalText,
  moreRunsText,
  movementText,
  pText,
  runsText,
  sideText,
} from './words.ts';

describe('changeText', () => {
  it.each<[ratio: number | null, text: string]>([
    [1.123, '+12.3 %'],
    [0.812, '−18.8 %'],
    [1, '0 %'],
    [1.0004, '0 %'],
    [0.9996, '0 %'],
    [1.0006, '+0.1 %'],
    [1.9994, '+99.9 %'],
    [1.99951, '+100 %'],
    [12.004, '+1,100 %'],
    [0, '−100 %'],
    [null, '–'],
  ])('of a ratio of %d is %s', (ratio, text) => {
    expect(changeText(ratio)).toBe(text);
  });
});

describe('intervalText', () => {
  it('has the sign of both ends', () => {
    expect(intervalText({ low: 1.082, high: 1.165 })).toBe('+8.2 … +16.5 %');
    expect(intervalText({ low: 0.94, high: 1 })).toBe('−6.0 … 0 %');
    expect(intervalText(null)).toBe('–');
  });
});

describe('pText', () => {
  it.each<[p: number, text: string]>([
    [0.01171875, '0.012'],
    [0.05, '0.05'],
    [0.05001, '0.051'],
    [0.0499, '0.05'],
    [0.375, '0.38'],
    [0.07, '0.07'],
    [1, '1'],
    [0.0009, '< 0.001'],
    [0.001, '0.001'],
  ])('of %d is %s', (adjustedPValue, text) => {
    expect(pText(tested(adjustedPValue))).toBe(text);
  });

  it('never looks better than it is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1, noNaN: true }), (p) => {
        expect(Number(pText(tested(p)))).toBeGreaterThanOrEqual(p - 1e-9);
      }),
    );
    expect(pText(null)).toBe('–');
  });
});

describe('a metric', () => {
  it('is said with both values and their unit', () => {
    const [consumers] = slowerComparison().metrics.slice(4);
    expect(consumers && movementText(consumers)).toBe('72.0 → 80.9 µs');
    expect(consumers && effectText(consumers)).toBe(
      '+12.3 % (95 % interval +8.2 … +16.5 %, p 0.012)',
    );
  });

  it('says that it has no samples, no interval, no test', () => {
    const [empty] = bareComparison().metrics;
    expect(empty && movementText(empty)).toBe('no samples');
    expect(empty && movementText({ ...empty, head: 3 })).toBe('– → 3.00 ms');
    expect(empty && effectText(empty)).toBe('no change can be stated');
    const [, single] = singleComparison().metrics;
    expect(single && effectText(single)).toBe('+2.0 %');
  });
});

describe('headline', () => {
  it('names scenario, seed, design and both sides', () => {
    expect(headline(sameComparison())).toBe(
      'spike · seed 7 · 10 pairs of runs · working tree (a1b2c3d4e5f6) against main (a1b2c3d4e5f6)',
    );
    expect(headline(singleComparison())).toContain(' · one run on a side · runs/two against ');
    expect(headline(acceptedComparison({ design: 'unpaired' }))).toContain(' · 10 runs a side · ');
    const fewer = { ...sameComparison().base, runs: sameComparison().base.runs.slice(0, 8) };
    const unequal = sameComparison({ design: 'unpaired', base: fewer });
    expect(headline(unequal)).toContain(' · 8 runs of base and 10 of head · ');
  });

  it('counts only the runs that are evidence', () => {
    expect(runsText(inconclusiveComparison().head)).toBe('12 runs, 2 left out');
    expect(headline(inconclusiveComparison())).toContain(' · 10 pairs of runs · ');
  });

  it('shortens commits, not what people called a side', () => {
    const { base } = sameComparison();
    const revision = base.revision ?? '';
    expect(sideText({ ...base, label: revision })).toBe('a1b2c3d4e5f6');
    expect(sideText({ ...base, label: 'x', revision: 'a-tag' })).toBe('x (a-tag)');
    expect(sideText({ ...base, revision: null })).toBe('main');
  });
});

describe('moreRunsText', () => {
  it('counts pairs or runs a side, and is silent where nothing is open', () => {
    expect(moreRunsText(inconclusiveComparison())).toBe(
      'about 14 more pairs would probably decide',
    );
    expect(moreRunsText(singleComparison())).toBe('about 4 more runs a side would probably decide');
    const { verdict } = singleComparison();
    const one = singleComparison({ verdict: { ...verdict, moreRunsNeeded: 1 } });
    expect(moreRunsText(one)).toBe('about 1 more run a side would probably decide');
    expect(moreRunsText(sameComparison())).toBeNull();
  });
});

function tested(adjustedPValue: number): MetricComparison['test'] {
  return { name: 'signed-rank', isExact: true, pValue: 0.001, adjustedPValue };
}
