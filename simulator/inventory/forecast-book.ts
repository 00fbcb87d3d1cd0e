/** Every day's forecast held against the day that follows, for the most popular products. */
import { WINDOW_DAYS } from '../../pipeline/stages/demand.ts';
import type { ForecastAccuracy } from '../../reports/inventory.ts';
import type { World } from '../world/world.ts';
import { AccuracyTally, naiveScaleUnits } from './forecast-accuracy.ts';
import type { Movements } from './movements.ts';
import { RollingSma } from './rolling-sma.ts';
import type { VirtualDays } from './virtual-days.ts';

/** Of a larger catalogue the most popular ones stand for all. */
const MAX_PRODUCTS = 2000;
/** Fewer products in a scenario of very many days, so that the work stays bounded. */
const MAX_PRODUCT_DAYS = 1_000_000;

const NOT_FOLLOWED = -1;

export class ForecastBook {
  /** Product indexes, most popular first. */
  readonly #products: Int32Array;
  /** By product index: its position in {@link #products}, or {@link NOT_FOLLOWED}. */
  readonly #positions: Int32Array;
  /** On the open day. */
  readonly #demandedUnits: Float64Array;
  readonly #soldUnits: Float64Array;
  readonly #sma: RollingSma;
  readonly #tally: AccuracyTally;

  constructor({ catalogue, history }: World, { complete }: VirtualDays) {
    const wanted = Math.min(MAX_PRODUCTS, Math.floor(MAX_PRODUCT_DAYS / Math.max(1, complete)));
    const products = mostPopular(catalogue.popularity.weights, Math.max(1, wanted));
    this.#products = products;
    this.#positions = new Int32Array(catalogue.products.length).fill(NOT_FOLLOWED);
    for (const [position, product] of products.entries()) this.#positions[product] = position;
    this.#demandedUnits = new Float64Array(products.length);
    this.#soldUnits = new Float64Array(products.length);
    this.#sma = new RollingSma(products.length);
    const { days, soldUnits } = history;
    for (const [position, product] of products.entries()) {
      for (let day = Math.max(0, days - WINDOW_DAYS); day < days; day += 1) {
        this.#sma.push(position, soldUnits[product * days + day] as number);
      }
    }
    this.#tally = new AccuracyTally(
      Float64Array.from(products, (product) =>
        naiveScaleUnits(soldUnits, product * days, (product + 1) * days),
      ),
    );
  }

  moved(productIndex: number, { demandedUnits, soldUnits }: Movements): void {
    const position = this.#positions[productIndex] as number;
    if (position === NOT_FOLLOWED) return;
    this.#demandedUnits[position] = (this.#demandedUnits[position] as number) + demandedUnits;
    this.#soldUnits[position] = (this.#soldUnits[position] as number) + soldUnits;
  }

  /** The open day is complete: what was forecast for it is judged, and it joins what the next forecast knows. */
  closeDay(): void {
    const sma = this.#sma;
    for (let position = 0; position < this.#products.length; position += 1) {
      if (sma.days(position) > 0) {
        this.#tally.add(
          position,
          sma.meanMilliunits(position),
          sma.halfWidthMilliunits(position),
          this.#demandedUnits[position] as number,
        );
      }
      sma.push(position, this.#soldUnits[position] as number);
    }
    this.#demandedUnits.fill(0);
    this.#soldUnits.fill(0);
  }

  /** null where nothing was checked. */
  maeUnits(productIndex: number): number | null {
    const position = this.#positions[productIndex] as number;
    return position === NOT_FOLLOWED ? null : this.#tally.maeUnits(position);
  }

  accuracy(): ForecastAccuracy | null {
    return this.#tally.accuracy();
  }
}

/** Equally popular ones in catalogue order. Sorts plain numbers only: a catalogue may have millions of products. */
function mostPopular(weights: Float64Array, count: number): Int32Array {
  const ascending = weights.slice().sort();
  const least = ascending[Math.max(0, weights.length - count)] as number;
  const above: number[] = [];
  const equal: number[] = [];
  for (const [product, weight] of weights.entries()) {
    if (weight > least) above.push(product);
    else if (weight === least && equal.length < count) equal.push(product);
  }
  above.sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b);
  return Int32Array.from([...above, ...equal].slice(0, count));
}
