/** Where forecasts find their products: in the partitions that are consumed now, until their books are closed. */
import type { ForecastSource } from './forecasts.ts';
import type { OwnedPartition } from './owned-partition.ts';
import type { PartitionBook } from './partition-book.ts';

export class PartitionForecasts implements ForecastSource {
  readonly #book: PartitionBook;
  readonly #partitionOfProduct: Int32Array;
  readonly #rowOfProduct: Int32Array;

  constructor(book: PartitionBook, partitionOfProduct: Int32Array, rowOfProduct: Int32Array) {
    this.#book = book;
    this.#partitionOfProduct = partitionOfProduct;
    this.#rowOfProduct = rowOfProduct;
  }

  holds(productIndex: number): boolean {
    return this.#find(productIndex)?.books === 'open';
  }

  forecastInput(productIndex: number, window: Int32Array, at: number): number {
    const row = this.#rowOfProduct[productIndex] as number;
    return this.#owner(productIndex).pipeline.forecastInput(row, window, at);
  }

  onHandUnits(productIndex: number): number {
    const row = this.#rowOfProduct[productIndex] as number;
    return this.#owner(productIndex).pipeline.onHandUnits(row);
  }

  storeForecast(productIndex: number, results: Float64Array, at: number): void {
    const row = this.#rowOfProduct[productIndex] as number;
    this.#owner(productIndex).pipeline.storeForecast(row, results, at);
  }

  #find(productIndex: number): OwnedPartition | undefined {
    return this.#book.active(this.#partitionOfProduct[productIndex] as number);
  }

  #owner(productIndex: number): OwnedPartition {
    const owned = this.#find(productIndex);
    if (owned === undefined) throw new Error(`The product ${productIndex} is not ours.`);
    return owned;
  }
}
