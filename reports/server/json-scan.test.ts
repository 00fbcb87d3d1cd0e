import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topLevelValues } from './json-scan.ts';

const KEYS = ['a', 'b', 'verdict', '"', '\\', 'é\n'] as const;
const key = fc.oneof(fc.constantFrom(...KEYS), fc.string({ unit: 'binary', maxLength: 6 }));

describe('values of a large object', () => {
  it('are what a full parse finds, whatever stands between them and however it is laid out', () => {
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.jsonValue(), { maxKeys: 8 }),
        fc.constantFrom(0, 1, 2, '\t', '\r\n  '),
        fc.subarray([...KEYS]),
        (object, indent, wanted) => {
          const json = Buffer.from(JSON.stringify(object, null, indent));
          const whole = JSON.parse(json.toString()) as Record<string, unknown>;
          const expected = Object.entries(whole).filter(([name]) =>
            (wanted as string[]).includes(name),
          );
          expect(new Map(topLevelValues(json, new Set(wanted)))).toEqual(new Map(expected));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are not told of a text that was cut anywhere', () => {
    const json = Buffer.from(
      JSON.stringify({ verdict: { name: 'passed' }, a: [1, '}'], b: 'x\\' }),
    );
    for (let length = 0; length < json.length; length += 1) {
      expect(topLevelValues(json.subarray(0, length), new Set(['verdict'])), `${length}`).toBe(
        undefined,
      );
    }
    expect(topLevelValues(json, new Set(['verdict']))).toEqual(
      new Map([['verdict', { name: 'passed' }]]),
    );
  });

  it.each([
    '[]',
    '1',
    'null',
    '{"a":1}x',
    '{"a":1,}',
    '{"a" 1}',
    '{a:1}',
    '{"a":}',
    '{"a":nul}',
    '{"a":[1}}',
    '{}{}',
    '\u{feff}{}',
  ])('are not told of %j', (text) => {
    expect(topLevelValues(Buffer.from(text), new Set(['a']))).toBe(undefined);
  });

  it('never throws and never invents, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const values = topLevelValues(Buffer.from(bytes), new Set(['a']));
        expect(values === undefined || values.size <= 1).toBe(true);
      }),
    );
  });
});
