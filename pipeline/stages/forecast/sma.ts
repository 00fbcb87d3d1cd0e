/**
 * The seven-day simple moving average, with a confidence and a calibrated interval. Formulas:
 * `docs/digest.md`, "Forecast"; the interval is split conformal prediction (Lei et al., 2018,
 * "Distribution-Free Predictive Inference for Regression") on the model's own past errors.
 */

/** Days averaged, and days forecast. */
export const SMA_DAYS = 7;
/** Numbers a forecast takes in a results array, in the order of {@link Forecast}. */
export const FORECAST_NUMBERS = 4;

export interface Forecast {
  /** Demand of each of the next seven days. */
  readonly meanMilliunits: number;
  /** Stock after seven days without deliveries. */
  readonly predictedStock7dMilliunits: number;
  readonly confidenceThousandths: number;
  /** Of the 90 % interval around the daily demand; -1: too few days to tell. */
  readonly halfWidthMilliunits: number;
}

/** Scratch for the errors of one product; calls never overlap. */
const residuals = new Float64Array(64);

/**
 * Forecasts one product without allocating.
 * @param window units sold per complete day, oldest first, in `[from, from + days)`; at most 70 days
 * @param results receives {@link FORECAST_NUMBERS} numbers from `at` on
 */
export function forecastSma(
  window: Int32Array,
  from: number,
  days: number,
  onHandUnits: number,
  results: Float64Array,
  at: number,
): void {
  const used = Math.min(SMA_DAYS, days);
  const end = from + days;
  const mean = meanMilliunits(window, end - used, end);
  results[at] = mean;
  results[at + 1] = Math.max(0, 1000 * onHandUnits - SMA_DAYS * mean);
  results[at + 2] = confidenceThousandths(window, end - used, end);
  results[at + 3] = halfWidthMilliunits(window, from, end);
}

export function readForecast(results: Float64Array, at: number): Forecast {
  return {
    meanMilliunits: results[at] as number,
    predictedStock7dMilliunits: results[at + 1] as number,
    confidenceThousandths: results[at + 2] as number,
    halfWidthMilliunits: results[at + 3] as number,
  };
}

function meanMilliunits(window: Int32Array, start: number, end: number): number {
  if (end === start) return 0;
  let sum = 0;
  for (let day = start; day < end; day += 1) sum += window[day] as number;
  return Math.floor((1000 * sum) / (end - start) + 0.5);
}

/** n/7 · 1/(1 + CV) · 1/(1 + |7·slope|/mean), from integers up to the last step. */
function confidenceThousandths(window: Int32Array, start: number, end: number): number {
  const n = end - start;
  let sum = 0;
  let sumOfSquares = 0;
  let sumOfProducts = 0;
  for (let day = start; day < end; day += 1) {
    const units = window[day] as number;
    sum += units;
    sumOfSquares += units * units;
    sumOfProducts += (day - start) * units;
  }
  if (sum === 0) return 0;
  const indexSum = (n * (n - 1)) / 2;
  const spread = (n * n * (n * n - 1)) / 12;
  const variance = n * sumOfSquares - sum * sum;
  const trend = Math.abs(n * sumOfProducts - indexSum * sum);
  const level = n === 1 ? 1 : (spread * sum) / (spread * sum + 7 * n * trend);
  const confidence = (n / SMA_DAYS) * (sum / (sum + Math.sqrt(Math.max(0, variance)))) * level;
  return Math.floor(1000 * confidence + 0.5);
}

function halfWidthMilliunits(window: Int32Array, from: number, end: number): number {
  let count = 0;
  for (let day = from + SMA_DAYS; day < end; day += 1) {
    const actual = 1000 * (window[day] as number);
    insertSorted(count, Math.abs(actual - meanMilliunits(window, day - SMA_DAYS, day)));
    count += 1;
  }
  const rank = Math.ceil((9 * (count + 1)) / 10);
  return rank > count ? -1 : (residuals[rank - 1] as number);
}

/** Into `residuals[0, count)`, which is ascending and stays so. */
function insertSorted(count: number, residual: number): void {
  let place = count;
  while (place > 0 && (residuals[place - 1] as number) > residual) {
    residuals[place] = residuals[place - 1] as number;
    place -= 1;
  }
  residuals[place] = residual;
}
