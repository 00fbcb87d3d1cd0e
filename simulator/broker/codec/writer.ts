const TWO_POW_32 = 0x1_0000_0000;
const INITIAL_BYTES = 256;
/** Slices below this are copied: cheaper than one more element in the vector of a scattered write. */
const COPY_BELOW_BYTES = 4096;

/**
 * Builds one response frame as a list of pieces for a scattered write: what is encoded here, and slices of
 * the log that are attached as they are, never copied together.
 *
 *     int32 size of what follows | int32 correlation id | body
 */
export class Writer {
  readonly #pieces: Buffer[] = [];
  #piecesBytes = 0;
  #buffer: Buffer;
  /** Where the current, not yet emitted, piece begins in the buffer. */
  #start = 0;
  #position = 0;

  constructor(correlationId: number, expectedBytes: number = INITIAL_BYTES) {
    this.#buffer = Buffer.allocUnsafe(expectedBytes);
    this.int32(0);
    this.int32(correlationId);
  }

  int8(value: number): this {
    const at = this.#reserve(1);
    this.#position = this.#buffer.writeInt8(value, at);
    return this;
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  int16(value: number): this {
    const at = this.#reserve(2);
    this.#position = this.#buffer.writeInt16BE(value, at);
    return this;
  }

  int32(value: number): this {
    const at = this.#reserve(4);
    this.#position = this.#buffer.writeInt32BE(value, at);
    return this;
  }

  int64(value: number): this {
    const at = this.#reserve(8);
    const high = Math.floor(value / TWO_POW_32);
    this.#buffer.writeInt32BE(high, at);
    this.#position = this.#buffer.writeUInt32BE(value - high * TWO_POW_32, at + 4);
    return this;
  }

  string(value: string): this {
    const length = Buffer.byteLength(value);
    this.int16(length);
    const at = this.#reserve(length);
    this.#buffer.write(value, at, length, 'utf8');
    this.#position = at + length;
    return this;
  }

  nullableString(value: string | null): this {
    return value === null ? this.int16(-1) : this.string(value);
  }

  bytes(value: Buffer): this {
    this.int32(value.length);
    return this.#copy(value);
  }

  array<T>(elements: readonly T[], writeElement: (element: T) => void): this {
    this.int32(elements.length);
    for (const element of elements) writeElement(element);
    return this;
  }

  int32Array(values: readonly number[]): this {
    return this.array(values, (value) => this.int32(value));
  }

  /** Appends bytes that are owned elsewhere and do not change any more. */
  attach(slice: Buffer): this {
    if (slice.length < COPY_BELOW_BYTES) return this.#copy(slice);
    this.#emit();
    this.#pieces.push(slice);
    this.#piecesBytes += slice.length;
    return this;
  }

  /** The finished frame, its size filled in; the writer is spent. */
  finish(): readonly Buffer[] {
    this.#emit();
    const first = this.#pieces[0];
    if (first === undefined) throw new Error('a response has no bytes');
    first.writeInt32BE(this.#piecesBytes - 4, 0);
    return this.#pieces;
  }

  #copy(value: Buffer): this {
    const at = this.#reserve(value.length);
    value.copy(this.#buffer, at);
    this.#position = at + value.length;
    return this;
  }

  #emit(): void {
    if (this.#position === this.#start) return;
    this.#pieces.push(this.#buffer.subarray(this.#start, this.#position));
    this.#piecesBytes += this.#position - this.#start;
    this.#start = this.#position;
  }

  /** Makes room; what was emitted stays where it is, only the open piece moves. */
  #reserve(bytes: number): number {
    if (this.#position + bytes > this.#buffer.length) {
      const open = this.#buffer.subarray(this.#start, this.#position);
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, open.length + bytes));
      open.copy(larger);
      this.#buffer = larger;
      this.#start = 0;
      this.#position = open.length;
    }
    return this.#position;
  }
}
