/**
 * How state becomes bytes: whole numbers as varints (seven bits a byte, lowest first, the high bit says that
 * more follow), signed ones in zigzag, everything else as it is. No field has a name: who reads knows the order.
 */

/** Bytes that are no state, or not the state of what they are installed into. Nothing was changed. */
export class StateCorrupt extends Error {}

const VARINT_BYTES = 8;
const FLOAT_BYTES = 8;

/** Reusable: {@link begin} forgets what was written, {@link finish} hands out a copy. */
export class StateWriter {
  #buffer: Buffer;
  #size = 0;

  constructor(initialBytes = 256) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(1, initialBytes));
  }

  begin(): this {
    this.#size = 0;
    return this;
  }

  /** A whole number from 0 to `Number.MAX_SAFE_INTEGER`. */
  varint(value: number): void {
    if (this.#size + VARINT_BYTES > this.#buffer.length) this.#grow(VARINT_BYTES);
    if (value >= 0 && value < 128 && Number.isInteger(value)) this.#buffer[this.#size++] = value;
    else this.#longVarint(value);
  }

  /** A whole number of at most 2^52 in either direction. */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  float64(value: number): void {
    if (this.#size + FLOAT_BYTES > this.#buffer.length) this.#grow(FLOAT_BYTES);
    this.#size = this.#buffer.writeDoubleLE(value, this.#size);
  }

  /** With its length in front. */
  bytes(value: Uint8Array): void {
    this.varint(value.length);
    if (this.#size + value.length > this.#buffer.length) this.#grow(value.length);
    this.#buffer.set(value, this.#size);
    this.#size += value.length;
  }

  /** Hexadecimal digits as half as many bytes, without a length. */
  hex(digits: string): void {
    const length = digits.length / 2;
    if (this.#size + length > this.#buffer.length) this.#grow(length);
    this.#size += this.#buffer.write(digits, this.#size, 'hex');
  }

  finish(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#size));
  }

  #longVarint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`No whole number from 0 to 2^53 - 1: ${value}.`);
    }
    const buffer = this.#buffer;
    let at = this.#size;
    let rest = value;
    while (rest > 0x7fff_ffff) {
      buffer[at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      buffer[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    buffer[at++] = rest;
    this.#size = at;
  }

  #grow(bytes: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#size + bytes));
    this.#buffer.copy(grown, 0, 0, this.#size);
    this.#buffer = grown;
  }
}

/** @throws StateCorrupt wherever the bytes end too early, go on too long or are out of range */
export class StateReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  /** @param max the largest number that means anything here */
  varint(max: number = Number.MAX_SAFE_INTEGER): number {
    const first = this.#byte();
    const value = first < 128 ? first : this.#longVarint(first);
    if (value > max) throw new StateCorrupt(`${value} at byte ${this.#at}; at most ${max}`);
    return value;
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  float64(): number {
    const at = this.#take(FLOAT_BYTES);
    return this.#buffer.readDoubleLE(at);
  }

  /** A view, not a copy. */
  bytes(): Buffer {
    const length = this.varint();
    const at = this.#take(length);
    return this.#buffer.subarray(at, at + length);
  }

  /** @param length in bytes; twice as many digits, lower case */
  hex(length: number): string {
    const at = this.#take(length);
    return this.#buffer.toString('hex', at, at + length);
  }

  /** Everything was read. */
  end(): void {
    const excess = this.#buffer.length - this.#at;
    if (excess !== 0) throw new StateCorrupt(`${excess} bytes too many`);
  }

  #byte(): number {
    const byte = this.#buffer[this.#at];
    if (byte === undefined) throw new StateCorrupt(`ends after ${this.#at} bytes`);
    this.#at += 1;
    return byte;
  }

  #longVarint(first: number): number {
    let value = first & 127;
    let scale = 128;
    for (let count = 1; count < VARINT_BYTES; count += 1) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      scale *= 128;
    }
    throw new StateCorrupt(`no number at byte ${this.#at}`);
  }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#buffer.length) throw new StateCorrupt(`ends after ${at} bytes`);
    this.#at = at + length;
    return at;
  }
}
