import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inertText } from './inert-text.ts';
import { markdownBlock, markdownCode, markdownTable, markdownText } from './markdown-text.ts';

describe('markdownText', () => {
  it.each<[text: string, markdown: string]>([
    ['end_to_end p(99)<100', 'end_to_end p(99)&lt;100'],
    ['a|b', 'a&#124;b'],
    ['a\\|b', 'a&#92;&#124;b'],
    ['</details><script>', '&lt;/details&gt;&lt;script&gt;'],
    ['&lt;', '&amp;lt;'],
    ['**bold** _it_ __x__', '&#42;&#42;bold&#42;&#42; &#95;it&#95; &#95;&#95;x&#95;&#95;'],
    ['`code`', '&#96;code&#96;'],
    ['[x](http://y)', '&#91;x&#93;(http&#58;//y)'],
    ['www.example.org', 'www&#46;example.org'],
    ['@team #12 $x$ ~~y~~', '&#64;team &#35;12 &#36;x&#36; &#126;&#126;y&#126;&#126;'],
    [':smile:', '&#58;smile:'],
    ['- item', '&#45; item'],
    ['1. item', '1&#46; item'],
    ['98.21 %', '98.21 %'],
    ['=====', '&#61;===='],
    ['two\nlines', 'two lines'],
    ['    indented', 'indented'],
  ])('of %j is %j', (text, markdown) => {
    expect(markdownText(text)).toBe(markdown);
  });

  it('is one line without anything that opens or closes, and says what was said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const markdown = markdownText(text);
        expect(markdown.replaceAll(/&(#\d+|amp|lt|gt);/g, '')).not.toMatch(/[&<>\\`*[\]|~#@$\n]/);
        expect(decoded(markdown)).toBe(inertText(text).trim());
      }),
    );
  });
});

describe('markdownCode', () => {
  it('can stand in a table', () => {
    expect(markdownCode('a|`b`<c>')).toBe('<code>a&#124;&#96;b&#96;&lt;c&gt;</code>');
  });
});

describe('markdownBlock', () => {
  it('is not ended by what stands in it', () => {
    expect(markdownBlock('make bench')).toBe('```\nmake bench\n```');
    expect(markdownBlock('a ```` b')).toBe('`````\na ```` b\n`````');
    expect(markdownBlock('a\n```\nb')).toBe('````\na ``` b\n````');
  });
});

describe('markdownTable', () => {
  it('has as many cells in every row as in its head, whatever stands in them', () => {
    const row = fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
        const cells = rows.map(([a, b]) => [markdownText(a), markdownCode(b)]);
        const lines = markdownTable(
          [
            ['a', 'left'],
            ['b', 'right'],
          ],
          cells,
        ).split('\n');
        expect(lines).toHaveLength(2 + rows.length);
        for (const line of lines) expect(line.split('|')).toHaveLength(4);
        expect(lines[1]).toBe('| :-- | --: |');
      }),
    );
  });
});

function decoded(markdown: string): string {
  return markdown
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
