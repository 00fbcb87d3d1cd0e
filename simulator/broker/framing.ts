const SIZE_BYTES = 4;
const FIRST_ASSEMBLY_BYTES = 64 * 1024;
/** Assembly memory up to this size is kept for the next frame. */
const KEPT_ASSEMBLY_BYTES = 1024 * 1024;

/** A frame claims an impossible size: the connection is lost, for nobody knows where the next one begins. */
export class FrameSizeError extends Error {
  override readonly name = 'FrameSizeError';
}

/**
 * Cuts the byte stream of one connection into frames (int32 size, then that many bytes). A frame within one
 * chunk is a view of it; a frame across chunks is assembled in memory that grows with what has arrived,
 * never with what the size claims, and is used again for the next.
 */
export class FrameAssembler {
  readonly #maxFrameBytes: number;
  readonly #chunks: Buffer[] = [];
  /** Bytes of the first chunk that are already used. */
  #used = 0;
  #queuedBytes = 0;
  /** Size of the frame that is being received; -1 while it is unknown. */
  #frameBytes = -1;
  #assembly: Buffer = Buffer.alloc(0);
  #assembledBytes = 0;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Bytes received and not yet handed out. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#queuedBytes += chunk.length;
  }

  /**
   * @returns the next complete frame, valid until the next call
   * @throws FrameSizeError
   */
  next(): Buffer | undefined {
    if (this.#frameBytes < 0 && !this.#readSize()) return undefined;
    const first = this.#chunks[0];
    if (this.#assembledBytes === 0 && first !== undefined) {
      const from = this.#used;
      if (first.length - from >= this.#frameBytes) {
        const frame = first.subarray(from, from + this.#frameBytes);
        this.#consume(this.#frameBytes);
        this.#frameBytes = -1;
        return frame;
      }
    }
    return this.#assemble();
  }

  #assemble(): Buffer | undefined {
    if (this.#assembledBytes === 0 && this.#assembly.length > KEPT_ASSEMBLY_BYTES) {
      this.#assembly = Buffer.alloc(0);
    }
    while (this.#assembledBytes < this.#frameBytes) {
      const first = this.#chunks[0];
      if (first === undefined) return undefined;
      const bytes = Math.min(first.length - this.#used, this.#frameBytes - this.#assembledBytes);
      this.#growTo(this.#assembledBytes + bytes);
      first.copy(this.#assembly, this.#assembledBytes, this.#used, this.#used + bytes);
      this.#assembledBytes += bytes;
      this.#consume(bytes);
    }
    const frame = this.#assembly.subarray(0, this.#frameBytes);
    this.#assembledBytes = 0;
    this.#frameBytes = -1;
    return frame;
  }

  #growTo(bytes: number): void {
    if (bytes <= this.#assembly.length) return;
    const doubled = Math.max(bytes, FIRST_ASSEMBLY_BYTES, 2 * this.#assembly.length);
    const larger = Buffer.allocUnsafeSlow(doubled);
    this.#assembly.copy(larger, 0, 0, this.#assembledBytes);
    this.#assembly = larger;
  }

  #readSize(): boolean {
    if (this.#queuedBytes < SIZE_BYTES) return false;
    let size = 0;
    for (let index = 0; index < SIZE_BYTES; index += 1) {
      const first = this.#chunks[0] as Buffer;
      size = (size << 8) | (first[this.#used] as number);
      this.#consume(1);
    }
    if (size < 0 || size > this.#maxFrameBytes) {
      throw new FrameSizeError(
        `a frame claims ${size} bytes; at most ${this.#maxFrameBytes} are taken`,
      );
    }
    this.#frameBytes = size;
    return true;
  }

  #consume(bytes: number): void {
    this.#used += bytes;
    this.#queuedBytes -= bytes;
    if (this.#used === (this.#chunks[0]?.length ?? 0)) {
      this.#chunks.shift();
      this.#used = 0;
    }
  }
}
