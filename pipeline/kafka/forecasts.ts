/**
 * Asks for new forecasts when days have closed. Forecasting is CPU work for another thread: at most one
 * batch is under way, and a product whose day closes again before its turn is asked for once.
 */
import type { Observer } from '../observer.ts';
import { WINDOW_DAYS } from '../stages/demand.ts';
import { FORECAST_NUMBERS } from '../stages/forecast/sma.ts';
import { createForecastBatch, type ForecastBatch } from '../stages/forecast/task.ts';

/** @returns `FORECAST_NUMBERS` numbers per product, in the order of the batch */
export interface Forecaster {
  submit(batch: ForecastBatch): Promise<Float64Array>;
}

/** What forecasts are made from and kept in; by catalogue index. */
export interface ForecastSource {
  /** Whether the product is ours, now. */
  holds(productIndex: number): boolean;
  forecastInput(productIndex: number, window: Int32Array, at: number): number;
  onHandUnits(productIndex: number): number;
  storeForecast(productIndex: number, results: Float64Array, at: number): void;
}

export interface ForecastRequestsOptions {
  readonly products: number;
  readonly source: ForecastSource;
  readonly forecaster: Forecaster;
  readonly observer: Observer;
  readonly nowUs: () => number;
  readonly onError: (error: Error) => void;
}

export const MAX_BATCH_PRODUCTS = 512;
/** Days of many products close close together: what comes within this travels together. */
const GATHER_MS = 20;

export class ForecastRequests {
  readonly #options: ForecastRequestsOptions;
  /** When the oldest request of each product came, epoch microseconds; 0: none is open. */
  readonly #requestedUs: Float64Array;
  #dirty: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | undefined;
  #stopped = false;

  constructor(options: ForecastRequestsOptions) {
    this.#options = options;
    this.#requestedUs = new Float64Array(options.products);
  }

  /** The product's newest day is complete. */
  dayClosed(productIndex: number): void {
    if (this.#stopped) return;
    const { observer, nowUs } = this.#options;
    observer.count('forecasts_requested', 1);
    if (this.#requestedUs[productIndex] !== 0) {
      observer.count('forecasts_coalesced', 1);
      return;
    }
    this.#requestedUs[productIndex] = nowUs();
    this.#dirty.push(productIndex);
    this.#schedule();
  }

  /** Nothing more is asked for; resolves when the batch under way has come back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#underWay;
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#underWay !== undefined || this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#underWay = this.#submit().finally(() => {
        this.#underWay = undefined;
        if (this.#dirty.length > 0) this.#schedule();
      });
    }, GATHER_MS);
  }

  async #submit(): Promise<void> {
    const { source, forecaster, observer, nowUs, onError } = this.#options;
    const products = this.#nextProducts();
    if (products.length === 0) return;
    const batch = createForecastBatch(products.length);
    const requestedUs = products.map((productIndex, row) => {
      batch.dayCounts[row] = source.forecastInput(productIndex, batch.windows, row * WINDOW_DAYS);
      batch.onHandUnits[row] = source.onHandUnits(productIndex);
      const requested = this.#requestedUs[productIndex] as number;
      // From here on a closing day asks again: this batch does not know of it.
      this.#requestedUs[productIndex] = 0;
      return requested;
    });
    try {
      const results = await forecaster.submit(batch);
      const storedUs = nowUs();
      for (const [row, productIndex] of products.entries()) {
        if (!source.holds(productIndex)) continue;
        source.storeForecast(productIndex, results, row * FORECAST_NUMBERS);
        const sinceUs = requestedUs[row] as number;
        observer.latency('forecast', storedUs - sinceUs, sinceUs, 0);
      }
      observer.count('forecasts_stored', products.length);
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
  /** Those that have gone to somebody else since their day closed are forgotten. */
  #nextProducts(): number[] {
    const next = this.#dirty.slice(0, MAX_BATCH_PRODUCTS);
    this.#dirty = this.#dirty.slice(MAX_BATCH_PRODUCTS);
    return next.filter((productIndex) => {
      const isOurs = this.#options.source.holds(productIndex);
      if (!isOurs) this.#requestedUs[productIndex] = 0;
      return isOurs;
    });
  }
}
