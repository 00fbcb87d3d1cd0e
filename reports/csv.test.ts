import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText, withoutFormula } from './csv.ts';

describe('csvText', () => {
  it('quotes what needs it, and ends every row with CRLF', () => {
    const rows = [
      ['plain', 'a,b', 'say "yes"', 'two\nlines'],
      [1.5, -2, null, 0.1 + 0.2],
    ];
    expect(csvText(rows)).toBe('plain,"a,b","say ""yes""","two\nlines"\r\n1.5,-2,,0.3\r\n');
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\tx',
    '\rx',
    '＝1',
  ])('makes no formula of %j', (text) => {
    expect(parseCsv(csvText([[text]]))).toEqual([[`'${text}`]]);
  });

  it('brings any text back, but for the apostrophe before a formula', () => {
    const cells = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(cells, { minLength: 1, maxLength: 5 }), (rows) => {
        expect(parseCsv(csvText(rows))).toEqual(rows.map((row) => row.map(withoutFormula)));
      }),
    );
  });

  it('brings numbers back to six decimals', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
        const [[text] = []] = parseCsv(csvText([[value]]));
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(1e-6);
      }),
    );
  });
});

/** Reads RFC 4180 character by character: slow and plain. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let [row, field]: [string[], string] = [[], ''];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') {
      for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += 1) {
        if (at >= text.length) throw new Error('a quoted field is not closed');
        if (text[at] === '"') at += 1;
        field += text[at];
      }
    } else if (text[at] === ',') {
      row.push(field);
      field = '';
    } else if (text.startsWith('\r\n', at)) {
      rows.push([...row, field]);
      [row, field] = [[], ''];
      at += 1;
    } else field += text[at];
  }
  if (field !== '' || row.length > 0) throw new Error('the last row is not ended');
  return rows;
}
