/** The latest so many of something, and how many there ever were. */
export class BoundedList<T> {
  readonly #capacity: number;
  #items: T[] = [];
  #count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Of all that were ever added. */
  get count(): number {
    return this.#count;
  }

  add(item: T): void {
    this.#count += 1;
    this.#items.push(item);
    // Twice as many are kept for a while, so that not every addition moves all of them.
    if (this.#items.length > 2 * this.#capacity) this.#items = this.#items.slice(-this.#capacity);
  }

  /** Oldest first; at most as many as it keeps. */
  latest(atMost = this.#capacity): readonly T[] {
    return this.#items.slice(-Math.min(atMost, this.#capacity));
  }

  /** What came behind the first `count`, oldest first; at most as many as it keeps. */
  since(count: number): readonly T[] {
    const wanted = Math.min(this.#count - count, this.#capacity, this.#items.length);
    return wanted <= 0 ? [] : this.#items.slice(-wanted);
  }
}
