/**
 * Which product an event concerns: popularity within a category is fixed, the categories' shares follow the
 * business hour, the weekday and the season (UTC).
 */
import type { Realism } from '../scenario/scenario.ts';
import { AliasTable } from './alias-table.ts';
import type { StockedCatalogue } from './catalogue.ts';
import { CATEGORIES, type Rhythm } from './categories.ts';
import type { Stream } from './streams.ts';

const HOUR_MS = 3_600_000;

export class ProductChoice {
  readonly #groups: readonly Group[];
  readonly #realism: Realism;
  /** Running sums of the groups' weights in the virtual hour they were made for. */
  readonly #cumulated: Float64Array;
  #hour = Number.NaN;

  constructor(catalogue: StockedCatalogue, realism: Realism) {
    const rhythmic = realism.businessHours || realism.weekdays || realism.seasons;
    this.#groups = rhythmic ? groupByCategory(catalogue) : [everything(catalogue)];
    this.#realism = realism;
    this.#cumulated = new Float64Array(this.#groups.length);
  }

  /** A product index; always three draws from the stream when rhythms are on, two otherwise. */
  pick(virtualMs: number, draw: Stream): number {
    const groups = this.#groups;
    if (groups.length === 1) {
      const only = groups[0] as Group;
      return only.products[only.table.pick(draw)] as number;
    }
    const hour = Math.floor(virtualMs / HOUR_MS);
    if (hour !== this.#hour) this.#enterHour(hour);
    const cumulated = this.#cumulated;
    const target = draw() * (cumulated[cumulated.length - 1] as number);
    let position = 0;
    while (target >= (cumulated[position] as number)) position += 1;
    const group = groups[position] as Group;
    return group.products[group.table.pick(draw)] as number;
  }

  #enterHour(hour: number): void {
    this.#hour = hour;
    let sum = 0;
    for (const [position, group] of this.#groups.entries()) {
      // Whole numbers, so that the shares are the same on every platform.
      sum += Math.max(
        1,
        Math.floor((group.weight * rhythmThousandths(group.rhythm, this.#realism, hour)) / 1000),
      );
      this.#cumulated[position] = sum;
    }
  }
}

/** A category's demand in a virtual hour (hours since the epoch), in thousandths of its average. */
export function rhythmThousandths(
  rhythm: Rhythm,
  realism: Realism,
  hourSinceEpoch: number,
): number {
  const date = new Date(hourSinceEpoch * HOUR_MS);
  const hour = realism.businessHours ? (rhythm.hour[date.getUTCHours()] as number) : 1000;
  const weekday = realism.weekdays ? (rhythm.weekday[(date.getUTCDay() + 6) % 7] as number) : 1000;
  const month = realism.seasons ? (rhythm.month[date.getUTCMonth()] as number) : 1000;
  return Math.floor((hour * weekday * month) / 1_000_000);
}

interface Group {
  readonly weight: number;
  readonly rhythm: Rhythm;
  readonly products: Int32Array;
  readonly table: AliasTable;
}

function groupByCategory(catalogue: StockedCatalogue): Group[] {
  return CATEGORIES.flatMap(({ rhythm }, categoryIndex) => {
    const products = catalogue.products
      .map(({ index }) => index)
      .filter((index) => catalogue.categoryIndexes[index] === categoryIndex);
    return products.length === 0 ? [] : [groupOf(catalogue, products, rhythm)];
  });
}

function everything(catalogue: StockedCatalogue): Group {
  const flat: Rhythm = { hour: [], weekday: [], month: [] };
  return groupOf(
    catalogue,
    catalogue.products.map(({ index }) => index),
    flat,
  );
}

function groupOf(catalogue: StockedCatalogue, products: number[], rhythm: Rhythm): Group {
  const weights = products.map((index) => catalogue.popularity.weights[index] as number);
  return {
    // Uniform weights are 1 each: scaled, so that rounding to whole numbers does not distort the shares.
    weight: weights.reduce((sum, weight) => sum + weight, 0) * 1000,
    rhythm,
    products: Int32Array.from(products),
    table: new AliasTable(weights),
  };
}
