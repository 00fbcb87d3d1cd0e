import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordValues } from './record-values.ts';

const KEYS = ['a', 'b', 'verdict', '"', '\\', 'é\n', '": ', '  "'] as const;
const key = fc.oneof(fc.constantFrom(...KEYS), fc.string({ unit: 'binary', maxLength: 6 }));
const value = fc.jsonValue({
  stringUnit: fc.constantFrom('\n', ' ', '"', '}', ',', ':', '{', 'x'),
});

describe('values of a record', () => {
  it('are what a full parse finds, whatever stands between them and however it is laid out', () => {
    fc.assert(
      fc.property(
        fc.dictionary(key, value, { maxKeys: 8 }),
        fc.constantFrom(0, 1, 2, 3, '\t', '\r\n  '),
        fc.constantFrom('', '\n', '\n\n'),
        fc.subarray([...KEYS.filter((name) => /^\w+$/.test(name))]),
        (object, indent, ending, wanted) => {
          const json = Buffer.from(`${JSON.stringify(object, null, indent)}${ending}`);
          const whole = JSON.parse(json.toString()) as Record<string, unknown>;
          const expected = Object.entries(whole).filter(([name]) =>
            (wanted as string[]).includes(name),
          );
          expect(recordValues(json, new Set(wanted))).toEqual(Object.fromEntries(expected));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are found without looking at what lies between them', () => {
    const json = Buffer.from(
      '{\n  "a": 1,\n  "series": [\n    nonsense\n  ],\n  "b": [\n    2\n  ]\n}\n',
    );
    expect(recordValues(json, new Set(['a', 'b']))).toEqual({ a: 1, b: [2] });
    expect(recordValues(json, new Set(['series']))).toBe(undefined);
  });

  it('are not told of a text that was cut anywhere', () => {
    const record = { verdict: { name: 'passed' }, a: [1, '}'], b: 'x\\' };
    for (const indent of [0, 2]) {
      const json = Buffer.from(JSON.stringify(record, null, indent));
      for (let length = 0; length < json.length; length += 1) {
        const cut = json.subarray(0, length);
        expect(recordValues(cut, new Set(['verdict'])), `${length}`).toBe(undefined);
      }
    }
  });

  it.each([
    '[]',
    '1',
    'null',
    '{"a":1}x',
    '{"a":nul}',
    '{\n  "a"\n}\n',
    '{}{}',
    '',
  ])('are not told of %j', (text) => {
    expect(recordValues(Buffer.from(text), new Set(['a']))).toBe(undefined);
  });
});
