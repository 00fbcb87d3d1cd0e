/**
 * Notices when a topic-partition goes on behind where it should. kafkajs says nothing when retention has trimmed what was
 * to be read next: it jumps to the end, over what is still there, too. Markers of transactions leave gaps as well, so that
 * a gap is read once more from where it began before it is believed.
 */

/** `[from, to)` of a topic-partition was never read. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

export class GapWatch {
  /** By slot: the offset that should come next; -1 before the first. */
  readonly #expected: Float64Array;
  /** By slot: where the latest gap began that was read again; -1: none. */
  readonly #tried: Float64Array;
  /** By slot: the first offset that is lost; -1: none. */
  readonly #lost: Float64Array;

  constructor(slots: number) {
    this.#expected = new Float64Array(slots).fill(-1);
    this.#tried = new Float64Array(slots).fill(-1);
    this.#lost = new Float64Array(slots).fill(-1);
  }

  /** Reading begins at `position`, whatever was read before. */
  begin(slot: number, position: number): void {
    this.#expected[slot] = position;
    this.#tried[slot] = -1;
  }

  /** @returns what lies before a batch that begins at `first`, unless it has been read again already */
  before(slot: number, first: number): Gap | undefined {
    const from = this.#expected[slot] as number;
    if (from < 0 || first <= from || this.#tried[slot] === from) return undefined;
    return { from, to: first };
  }

  /** The offset that should come next; -1 before the first. */
  expected(slot: number): number {
    return this.#expected[slot] as number;
  }

  /** The batch up to `last` was read. */
  read(slot: number, last: number): void {
    if (last >= (this.#expected[slot] as number)) this.#expected[slot] = last + 1;
  }

  /**
   * @param logStart the first offset that the broker still keeps, if it tells
   * @returns where to read again, and what is lost for good
   */
  resolve(slot: number, gap: Gap, logStart: number | undefined): { again: number; lost?: Gap } {
    const again = Math.min(gap.to, Math.max(gap.from, logStart ?? gap.from));
    this.#expected[slot] = again;
    this.#tried[slot] = again;
    if (again === gap.from) return { again };
    if ((this.#lost[slot] as number) < 0) this.#lost[slot] = gap.from;
    return { again, lost: { from: gap.from, to: again } };
  }

  /** Where it was read without a hole: `position`, or where the first loss began. */
  unbroken(slot: number, position: number): number {
    const lost = this.#lost[slot] as number;
    return lost < 0 ? position : Math.min(lost, position);
  }
}
