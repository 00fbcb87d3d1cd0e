/**
 * How good forecasts were: mean absolute error, WAPE, MASE, bias and the coverage of the interval. Definitions: R. J.
 * Hyndman and A. B. Koehler, "Another look at measures of forecast accuracy" (2006). There is no MAPE: demand has zeros.
 */
import type { ForecastAccuracy } from '../../reports/inventory.ts';

export class AccuracyTally {
  readonly #scalesUnits: ArrayLike<number>;
  /** By product, thousandths of a unit. */
  readonly #absoluteErrors: Float64Array;
  readonly #checks: Uint32Array;
  #signedMilliunits = 0;
  #demandUnits = 0;
  #intervals = 0;
  #covered = 0;

  /** @param scalesUnits by product: {@link naiveScaleUnits} of its history; 0 keeps it out of the MASE */
  constructor(scalesUnits: ArrayLike<number>) {
    this.#scalesUnits = scalesUnits;
    this.#absoluteErrors = new Float64Array(scalesUnits.length);
    this.#checks = new Uint32Array(scalesUnits.length);
  }

  /** @param halfWidthMilliunits of the interval around the forecast; -1: there was none */
  add(
    product: number,
    forecastMilliunits: number,
    halfWidthMilliunits: number,
    demandUnits: number,
  ): void {
    const error = forecastMilliunits - 1000 * demandUnits;
    const absolute = Math.abs(error);
    this.#absoluteErrors[product] = (this.#absoluteErrors[product] as number) + absolute;
    this.#checks[product] = (this.#checks[product] as number) + 1;
    this.#signedMilliunits += error;
    this.#demandUnits += demandUnits;
    if (halfWidthMilliunits < 0) return;
    this.#intervals += 1;
    if (absolute <= halfWidthMilliunits) this.#covered += 1;
  }

  /** null when the product had no forecast that could be checked. */
  maeUnits(product: number): number | null {
    const checks = this.#checks[product] as number;
    return checks === 0 ? null : (this.#absoluteErrors[product] as number) / checks / 1000;
  }

  /** null when nothing could be checked. */
  accuracy(): ForecastAccuracy | null {
    const productDays = this.#checks.reduce((sum, checks) => sum + checks, 0);
    if (productDays === 0) return null;
    const absoluteUnits = this.#absoluteErrors.reduce((sum, error) => sum + error, 0) / 1000;
    return {
      products: this.#checks.reduce((sum, checks) => sum + (checks > 0 ? 1 : 0), 0),
      productDays,
      maeUnits: absoluteUnits / productDays,
      wape: this.#demandUnits === 0 ? null : absoluteUnits / this.#demandUnits,
      mase: this.#mase(),
      biasUnits: this.#signedMilliunits / 1000 / productDays,
      coverage: this.#intervals === 0 ? null : this.#covered / this.#intervals,
    };
  }

  #mase(): number | null {
    let sum = 0;
    let products = 0;
    for (let product = 0; product < this.#scalesUnits.length; product += 1) {
      const maeUnits = this.maeUnits(product);
      const scaleUnits = this.#scalesUnits[product] as number;
      if (maeUnits === null || scaleUnits === 0) continue;
      sum += maeUnits / scaleUnits;
      products += 1;
    }
    return products === 0 ? null : sum / products;
  }
}

/** Mean of |y(t) − y(t − 1)| over the days `[from, to)`; 0 with fewer than two. */
export function naiveScaleUnits(units: ArrayLike<number>, from: number, to: number): number {
  if (to - from < 2) return 0;
  let sum = 0;
  for (let day = from + 1; day < to; day += 1) {
    sum += Math.abs((units[day] as number) - (units[day - 1] as number));
  }
  return sum / (to - from - 1);
}
