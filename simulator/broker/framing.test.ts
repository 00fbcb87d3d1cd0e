import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameAssembler, FrameSizeError } from './framing.ts';

describe('FrameAssembler', () => {
  it('gives every frame back whole, wherever the stream is cut', () => {
    const frames = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 });
    const cuts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(frames, cuts, (sent, sizes) => {
        const stream = Buffer.concat(sent.map((frame) => framed(Buffer.from(frame))));
        const assembler = new FrameAssembler(1_000);
        const received: Buffer[] = [];
        for (let at = 0, k = 0; at < stream.length; k += 1) {
          const size = sizes[k % sizes.length] ?? 1;
          assembler.push(stream.subarray(at, at + size));
          at += size;
          for (let f = assembler.next(); f !== undefined; f = assembler.next()) {
            received.push(Buffer.from(f));
          }
        }
        expect(received).toEqual(sent.map((frame) => Buffer.from(frame)));
        expect(assembler.queuedBytes).toBe(0);
      }),
    );
  });

  it('assembles large frames one after the other in the same memory', () => {
    const assembler = new FrameAssembler(10_000_000);
    for (const bytes of [200_000, 150_000, 3_000_000, 1_000]) {
      const sent = Buffer.alloc(bytes, bytes % 251);
      const stream = framed(sent);
      for (let at = 0; at < stream.length; at += 65_536) {
        expect(assembler.next()).toBeUndefined();
        assembler.push(stream.subarray(at, at + 65_536));
      }
      expect(assembler.next()?.equals(sent)).toBe(true);
    }
  });

  it.each([
    -1, -2_147_483_648, 1_001, 2_147_483_647,
  ])('rejects a claimed size of %d before anything of it has arrived', (size) => {
    const assembler = new FrameAssembler(1_000);
    const claim = Buffer.alloc(4);
    claim.writeInt32BE(size);
    assembler.push(claim);
    expect(() => assembler.next()).toThrow(FrameSizeError);
  });
});

function framed(frame: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(frame.length);
  return Buffer.concat([size, frame]);
}
