/** The latest forecast of each product, as the pool delivered it; what a query answers with. */
import { FORECAST_NUMBERS, type Forecast, readForecast } from './sma.ts';

const NONE = -1;

export class LatestForecasts {
  readonly #rows: Float64Array;

  constructor(productCount: number) {
    this.#rows = new Float64Array(productCount * FORECAST_NUMBERS).fill(NONE);
  }

  /** Copies {@link FORECAST_NUMBERS} numbers from `results[at]` on. */
  store(productIndex: number, results: Float64Array, at: number): void {
    const row = productIndex * FORECAST_NUMBERS;
    for (let field = 0; field < FORECAST_NUMBERS; field += 1) {
      this.#rows[row + field] = results[at + field] as number;
    }
  }

  /** Replaces what is known of a product; undefined: nothing yet. */
  install(productIndex: number, forecast: Forecast | undefined): void {
    const row = productIndex * FORECAST_NUMBERS;
    if (forecast === undefined) {
      this.#rows.fill(NONE, row, row + FORECAST_NUMBERS);
      return;
    }
    this.#rows[row] = forecast.meanMilliunits;
    this.#rows[row + 1] = forecast.predictedStock7dMilliunits;
    this.#rows[row + 2] = forecast.confidenceThousandths;
    this.#rows[row + 3] = forecast.halfWidthMilliunits;
  }

  /** Undefined until the first one arrives. */
  get(productIndex: number): Forecast | undefined {
    const row = productIndex * FORECAST_NUMBERS;
    return this.#rows[row] === NONE ? undefined : readForecast(this.#rows, row);
  }
}
