import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Cell,
  cellText,
  csvOf,
  type DataTable,
  MAX_SHOWN_ROWS,
  tableView,
} from './data-table.ts';

function tableOf(labels: readonly string[], rows: readonly (readonly Cell[])[]): DataTable {
  return {
    caption: 'table',
    columns: labels.map((label) => ({ label })),
    rows: rows.length,
    cell: (row, column) => rows[row]?.[column] ?? null,
  };
}

describe('csvOf', () => {
  it('has a heading with units, all rows, and nothing where there is no value', () => {
    const table: DataTable = {
      caption: 'rates',
      columns: [{ label: 'time' }, { label: 'rate', unit: 'events/s', format: () => 'formatted' }],
      rows: 2,
      cell: (row, column) => (column === 0 ? `${row} s` : row === 0 ? 1234.5 : null),
    };
    expect(csvOf(table)).toBe('time,rate (events/s)\r\n0 s,1234.5\r\n1 s,\r\n');
  });

  it('lets no text begin a formula', () => {
    const csv = csvOf(tableOf(['a'], [['=1+1'], ['-2'], ['@x'], [-2]]));
    expect(csv).toBe("a\r\n'=1+1\r\n'-2\r\n'@x\r\n-2\r\n");
  });

  it('is read back as it was written', () => {
    const cell = fc.oneof(
      fc.integer(),
      fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text)),
    );
    const rows = fc.array(fc.tuple(cell, cell), { maxLength: 20 });
    fc.assert(
      fc.property(rows, (cells) => {
        const read = naivelyRead(csvOf(tableOf(['a', 'b'], cells)));
        expect(read).toEqual([['a', 'b'], ...cells.map((row) => row.map(String))]);
      }),
    );
  });
});

describe('tableView', () => {
  it('shows everything up to a number of rows', () => {
    expect(tableView(MAX_SHOWN_ROWS)).toEqual({ step: 1, note: null });
  });

  it('shows every n-th row beyond it and says so', () => {
    expect(tableView(201)).toEqual({
      step: 2,
      note: 'Every 2nd of 201 rows; the CSV has them all.',
    });
    expect(tableView(1_000).note).toBe('Every 5th of 1,000 rows; the CSV has them all.');
  });
});

describe('cellText', () => {
  it('formats numbers and marks what is missing', () => {
    const table = tableOf(['a'], [[1234.5678], [null], ['text']]);
    expect([0, 1, 2].map((row) => cellText(table, row, 0))).toEqual(['1,234.568', '–', 'text']);
  });
});

/** RFC 4180, a character at a time. */
function naivelyRead(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < csv.length; at += 1) {
    const character = csv[at] ?? '';
    if (quoted) {
      if (character !== '"') field += character;
      else if (csv[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === ',') {
      row.push(field);
      field = '';
    } else if (character === '\r' && csv[at + 1] === '\n') {
      rows.push([...row, field]);
      row = [];
      field = '';
      at += 1;
    } else field += character;
  }
  return rows;
}
