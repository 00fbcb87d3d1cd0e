import { describe, expect, it } from 'vitest';
import { FORECAST_NUMBERS, SMA_DAYS } from '../stages/forecast/sma.ts';
import { openPartition, takeSale } from './owned-partition.fixture.ts';
import { PartitionBook } from './partition-book.ts';
import { PartitionForecasts } from './partition-forecasts.ts';

/** Products 0 and 2 in partition 0, 1 and 3 in partition 1: the second of each is row 1. */
function forecasts() {
  const book = new PartitionBook();
  const source = new PartitionForecasts(book, Int32Array.of(0, 1, 0, 1), Int32Array.of(0, 0, 1, 1));
  const activate = (partition: number, generation = 1) => {
    const [lease] = book.assign([partition], generation).leases;
    if (lease === undefined) throw new Error('no lease');
    const owned = openPartition(partition);
    book.activate(lease, owned);
    return owned;
  };
  return { book, source, activate };
}

describe('PartitionForecasts', () => {
  it('holds the products of partitions that are consumed, until their books are closed', () => {
    const { book, source, activate } = forecasts();
    const held = () => [0, 1, 2, 3].filter((productIndex) => source.holds(productIndex));
    expect(held()).toEqual([]);
    const owned = activate(1);
    expect(held()).toEqual([1, 3]);
    owned.books = 'closing';
    expect(held()).toEqual([]);
    activate(0, 2);
    expect(held()).toEqual([0, 2]);
    book.endLeases();
    expect(held()).toEqual([]);
  });

  it('asks and tells the partition of a product by its row', () => {
    const { source, activate } = forecasts();
    const owned = activate(1);
    takeSale(owned, { topicIndex: 0, offset: 0, row: 1, seq: 1 });
    expect([source.onHandUnits(1), source.onHandUnits(3)]).toEqual([100, 99]);
    const window = new Int32Array(2 * SMA_DAYS).fill(-7);
    const own = new Int32Array(2 * SMA_DAYS).fill(-7);
    expect(source.forecastInput(3, window, 1)).toBe(owned.pipeline.forecastInput(1, own, 1));
    expect(window).toEqual(own);
    const results = new Float64Array(2 * FORECAST_NUMBERS).map((_, at) => at);
    source.storeForecast(3, results, FORECAST_NUMBERS);
    expect(owned.pipeline.forecast(0)).toBeUndefined();
    expect(owned.pipeline.forecast(1)).toBeDefined();
  });

  it('has nothing to say of a product that is somebody else’s', () => {
    const { source, activate } = forecasts();
    activate(1);
    expect(() => source.onHandUnits(0)).toThrow('The product 0 is not ours.');
    expect(() => source.storeForecast(2, new Float64Array(FORECAST_NUMBERS), 0)).toThrow(
      'The product 2 is not ours.',
    );
  });
});
