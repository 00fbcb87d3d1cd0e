/** What lay in each warehouse at the close of each day, and on which days that was too much. */

/** Days that are saved together. */
export const BLOCK_DAYS = 32;

/** Sums are additive: pipelines that own different products add theirs, day by day. */
export class WarehouseDays {
  readonly #dayCount: number;
  readonly #closingUnits: Float64Array;
  /** By block: whether any of its days was added to since {@link takeTouched}. */
  readonly #touched: Uint8Array;

  constructor(warehouseCount: number, dayCount: number) {
    this.#dayCount = dayCount;
    this.#closingUnits = new Float64Array(warehouseCount * dayCount);
    this.#touched = new Uint8Array(Math.ceil(dayCount / BLOCK_DAYS));
  }

  /** One product closed the days `[fromDay, toDay)` with this stock. */
  add(warehouseIndex: number, fromDay: number, toDay: number, units: number): void {
    const end = warehouseIndex * this.#dayCount + toDay;
    for (let place = warehouseIndex * this.#dayCount + fromDay; place < end; place += 1) {
      this.#closingUnits[place] = (this.#closingUnits[place] as number) + units;
    }
    for (let block = blockOf(fromDay); block <= blockOf(toDay - 1); block += 1) this.touch(block);
  }

  get blockCount(): number {
    return this.#touched.length;
  }

  touch(block: number): void {
    this.#touched[block] = 1;
  }

  /** Blocks that changed since the last call, ascending. */
  takeTouched(): number[] {
    const blocks: number[] = [];
    for (const [block, touched] of this.#touched.entries()) if (touched === 1) blocks.push(block);
    this.#touched.fill(0);
    return blocks;
  }

  /** A row per warehouse, a column per day of the block: fewer than {@link BLOCK_DAYS} in the last one. */
  block(block: number): number[][] {
    const firstDay = block * BLOCK_DAYS;
    const days = Math.min(BLOCK_DAYS, this.#dayCount - firstDay);
    const rows: number[][] = [];
    for (let from = firstDay; from < this.#closingUnits.length; from += this.#dayCount) {
      rows.push(Array.from(this.#closingUnits.subarray(from, from + days)));
    }
    return rows;
  }

  /** Replaces the sums of a block with what {@link block} gave. */
  installBlock(block: number, rows: readonly (readonly number[])[]): void {
    for (const [warehouseIndex, units] of rows.entries()) {
      this.#closingUnits.set(units, warehouseIndex * this.#dayCount + block * BLOCK_DAYS);
    }
  }

  /** A copy: `[warehouseIndex * dayCount + day]`. */
  closingUnits(): Float64Array {
    return this.#closingUnits.slice();
  }
}

function blockOf(day: number): number {
  return Math.floor(day / BLOCK_DAYS);
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
