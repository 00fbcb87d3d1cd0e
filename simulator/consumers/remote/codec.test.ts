import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from './codec.ts';

const arrays = fc.oneof(
  fc.int32Array({ maxLength: 8 }),
  fc.float64Array({ maxLength: 8 }),
  fc.uint8Array({ maxLength: 8 }),
);
const messages = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    arrays,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$', '__proto__')), tie('any'), {
      maxKeys: 4,
    }),
  ),
})).any;

describe('the codec', () => {
  it('gives back whatever can be said', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(decode(encode(message))).toStrictEqual(plain(message));
      }),
    );
  });

  it('keeps undefined in arrays and leaves undefined properties out', () => {
    expect(decode(encode([undefined, { a: undefined, b: 1 }]))).toStrictEqual([
      undefined,
      { b: 1 },
    ]);
  });

  it('takes a part of a buffer, shared or not', () => {
    const shared = new Float64Array(new SharedArrayBuffer(24), 8, 1);
    shared[0] = 0.1;
    expect(decode(encode(shared))).toEqual(Float64Array.of(0.1));
  });

  it.each([
    ['a function', () => 1],
    ['a bigint', 1n],
    ['a map', new Map()],
    ['a date', new Date(0)],
    ['an array of another kind', Int16Array.of(1)],
  ])('refuses %s', (_, value) => {
    expect(() => encode({ value })).toThrow(TypeError);
  });

  it.each([
    '',
    '{',
    '{"$":1}',
    '{"$":["Map",[]]}',
    '{"$":["Int32Array","AA=="]}',
    '{"$":["toString","AA=="]}',
  ])('refuses the text %s', (text) => {
    expect(() => decode(text)).toThrow(/./);
  });
});

/** fast-check makes objects without a prototype, too; a message has always one. */
function plain(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
