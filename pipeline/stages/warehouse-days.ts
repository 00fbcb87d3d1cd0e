/** What lay in each warehouse at the close of each day, and on which days that was too much. */

/** Sums are additive: pipelines that own different products add theirs, day by day. */
export class WarehouseDays {
  readonly #dayCount: number;
  readonly #closingUnits: Float64Array;

  constructor(warehouseCount: number, dayCount: number) {
    this.#dayCount = dayCount;
    this.#closingUnits = new Float64Array(warehouseCount * dayCount);
  }

  /** One product closed the days `[fromDay, toDay)` with this stock. */
  add(warehouseIndex: number, fromDay: number, toDay: number, units: number): void {
    const end = warehouseIndex * this.#dayCount + toDay;
    for (let place = warehouseIndex * this.#dayCount + fromDay; place < end; place += 1) {
      this.#closingUnits[place] = (this.#closingUnits[place] as number) + units;
    }
  }

  /** A copy: `[warehouseIndex * dayCount + day]`. */
  closingUnits(): Float64Array {
    return this.#closingUnits.slice();
  }
}

/** First day of a run of days above 90 % of the capacity, and the day after it; -1: until the end. */
export type OverstockEpisode = readonly [firstDay: number, firstDayAfter: number];

export function overstockEpisodes(
  closingUnits: readonly number[],
  capacityUnits: number,
): OverstockEpisode[] {
  const episodes: OverstockEpisode[] = [];
  let firstDay = -1;
  for (const [day, units] of closingUnits.entries()) {
    const isOver = 10 * units > 9 * capacityUnits;
    if (isOver && firstDay < 0) firstDay = day;
    if (!isOver && firstDay >= 0) {
      episodes.push([firstDay, day]);
      firstDay = -1;
    }
  }
  if (firstDay >= 0) episodes.push([firstDay, -1]);
  return episodes;
}
