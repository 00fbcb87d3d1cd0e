/** Episodes in which a shelf was empty: how many, how long, on whose shelves. */
import type { Product } from '../../pipeline/product.ts';
import type { StockOutSummary } from '../../reports/inventory.ts';
import { Durations } from './durations.ts';

const HOUR_MS = 3_600_000;
/** Upper limits of the distribution; what is not below the last one is counted apart. */
const LIMITS_MS = [1, 6, 24, 72, 168].map((hours) => hours * HOUR_MS);

const NOT_EMPTY = -1;

/** Movements of one product in order of time. */
export class StockOutBook {
  /** By product: when its shelf became empty, or {@link NOT_EMPTY}. */
  readonly #emptySinceMs: Float64Array;
  readonly #episodes: Uint32Array;
  readonly #longestMs: Float64Array;
  readonly #durations = new Durations();
  readonly #byDuration = new Float64Array(LIMITS_MS.length + 1);
  #unfinished = 0;

  constructor(products: readonly Product[], startMs: number) {
    this.#emptySinceMs = Float64Array.from(products, ({ openingStockUnits }) =>
      openingStockUnits === 0 ? startMs : NOT_EMPTY,
    );
    this.#episodes = new Uint32Array(products.length);
    this.#longestMs = new Float64Array(products.length);
  }

  moved(productIndex: number, beforeUnits: number, afterUnits: number, atMs: number): void {
    if (beforeUnits === 0 ? afterUnits === 0 : afterUnits !== 0) return;
    if (afterUnits === 0) this.#emptySinceMs[productIndex] = atMs;
    else this.#end(productIndex, atMs);
  }

  /** Cuts off what still goes on. Nothing may move afterwards. */
  finish(endMs: number): void {
    for (const [productIndex, sinceMs] of this.#emptySinceMs.entries()) {
      if (sinceMs === NOT_EMPTY) continue;
      this.#unfinished += 1;
      this.#end(productIndex, endMs);
    }
  }

  episodesOf(productIndex: number): number {
    return this.#episodes[productIndex] as number;
  }

  /** The longest episode of the product; 0 when it had none. */
  longestMs(productIndex: number): number {
    return this.#longestMs[productIndex] as number;
  }

  summary(): StockOutSummary {
    const { count, sumMs, maxMs } = this.#durations;
    return {
      episodes: count,
      products: this.#episodes.reduce((sum, episodes) => sum + (episodes > 0 ? 1 : 0), 0),
      unfinished: this.#unfinished,
      meanMs: count === 0 ? null : sumMs / count,
      medianMs: this.#durations.medianMs(),
      maxMs: count === 0 ? null : maxMs,
      byDuration: Array.from(this.#byDuration, (episodes, at) => ({
        belowMs: LIMITS_MS[at] ?? null,
        episodes,
      })),
    };
  }

  #end(productIndex: number, atMs: number): void {
    const durationMs = atMs - (this.#emptySinceMs[productIndex] as number);
    this.#emptySinceMs[productIndex] = NOT_EMPTY;
    this.#episodes[productIndex] = (this.#episodes[productIndex] as number) + 1;
    if (durationMs > (this.#longestMs[productIndex] as number)) {
      this.#longestMs[productIndex] = durationMs;
    }
    this.#durations.add(durationMs);
    const found = LIMITS_MS.findIndex((limitMs) => durationMs < limitMs);
    const place = found < 0 ? LIMITS_MS.length : found;
    this.#byDuration[place] = (this.#byDuration[place] as number) + 1;
  }
}
