import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StateCorrupt, StateReader, StateWriter } from './state-bytes.ts';

type Field =
  | ['varint', number]
  | ['signed', number]
  | ['float64', number]
  | ['bytes', Uint8Array]
  | ['hex', string];

describe('state bytes', () => {
  it('read as they were written, and end where they end', () => {
    const writer = new StateWriter(1);
    fc.assert(
      fc.property(fields(), (written) => {
        const reader = new StateReader(write(writer, written));
        expect(written.map((field) => read(reader, field))).toEqual(written);
        reader.end();
      }),
      { numRuns: 300 },
    );
  });

  it('are refused when any of them is missing, or one too many is there', () => {
    fc.assert(
      fc.property(fields(), fc.nat(), (written, cut) => {
        const whole = write(new StateWriter(), written);
        const readAll = (buffer: Buffer) => () => {
          const reader = new StateReader(buffer);
          for (const field of written) read(reader, field);
          reader.end();
        };
        expect(readAll(Buffer.concat([whole, Buffer.of(0)]))).toThrow(StateCorrupt);
        if (whole.length > 0) {
          expect(readAll(whole.subarray(0, cut % whole.length))).toThrow(StateCorrupt);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('take one byte below 128, and eight for the largest number', () => {
    const writer = new StateWriter();
    const bytesOf = (value: number) => write(writer, [['varint', value]]).length;
    expect([0, 127, 128, 16_383, 16_384, 2 ** 31, Number.MAX_SAFE_INTEGER].map(bytesOf)).toEqual([
      1, 1, 2, 2, 3, 5, 8,
    ]);
  });

  it('are kept when the writer begins anew', () => {
    const writer = new StateWriter();
    const first = write(writer, [['varint', 7]]);
    write(writer, [['varint', 9]]);
    expect([...first]).toEqual([7]);
  });

  it.each([
    -1,
    0.5,
    Number.NaN,
    2 ** 53,
    Number.POSITIVE_INFINITY,
  ])('cannot be made of %d as a whole number', (value) => {
    expect(() => new StateWriter().varint(value)).toThrow(RangeError);
  });

  it('are refused where a number goes on for ever, is too large for any, or for this one', () => {
    const varint = (bytes: number[], max?: number) => () =>
      new StateReader(Buffer.from(bytes)).varint(max);
    expect(varint([...new Array(20).fill(255), 1])).toThrow(StateCorrupt);
    expect(varint([...new Array(7).fill(255), 127])).toThrow(StateCorrupt);
    expect(varint([11], 10)).toThrow(StateCorrupt);
    expect(varint([10], 10)()).toBe(10);
  });
});

function fields(): fc.Arbitrary<Field[]> {
  const safe = fc.oneof(fc.nat(300), fc.nat(), fc.maxSafeNat());
  return fc.array(
    fc.oneof(
      safe.map((value): Field => ['varint', value]),
      fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }).map((value): Field => ['signed', value]),
      fc.integer({ min: -200, max: 200 }).map((value): Field => ['signed', value]),
      fc.double().map((value): Field => ['float64', value]),
      fc.uint8Array({ maxLength: 300 }).map((value): Field => ['bytes', value]),
      fc
        .uint8Array({ minLength: 32, maxLength: 32 })
        .map((value): Field => ['hex', Buffer.from(value).toString('hex')]),
    ),
    { maxLength: 20 },
  );
}

function write(writer: StateWriter, written: readonly Field[]): Buffer {
  writer.begin();
  for (const [kind, value] of written) {
    if (kind === 'bytes') writer.bytes(value);
    else if (kind === 'hex') writer.hex(value);
    else writer[kind](value);
  }
  return writer.finish();
}

function read(reader: StateReader, [kind, value]: Field): Field {
  if (kind === 'bytes') return [kind, Uint8Array.from(reader.bytes())];
  if (kind === 'hex') return [kind, reader.hex(value.length / 2)];
  return [kind, reader[kind]()];
}
