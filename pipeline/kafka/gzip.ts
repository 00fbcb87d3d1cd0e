/**
 * A gzip codec for kafkajs with a bound: kafkajs's own unpacks whatever a record batch claims to be, so
 * that a few kilobytes can fill the memory.
 */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import kafkajs from 'kafkajs';

// Node does not see these as named exports of a CommonJS module.
const { CompressionCodecs, CompressionTypes } = kafkajs;

export const MAX_UNPACKED_BYTES = 16 * 1024 * 1024;

const pack = promisify(gzip);
const unpack = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

export const boundedGzip = {
  compress: (encoder: { readonly buffer: Buffer }): Promise<Buffer> => pack(encoder.buffer),
  /** @throws RangeError (ERR_BUFFER_TOO_LARGE) beyond {@link MAX_UNPACKED_BYTES} */
  decompress: (buffer: Buffer): Promise<Buffer> =>
    unpack(buffer, { maxOutputLength: MAX_UNPACKED_BYTES }),
};

/** Registers the codec for this thread. Idempotent. */
export function registerBoundedGzip(): void {
  CompressionCodecs[CompressionTypes.GZIP] = () => boundedGzip;
}
