/**
 * The productSeqs seen of each product, kept as ranges: four bytes a product while they come in order,
 * however long the run. Ids are compared with it, never counts, because a lost and a doubled record
 * leave the count right.
 */

/** Inclusive at both ends. */
export type SeqRange = readonly [from: number, to: number];

/** Plain, structured-cloneable; the buffers may be transferred. */
export interface SeqRangesTransfer {
  /** By product: 1 up to this number are all there. */
  readonly contiguous: Int32Array;
  /** Ranges beyond a gap: product, from, to, product, from, to, … */
  readonly beyond: Int32Array;
}

/** What the 32-bit arrays hold. */
const MAX_SEQ = 2 ** 31 - 1;

export class SeqRanges {
  readonly #contiguous: Int32Array;
  /** Ranges beyond the first gap: from, to, from, to, … ascending, never touching each other. */
  readonly #beyond = new Map<number, number[]>();

  constructor(products: number) {
    this.#contiguous = new Int32Array(products);
  }

  static from(transfer: SeqRangesTransfer): SeqRanges {
    const ranges = new SeqRanges(transfer.contiguous.length);
    ranges.#contiguous.set(transfer.contiguous);
    for (let at = 0; at < transfer.beyond.length; at += 3) {
      const productIndex = transfer.beyond[at] as number;
      ranges.#insert(
        productIndex,
        transfer.beyond[at + 1] as number,
        transfer.beyond[at + 2] as number,
      );
    }
    return ranges;
  }

  /** All sets must be of the same catalogue. */
  static union(sets: readonly SeqRanges[]): SeqRanges {
    const union = new SeqRanges(sets[0]?.products ?? 0);
    for (const set of sets) union.addAll(set);
    return union;
  }

  get products(): number {
    return this.#contiguous.length;
  }

  /** @returns false when it was there already */
  add(productIndex: number, seq: number): boolean {
    const contiguous = this.#contiguous[productIndex];
    if (contiguous === undefined) throw new Error(`no product has index ${productIndex}`);
    if (seq === contiguous + 1 && !this.#beyond.has(productIndex)) {
      this.#contiguous[productIndex] = seq;
      return true;
    }
    if (this.has(productIndex, seq)) return false;
    this.addRange(productIndex, seq, seq);
    return true;
  }

  addRange(productIndex: number, from: number, to: number): void {
    const whole = Number.isInteger(from) && Number.isInteger(to);
    if (!whole || from < 1 || to < from || to > MAX_SEQ) {
      throw new Error(`${from} to ${to} is no range of productSeqs`);
    }
    this.#insert(productIndex, from, to);
  }

  addAll(other: SeqRanges): void {
    if (other.products !== this.products) {
      throw new Error(`sets of ${this.products} and ${other.products} products cannot be united`);
    }
    for (let productIndex = 0; productIndex < other.products; productIndex += 1) {
      for (const [from, to] of other.ranges(productIndex)) this.#insert(productIndex, from, to);
    }
  }

  /** The highest seq such that it and all before it are there; 0 when 1 is missing. */
  contiguous(productIndex: number): number {
    return this.#contiguous[productIndex] ?? 0;
  }

  has(productIndex: number, seq: number): boolean {
    if (seq <= this.contiguous(productIndex)) return seq >= 1;
    const beyond = this.#beyond.get(productIndex);
    if (beyond === undefined) return false;
    const at = firstRangeEndingFrom(beyond, seq);
    return at < beyond.length && (beyond[at] as number) <= seq;
  }

  /** How many there are of one product. */
  count(productIndex: number): number {
    return this.ranges(productIndex).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  }

  /** How many there are of all products. */
  total(): number {
    let total = 0;
    for (const contiguous of this.#contiguous) total += contiguous;
    for (const beyond of this.#beyond.values()) {
      for (const [from, to] of pairs(beyond)) total += to - from + 1;
    }
    return total;
  }

  /** The highest seq there is; 0 when there is none. */
  highest(productIndex: number): number {
    return this.#beyond.get(productIndex)?.at(-1) ?? this.contiguous(productIndex);
  }

  /** Ascending, never touching each other. */
  ranges(productIndex: number): SeqRange[] {
    const contiguous = this.contiguous(productIndex);
    const first: SeqRange[] = contiguous > 0 ? [[1, contiguous]] : [];
    return [...first, ...pairs(this.#beyond.get(productIndex) ?? [])];
  }

  /** What is not there of 1 to `upTo`, ascending. */
  missing(productIndex: number, upTo: number): SeqRange[] {
    const missing: SeqRange[] = [];
    let next = 1;
    for (const [from, to] of this.ranges(productIndex)) {
      if (from > upTo) break;
      if (from > next) missing.push([next, from - 1]);
      next = to + 1;
    }
    if (next <= upTo) missing.push([next, upTo]);
    return missing;
  }

  toTransferable(): SeqRangesTransfer {
    const beyond: number[] = [];
    for (const [productIndex, ranges] of this.#beyond) {
      for (const [from, to] of pairs(ranges)) beyond.push(productIndex, from, to);
    }
    return { contiguous: this.#contiguous.slice(), beyond: Int32Array.from(beyond) };
  }

  #insert(productIndex: number, from: number, to: number): void {
    const contiguous = this.#contiguous[productIndex];
    if (contiguous === undefined) throw new Error(`no product has index ${productIndex}`);
    const beyond = this.#beyond.get(productIndex) ?? [];
    if (from > contiguous + 1) {
      insertRange(beyond, from, to);
      this.#beyond.set(productIndex, beyond);
      return;
    }
    let reach = Math.max(contiguous, to);
    let swallowed = 0;
    while (swallowed < beyond.length && (beyond[swallowed] as number) <= reach + 1) {
      reach = Math.max(reach, beyond[swallowed + 1] as number);
      swallowed += 2;
    }
    this.#contiguous[productIndex] = reach;
    if (swallowed === beyond.length) this.#beyond.delete(productIndex);
    else beyond.splice(0, swallowed);
  }
}

/** Unites `[from, to]` with what it overlaps or touches. */
function insertRange(flat: number[], from: number, to: number): void {
  const start = firstRangeEndingFrom(flat, from - 1);
  let end = start;
  let low = from;
  let high = to;
  while (end < flat.length && (flat[end] as number) <= to + 1) {
    low = Math.min(low, flat[end] as number);
    high = Math.max(high, flat[end + 1] as number);
    end += 2;
  }
  flat.splice(start, end - start, low, high);
}

/** Position of the first range whose end is ≥ `seq`; the array's length when there is none. */
function firstRangeEndingFrom(flat: readonly number[], seq: number): number {
  let low = 0;
  let high = flat.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((flat[2 * middle + 1] as number) < seq) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

function pairs(flat: readonly number[]): SeqRange[] {
  const ranges: SeqRange[] = [];
  for (let at = 0; at < flat.length; at += 2) {
    ranges.push([flat[at] as number, flat[at + 1] as number]);
  }
  return ranges;
}
