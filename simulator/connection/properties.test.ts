import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProperties } from './properties.ts';

const pairs = (text: string): [string, string][] =>
  parseProperties(text).properties.map(({ key, value }) => [key, value]);

describe('parseProperties', () => {
  it.each<[text: string, pairs: [string, string][]]>([
    ['a=b', [['a', 'b']]],
    ['a = b c ', [['a', 'b c ']]],
    ['a:b\na b\na\tb', [...Array<[string, string]>(3).fill(['a', 'b'])]],
    ['a==b', [['a', '=b']]],
    ['a', [['a', '']]],
    ['# a=b\n  ! c=d\n\n', []],
    ['a=b\\\n   c\\\r\n\td', [['a', 'bcd']]],
    [
      'a=b\\\\\nc=d',
      [
        ['a', 'b\\'],
        ['c', 'd'],
      ],
    ],
    ['a=1\\\n# no comment', [['a', '1# no comment']]],
    ['a\\ b\\=c\\:d=e', [['a b=c:d', 'e']]],
    ['a=\\t\\n\\u0041\\q\\"', [['a', '\t\nAq"']]],
    [
      'a=b\rc=d\r\ne=f',
      [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ],
    ],
  ])('reads %j', (text, expected) => {
    expect(pairs(text)).toEqual(expected);
  });

  it('tells where each key stands, counting lines as editors do', () => {
    const { properties } = parseProperties('# first\r\n\na=1 \\\n  2\nb=3');
    expect(properties.map(({ key, line }) => [key, line])).toEqual([
      ['a', 3],
      ['b', 5],
    ]);
  });

  it('names the line of a broken escape, without what stands there', () => {
    const { properties, faults } = parseProperties('a=1\npassword=\\u12x4-secret\nb=2');
    expect(properties.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(faults).toEqual([{ line: 2, what: expect.stringContaining('\\u') }]);
    expect(JSON.stringify(faults)).not.toContain('secret');
  });

  it('reads every text as java.util.Properties does', () => {
    const text = fc.string({
      unit: fc.constantFrom(
        'a',
        'b',
        'u',
        'n',
        '0',
        '4',
        '=',
        ':',
        ' ',
        '\t',
        '\f',
        '\\',
        '\\',
        '\n',
        '\r',
        '#',
        '!',
      ),
      maxLength: 30,
    });
    fc.assert(
      fc.property(text, (source) => {
        const wanted = asJavaReads(source);
        const { properties, faults } = parseProperties(source);
        if (wanted === 'fault') expect(faults.length).toBeGreaterThan(0);
        else {
          expect(faults).toEqual([]);
          expect(properties.map(({ key, value }) => [key, value])).toEqual(wanted);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

/**
 * `Properties.load` of the JDK, character by character. One difference is left out: a lone backslash at the very end is an
 * empty key there.
 */
function asJavaReads(source: string): [string, string][] | 'fault' {
  const found: [string, string][] = [];
  for (const line of javaLines(source)) {
    if (line === '') continue;
    let at = 0;
    let escaped = false;
    while (at < line.length && (escaped || !'=: \t\f'.includes(line[at] ?? ''))) {
      escaped = line[at] === '\\' ? !escaped : false;
      at += 1;
    }
    let from = at;
    let separated = false;
    while (from < line.length) {
      const character = line[from] ?? '';
      if (!' \t\f'.includes(character)) {
        if (separated || !'=:'.includes(character)) break;
        separated = true;
      }
      from += 1;
    }
    const [key, value] = [converted(line.slice(0, at)), converted(line.slice(from))];
    if (key === undefined || value === undefined) return 'fault';
    found.push([key, value]);
  }
  return found;
}

function javaLines(source: string): string[] {
  const lines: string[] = [];
  let line = '';
  let skipping = true;
  let continued = false;
  let backslash = false;
  let isComment = false;
  const end = (): void => {
    if (line !== '') lines.push(line);
    [line, skipping, continued, backslash, isComment] = ['', true, false, false, false];
  };
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] ?? '';
    const isEnd = character === '\n' || character === '\r';
    if (isComment) {
      if (isEnd) [isComment, skipping] = [false, true];
      continue;
    }
    if (skipping) {
      if (' \t\f'.includes(character) || (!continued && isEnd)) continue;
      [skipping, continued] = [false, false];
    }
    if (line === '' && '#!'.includes(character)) {
      isComment = true;
    } else if (!isEnd) {
      line += character;
      backslash = character === '\\' && !backslash;
    } else if (line === '') {
      skipping = true;
    } else if (backslash) {
      line = line.slice(0, -1);
      [skipping, continued, backslash] = [true, true, false];
      if (character === '\r' && source[at + 1] === '\n') at += 1;
    } else end();
  }
  if (backslash) line = line.slice(0, -1);
  end();
  return lines;
}

function converted(text: string): string | undefined {
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== '\\') {
      result += text[at];
      continue;
    }
    at += 1;
    const character = text[at] ?? '';
    if (character === 'u') {
      const digits = text.slice(at + 1, at + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) return undefined;
      result += String.fromCharCode(Number.parseInt(digits, 16));
      at += 4;
    } else {
      const special = 'tnrf'.indexOf(character);
      result += special >= 0 && character !== '' ? '\t\n\r\f'[special] : character;
    }
  }
  return result;
}
