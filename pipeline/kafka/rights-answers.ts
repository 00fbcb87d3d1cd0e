/**
 * The rights in answers of brokers: bits by the numbers of Kafka's `AclOperation`, null where a broker does not tell.
 */

/** In place of the bits, by a broker that was not asked or does not tell. */
const NOT_TOLD = -(2 ** 31);
const TOPIC_AUTHORIZATION_FAILED = 29;
const GROUP_AUTHORIZATION_FAILED = 30;

/**
 *     throttle int32 | brokers (id int32, host, port int32, rack)[] | cluster | controller int32
 *     | topics (error int16, name, internal bool, partitions (12 bytes…)[], rights int32)[] | rights int32
 */
export function rightsInMetadata(answer: Buffer): Map<string, number | null> {
  const reader = new Reader(answer);
  reader.skip(4);
  reader.each(() => {
    reader.skip(4);
    reader.text();
    reader.skip(4);
    reader.text();
  });
  reader.text();
  reader.skip(4);
  const rights = new Map<string, number | null>();
  reader.each(() => {
    const error = reader.int16();
    const name = reader.text();
    reader.skip(1);
    reader.each(() => {
      reader.skip(2 + 4 + 4 + 4);
      for (let list = 0; list < 3; list += 1) reader.each(() => reader.skip(4));
    });
    const bits = reader.int32();
    rights.set(name, error === TOPIC_AUTHORIZATION_FAILED ? 0 : told(bits));
  });
  return rights;
}

/** `throttle int32 | groups (error int16, id, state, protocol type, protocol, members (…)[], rights int32)[]`, one group. */
export function rightsInGroups(answer: Buffer): number | null {
  const reader = new Reader(answer);
  reader.skip(4);
  reader.skip(4);
  const error = reader.int16();
  if (error === GROUP_AUTHORIZATION_FAILED) return 0;
  for (let text = 0; text < 4; text += 1) reader.text();
  reader.each(() => {
    for (let text = 0; text < 3; text += 1) reader.text();
    for (let bytes = 0; bytes < 2; bytes += 1) reader.skip(Math.max(0, reader.int32()));
  });
  return told(reader.int32());
}

function told(bits: number): number | null {
  return bits === NOT_TOLD ? null : bits;
}

/** Through an answer of the protocol, big-endian; throws a RangeError at its end. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  /** '' for null. */
  text(): string {
    const length = Math.max(0, this.int16());
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  each(read: () => void): void {
    const count = this.int32();
    for (let index = 0; index < count; index += 1) read();
  }
}
