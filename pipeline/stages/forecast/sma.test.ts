import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatestForecasts } from './latest.ts';
import { FORECAST_NUMBERS, type Forecast, forecastSma, readForecast } from './sma.ts';

describe('the seven-day moving average', () => {
  it.each([
    ['a steady week', [5, 5, 5, 5, 5, 5, 5], 5000, 1000],
    ['a rising week', [1, 2, 3, 4, 5, 6, 7], 4000, 242],
    ['a falling week', [7, 6, 5, 4, 3, 2, 1], 4000, 242],
    ['three steady days', [5, 5, 5], 5000, 429],
    ['a single day', [4], 4000, 143],
    ['two unlike days', [0, 5], 2500, 10],
    ['a week without demand', [0, 0, 0, 0, 0, 0, 0], 0, 0],
    ['no days at all', [], 0, 0],
    ['a mean that rounds up', [1, 0, 0, 0, 0, 0, 0], 143, 46],
    ['a mean that rounds down', [0, 0, 1], 333, 15],
  ])('of %s', (_, days, meanMilliunits, confidenceThousandths) => {
    expect(forecast(days)).toMatchObject({ meanMilliunits, confidenceThousandths });
  });

  it('looks at the newest seven days only', () => {
    expect(forecast([900, 900, 1, 2, 3, 4, 5, 6, 7]).meanMilliunits).toBe(4000);
  });

  it('takes seven days of demand off the stock, never below zero', () => {
    expect(forecast([2], 20).predictedStock7dMilliunits).toBe(6000);
    expect(forecast([2], 13).predictedStock7dMilliunits).toBe(0);
  });

  it('reads one product of a batch and writes one row, and nothing around', () => {
    const results = new Float64Array(FORECAST_NUMBERS + 2).fill(-9);
    forecastSma(Int32Array.of(900, 3, 5, 900), 1, 2, 40, results, 1);
    expect([results[0], results.at(-1)]).toEqual([-9, -9]);
    expect(readForecast(results, 1)).toMatchObject({
      meanMilliunits: 4000,
      predictedStock7dMilliunits: 12_000,
    });
  });

  it('agrees with the textbook formulas', () => {
    fc.assert(
      fc.property(days(), fc.nat({ max: 1000 }), (window, onHandUnits) => {
        const got = forecast(window, onHandUnits);
        const used = window.slice(-7);
        expect(got.meanMilliunits).toBe(roundedMean(used));
        expect(Math.abs(got.confidenceThousandths - 1000 * textbookConfidence(used))).toBeLessThan(
          0.500001,
        );
        expect(got.halfWidthMilliunits).toBe(textbookHalfWidth(window));
      }),
    );
  });
});

describe('the interval', () => {
  const steady = [5, 5, 5, 5, 5, 5, 5];

  it('is unknown with fewer than nine errors to learn from', () => {
    expect(forecast([...steady, ...Array<number>(8).fill(5)]).halfWidthMilliunits).toBe(-1);
    expect(forecast([...steady, ...Array<number>(9).fill(5)]).halfWidthMilliunits).toBe(0);
  });

  it('is the largest of nine errors, and the second largest of nineteen', () => {
    expect(forecast([...steady, 5, 5, 5, 5, 5, 5, 5, 5, 25]).halfWidthMilliunits).toBe(20_000);
    const nineteen = [...Array<number>(18).fill(5), 25];
    expect(forecast([...steady, ...nineteen]).halfWidthMilliunits).toBe(0);
  });
});

describe('the latest forecasts', () => {
  it('are unknown until one is stored, and then the newest', () => {
    const latest = new LatestForecasts(2);
    expect(latest.get(1)).toBeUndefined();
    latest.store(1, Float64Array.of(0, 1, 2, 3, -1), 1);
    latest.store(1, Float64Array.of(0, 4, 5, 6, -1), 1);
    expect(latest.get(1)).toEqual({
      meanMilliunits: 4,
      predictedStock7dMilliunits: 5,
      confidenceThousandths: 6,
      halfWidthMilliunits: -1,
    });
    expect(latest.get(0)).toBeUndefined();
  });
});

/** Quiet, busy and mixed; any length the window may have. */
function days(): fc.Arbitrary<number[]> {
  const units = fc.oneof(fc.constant(0), fc.nat({ max: 5 }), fc.nat({ max: 5000 }));
  return fc.array(units, { maxLength: 42, size: 'max' });
}

function forecast(window: readonly number[], onHandUnits = 100): Forecast {
  const results = new Float64Array(FORECAST_NUMBERS);
  forecastSma(Int32Array.from(window), 0, window.length, onHandUnits, results, 0);
  return readForecast(results, 0);
}

function roundedMean(window: readonly number[]): number {
  if (window.length === 0) return 0;
  const sum = window.reduce((total, units) => total + units, 0);
  return Number((2000n * BigInt(sum) + BigInt(window.length)) / (2n * BigInt(window.length)));
}

function textbookConfidence(window: readonly number[]): number {
  const n = window.length;
  const sum = window.reduce((total, units) => total + units, 0);
  if (sum === 0) return 0;
  const mean = sum / n;
  const deviation = Math.sqrt(window.reduce((total, x) => total + (x - mean) ** 2, 0) / n);
  const middle = (n - 1) / 2;
  const over = window.reduce((total, x, i) => total + (i - middle) * (x - mean), 0);
  const under = window.reduce((total, _, i) => total + (i - middle) ** 2, 0);
  const slope = n === 1 ? 0 : over / under;
  return (n / 7) * (1 / (1 + deviation / mean)) * (1 / (1 + Math.abs(7 * slope) / mean));
}

function textbookHalfWidth(window: readonly number[]): number {
  const errors = window
    .map((units, day) =>
      Math.abs(1000 * units - roundedMean(window.slice(Math.max(0, day - 7), day))),
    )
    .slice(7)
    .sort((a, b) => a - b);
  return errors[Math.ceil(0.9 * (errors.length + 1)) - 1] ?? -1;
}
