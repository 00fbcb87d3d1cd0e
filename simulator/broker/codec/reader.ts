/** The bytes of a frame do not follow the protocol; the connection they came on is closed. */
export class MalformedRequest extends Error {
  override readonly name = 'MalformedRequest';
}

const TWO_POW_32 = 0x1_0000_0000;

/**
 * Reads the primitive types of the Kafka protocol (non-flexible versions), big-endian, from one frame:
 *
 *     STRING  int16 length, then UTF-8 bytes      NULLABLE_STRING  length -1 is null
 *     BYTES   int32 length, then bytes            ARRAY            int32 count, then elements; -1 is null
 *
 * Every read is checked against the frame's end and throws {@link MalformedRequest} beyond it.
 */
export class Reader {
  readonly buffer: Buffer;
  position: number;

  constructor(buffer: Buffer, position = 0) {
    this.buffer = buffer;
    this.position = position;
  }

  get remaining(): number {
    return this.buffer.length - this.position;
  }

  int8(): number {
    return this.buffer.readInt8(this.#advance(1));
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  int16(): number {
    return this.buffer.readInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.#advance(4));
  }

  /** As a number: exact up to 2^53, which offsets and timestamps never reach. */
  int64(): number {
    const at = this.#advance(8);
    return this.buffer.readInt32BE(at) * TWO_POW_32 + this.buffer.readUInt32BE(at + 4);
  }

  string(): string {
    const value = this.nullableString();
    if (value === null) throw new MalformedRequest('a string is null where none may be');
    return value;
  }

  nullableString(): string | null {
    const length = this.int16();
    if (length < 0) return null;
    const at = this.#advance(length);
    return this.buffer.toString('utf8', at, at + length);
  }

  /** A view into the frame (valid until the request is answered); null becomes empty. */
  bytes(): Buffer {
    const length = this.int32();
    if (length <= 0) return this.buffer.subarray(this.position, this.position);
    const at = this.#advance(length);
    return this.buffer.subarray(at, at + length);
  }

  /** A copy that may outlive the frame. */
  bytesCopy(): Buffer {
    return Buffer.from(this.bytes());
  }

  array<T>(readElement: (reader: Reader) => T): T[] {
    return this.nullableArray(readElement) ?? [];
  }

  nullableArray<T>(readElement: (reader: Reader) => T): T[] | null {
    const count = this.arrayCount();
    if (count < 0) return null;
    const elements: T[] = [];
    for (let index = 0; index < count; index += 1) elements.push(readElement(this));
    return elements;
  }

  /** Elements that follow, or -1 for a null array. No element is smaller than a byte. */
  arrayCount(): number {
    const count = this.int32();
    if (count > this.remaining) {
      throw new MalformedRequest(`an array claims ${count} elements in ${this.remaining} bytes`);
    }
    return count < 0 ? -1 : count;
  }

  #advance(bytes: number): number {
    const at = this.position;
    if (at + bytes > this.buffer.length) {
      throw new MalformedRequest(
        `the frame ends at byte ${this.buffer.length}, ${bytes} bytes were expected at ${at}`,
      );
    }
    this.position = at + bytes;
    return at;
  }
}
