/**
 * When each event that still waits for its result was due. The plan is replayed as time goes on, so that nothing has to be
 * sent from the producers: a product's events are its productSeqs from 1, and a result names one. Kept are eight bytes per
 * event from a product's oldest one without a result to its newest: what the service is behind, and at worst the run.
 */

/** An event that was asked about already, or need not be asked about. */
const SETTLED = -1;
const FIRST_SLOTS = 8;

export class DueBook {
  readonly #products: (Waiting | undefined)[];

  constructor(products: number) {
    this.#products = new Array<Waiting | undefined>(products).fill(undefined);
  }

  /** Events of a product in the order of their productSeqs. @param dueUs not negative */
  add(productIndex: number, dueUs: number): void {
    const waiting = this.#products[productIndex] ?? {
      firstSeq: 1,
      from: 0,
      count: 0,
      due: NOTHING,
    };
    this.#products[productIndex] = waiting;
    if (waiting.count === waiting.due.length) grow(waiting);
    waiting.due[(waiting.from + waiting.count) % waiting.due.length] = dueUs;
    waiting.count += 1;
  }

  /** The highest productSeq that was added. */
  lastSeq(productIndex: number): number {
    const waiting = this.#products[productIndex];
    return waiting === undefined ? 0 : waiting.firstSeq + waiting.count - 1;
  }

  /** @returns when it was due; undefined when it was taken before, or never added */
  take(productIndex: number, seq: number): number | undefined {
    const waiting = this.#products[productIndex];
    if (waiting === undefined) return undefined;
    const place = seq - waiting.firstSeq;
    if (!Number.isInteger(place) || place < 0 || place >= waiting.count) return undefined;
    const { due } = waiting;
    const slot = (waiting.from + place) % due.length;
    const dueUs = due[slot] as number;
    if (dueUs === SETTLED) return undefined;
    due[slot] = SETTLED;
    while (waiting.count > 0 && due[waiting.from] === SETTLED) {
      waiting.from = (waiting.from + 1) % due.length;
      waiting.firstSeq += 1;
      waiting.count -= 1;
    }
    return dueUs;
  }

  /** Bytes in use, for tests. */
  get bytes(): number {
    return this.#products.reduce((sum, waiting) => sum + (waiting?.due.byteLength ?? 0), 0);
  }
}

/** A ring of due instants. */
interface Waiting {
  /** productSeq at `from`. */
  firstSeq: number;
  from: number;
  count: number;
  due: Float64Array;
}

const NOTHING = new Float64Array(0);

function grow(waiting: Waiting): void {
  const { due, from, count } = waiting;
  const wider = new Float64Array(Math.max(FIRST_SLOTS, 2 * due.length));
  for (let at = 0; at < count; at += 1) wider[at] = due[(from + at) % due.length] as number;
  waiting.due = wider;
  waiting.from = 0;
}
