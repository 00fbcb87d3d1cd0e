/**
 * Draws an index in proportion to integer weights in constant time: Vose's alias method (M. D. Vose, "A
 * linear algorithm for generating random numbers with a given distribution", 1991), built in exact integers.
 */
import type { Stream } from './streams.ts';

export class AliasTable {
  readonly #size: number;
  /** Take the column itself when the coin, in 2⁻³² steps, is below this. */
  readonly #threshold: Float64Array;
  readonly #alias: Int32Array;

  /** @param weights whole numbers ≥ 0 with a positive sum; sum × count must stay below 2⁵³ to be exact */
  constructor(weights: ArrayLike<number>) {
    const size = weights.length;
    const total = Array.from(weights).reduce((sum, weight) => sum + weight, 0);
    this.#size = size;
    this.#threshold = new Float64Array(size).fill(1);
    this.#alias = Int32Array.from({ length: size }, (_, column) => column);
    // A column is full when its share, scaled by the number of columns, reaches the total.
    const scaled = Float64Array.from(
      { length: size },
      (_, column) => (weights[column] as number) * size,
    );
    const poor: number[] = [];
    const rich: number[] = [];
    for (let column = size - 1; column >= 0; column -= 1) {
      ((scaled[column] as number) < total ? poor : rich).push(column);
    }
    while (poor.length > 0 && rich.length > 0) {
      const taker = poor.pop() as number;
      const giver = rich.pop() as number;
      this.#threshold[taker] = (scaled[taker] as number) / total;
      this.#alias[taker] = giver;
      const left = (scaled[giver] as number) - (total - (scaled[taker] as number));
      scaled[giver] = left;
      (left < total ? poor : rich).push(giver);
    }
  }

  /** Two draws from the stream, always. */
  pick(draw: Stream): number {
    const column = Math.floor(draw() * this.#size);
    return draw() < (this.#threshold[column] as number) ? column : (this.#alias[column] as number);
  }
}
