import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccuracyTally, naiveScaleUnits } from './forecast-accuracy.ts';

interface Check {
  readonly product: number;
  readonly forecastMilliunits: number;
  readonly halfWidthMilliunits: number;
  readonly demandUnits: number;
}

describe('forecast accuracy', () => {
  it('has the published values: train 10,12,9,14,11,13,15, actual 12,16,0,14, forecast 13,14,2,15', () => {
    const train = [10, 12, 9, 14, 11, 13, 15];
    const tally = new AccuracyTally([naiveScaleUnits(train, 0, train.length)]);
    const forecasts = [13, 14, 2, 15];
    for (const [day, demandUnits] of [12, 16, 0, 14].entries()) {
      tally.add(0, 1000 * (forecasts[day] ?? Number.NaN), -1, demandUnits);
    }
    const accuracy = tally.accuracy();
    expect(accuracy?.maeUnits).toBe(1.5);
    expect(accuracy?.wape).toBeCloseTo(0.142857, 6);
    expect(accuracy?.mase).toBeCloseTo(0.529412, 6);
    expect(accuracy?.biasUnits).toBe(0.5);
    expect(accuracy).toMatchObject({ products: 1, productDays: 4, coverage: null });
  });

  it('agrees with the definitions written out', () => {
    const check = fc.record({
      product: fc.nat({ max: 3 }),
      forecastMilliunits: fc.nat({ max: 90_000 }),
      halfWidthMilliunits: fc.oneof(fc.constant(-1), fc.nat({ max: 40_000 })),
      demandUnits: fc.oneof(fc.constant(0), fc.nat({ max: 90 })),
    });
    const scales = fc.array(fc.constantFrom(0, 0.5, 2, 7.25), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(check, { minLength: 1, maxLength: 40 }), scales, (checks, scale) => {
        const tally = new AccuracyTally(scale);
        for (const each of checks) {
          const { product, forecastMilliunits, halfWidthMilliunits, demandUnits } = each;
          tally.add(product, forecastMilliunits, halfWidthMilliunits, demandUnits);
        }
        expectClose(tally.accuracy() as unknown as Figures, writtenOut(checks, scale));
      }),
    );
  });

  it('is unknown without forecasts, and relative measures without anything to relate to', () => {
    const tally = new AccuracyTally([0]);
    expect(tally.accuracy()).toBeNull();
    expect(tally.maeUnits(0)).toBeNull();
    tally.add(0, 500, -1, 0);
    expect(tally.accuracy()).toMatchObject({
      maeUnits: 0.5,
      wape: null,
      mase: null,
      biasUnits: 0.5,
    });
    expect(tally.maeUnits(0)).toBe(0.5);
  });

  it('counts demand at the edge of the interval as covered', () => {
    const tally = new AccuracyTally([1]);
    tally.add(0, 5000, 2000, 7);
    tally.add(0, 5000, 2000, 3);
    tally.add(0, 5000, 2000, 8);
    tally.add(0, 5000, 1999, 7);
    expect(tally.accuracy()?.coverage).toBe(0.5);
  });

  it.each([
    [[], 0],
    [[9], 0],
    [[9, 9, 9], 0],
    [[1, 4, 2], 2.5],
  ])('scales by the mean day-to-day difference of %j: %d', (history, scale) => {
    expect(naiveScaleUnits([100, ...history, 100], 1, 1 + history.length)).toBe(scale);
  });
});

type Figures = Record<string, number | null>;

function writtenOut(checks: readonly Check[], scales: readonly number[]): Figures {
  const errors = checks.map((each) => each.forecastMilliunits / 1000 - each.demandUnits);
  const demand = sum(checks.map(({ demandUnits }) => demandUnits));
  const absolute = sum(errors.map(Math.abs));
  const products = [...new Set(checks.map(({ product }) => product))];
  const scaled = products
    .filter((product) => (scales[product] ?? 0) > 0)
    .map((product) => {
      const own = errors.filter((_, at) => checks[at]?.product === product).map(Math.abs);
      return sum(own) / own.length / (scales[product] ?? Number.NaN);
    });
  const withInterval = checks.filter(({ halfWidthMilliunits }) => halfWidthMilliunits >= 0);
  const covered = withInterval.filter((each) => {
    const lower = Math.max(0, each.forecastMilliunits - each.halfWidthMilliunits);
    const upper = each.forecastMilliunits + each.halfWidthMilliunits;
    return 1000 * each.demandUnits >= lower && 1000 * each.demandUnits <= upper;
  });
  return {
    products: products.length,
    productDays: checks.length,
    maeUnits: absolute / checks.length,
    wape: demand === 0 ? null : absolute / demand,
    mase: scaled.length === 0 ? null : sum(scaled) / scaled.length,
    biasUnits: sum(errors) / checks.length,
    coverage: withInterval.length === 0 ? null : covered.length / withInterval.length,
  };
}

function expectClose(got: Figures, expected: Figures): void {
  expect(Object.keys(got).sort((a, b) => a.localeCompare(b))).toEqual(
    Object.keys(expected).sort((a, b) => a.localeCompare(b)),
  );
  for (const [name, value] of Object.entries(expected)) {
    if (value === null) expect(got[name]).toBeNull();
    else expect(got[name]).toBeCloseTo(value, 9);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
