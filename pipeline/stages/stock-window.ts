/**
 * The stock an hour ago, per product, exactly. A product's levels of the last hour form a first-in
 * first-out list; all lists share one pool of typed arrays, and freed places are used again.
 */

export const WINDOW_MS = 3_600_000;
const NONE = -1;

/** A product's last hour. */
export interface WindowState {
  readonly edgeUnits: number;
  /** Instant and level by turns, oldest first. */
  readonly levels: readonly number[];
}

export class StockWindow {
  /** Level at the far edge of the window: after the last movement that has left it. */
  readonly #edgeUnits: Float64Array;
  readonly #head: Int32Array;
  readonly #tail: Int32Array;
  #levelMs = new Float64Array(1024);
  #levelUnits = new Float64Array(1024);
  #next = new Int32Array(1024);
  #used = 0;
  #free = NONE;

  constructor(openingUnits: Float64Array) {
    this.#edgeUnits = openingUnits.slice();
    this.#head = new Int32Array(openingUnits.length).fill(NONE);
    this.#tail = new Int32Array(openingUnits.length).fill(NONE);
  }

  /** P of `docs/digest.md`, as of the latest expiry. */
  hourAgoUnits(productIndex: number): number {
    return this.#edgeUnits[productIndex] as number;
  }

  /** When the oldest level leaves the window and P changes; Infinity where no level is inside. */
  nextExpiryMs(productIndex: number): number {
    const head = this.#head[productIndex] as number;
    return head === NONE ? Number.POSITIVE_INFINITY : (this.#levelMs[head] as number) + WINDOW_MS;
  }

  /** Lets the oldest level leave. Only while {@link nextExpiryMs} is finite. */
  expireNext(productIndex: number): void {
    const place = this.#head[productIndex] as number;
    const next = this.#next[place] as number;
    this.#edgeUnits[productIndex] = this.#levelUnits[place] as number;
    this.#head[productIndex] = next;
    if (next === NONE) this.#tail[productIndex] = NONE;
    this.#next[place] = this.#free;
    this.#free = place;
  }

  /**
   * The level after a movement. Movements of one instant leave together, so the last one counts; a
   * movement that leaves the level unchanged changes no P and takes no place.
   * @param atMs not before the product's last recorded movement
   */
  record(productIndex: number, atMs: number, units: number): void {
    const tail = this.#tail[productIndex] as number;
    if (tail === NONE) {
      if (units !== this.#edgeUnits[productIndex]) this.#append(productIndex, atMs, units);
    } else if (this.#levelUnits[tail] !== units) {
      if (this.#levelMs[tail] === atMs) {
        this.#levelUnits[tail] = units;
        return;
      }
      this.#append(productIndex, atMs, units);
    }
  }

  state(productIndex: number): WindowState {
    const levels: number[] = [];
    let place = this.#head[productIndex] as number;
    while (place !== NONE) {
      levels.push(this.#levelMs[place] as number, this.#levelUnits[place] as number);
      place = this.#next[place] as number;
    }
    return { edgeUnits: this.#edgeUnits[productIndex] as number, levels };
  }

  /** Replaces a product's last hour; the places it had are free again. */
  install(productIndex: number, { edgeUnits, levels }: WindowState): void {
    while (this.#head[productIndex] !== NONE) this.expireNext(productIndex);
    this.#edgeUnits[productIndex] = edgeUnits;
    for (let at = 0; at < levels.length; at += 2) {
      this.#append(productIndex, levels[at] as number, levels[at + 1] as number);
    }
  }

  /** Places ever taken from the pool: its high-water mark. */
  get poolSize(): number {
    return this.#used;
  }

  #append(productIndex: number, atMs: number, units: number): void {
    const tail = this.#tail[productIndex] as number;
    const place = this.#take(atMs, units);
    if (tail === NONE) this.#head[productIndex] = place;
    else this.#next[tail] = place;
    this.#tail[productIndex] = place;
  }

  #take(atMs: number, units: number): number {
    let place = this.#free;
    if (place === NONE) {
      place = this.#used;
      if (place === this.#next.length) this.#grow();
      this.#used += 1;
    } else {
      this.#free = this.#next[place] as number;
    }
    this.#levelMs[place] = atMs;
    this.#levelUnits[place] = units;
    this.#next[place] = NONE;
    return place;
  }

  #grow(): void {
    const size = this.#next.length * 2;
    const levelMs = new Float64Array(size);
    const levelUnits = new Float64Array(size);
    const next = new Int32Array(size);
    levelMs.set(this.#levelMs);
    levelUnits.set(this.#levelUnits);
    next.set(this.#next);
    this.#levelMs = levelMs;
    this.#levelUnits = levelUnits;
    this.#next = next;
  }
}
