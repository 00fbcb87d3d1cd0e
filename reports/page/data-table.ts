/** The figures behind a drawing: as an HTML table for people, as CSV for programs. */
import { html } from './dom.ts';

export type Cell = number | string | null;

export interface TableColumn {
  readonly label: string;
  /** `ms`, `events/s`: part of the heading. */
  readonly unit?: string;
  /** How people read a number of it; CSV has the number itself. */
  readonly format?: (value: number) => string;
}

/** Its first column names the row. */
export interface DataTable {
  /** What the table tells, as a sentence without a full stop. */
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  cell(row: number, column: number): Cell;
}

/** More rows than this nobody reads; every n-th is shown. */
export const MAX_SHOWN_ROWS = 200;

export interface TableView {
  readonly step: number;
  /** Said below the table; null when it shows everything. */
  readonly note: string | null;
}

export function tableView(rows: number): TableView {
  const step = Math.max(1, Math.ceil(rows / MAX_SHOWN_ROWS));
  if (step === 1) return { step, note: null };
  return {
    step,
    note: `Every ${ordinal(step)} of ${rows.toLocaleString('en-US')} rows; the CSV has them all.`,
  };
}

/** Comma-separated, RFC 4180, with a heading; empty where there is no value. */
export function csvOf(table: DataTable): string {
  const lines = [table.columns.map((column) => quoted(heading(column))).join(',')];
  for (let row = 0; row < table.rows; row += 1) {
    lines.push(table.columns.map((_, column) => quoted(table.cell(row, column) ?? '')).join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** As people read it; a dash where there is no value. */
export function cellText(table: DataTable, row: number, column: number): string {
  const value = table.cell(row, column);
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  return (table.columns[column]?.format ?? plain)(value);
}

export function tableNode(table: DataTable): HTMLElement {
  const { step, note } = tableView(table.rows);
  const head = html('tr', {});
  for (const [index, column] of table.columns.entries()) {
    const numeric = index > 0 && isNumeric(table, index);
    head.append(
      html('th', { scope: 'col', class: numeric ? 'number' : undefined }, heading(column)),
    );
  }
  const body = html('tbody');
  for (let row = 0; row < table.rows; row += step) {
    const line = html(
      'tr',
      {},
      html('th', { scope: 'row' }, html('bdi', {}, cellText(table, row, 0))),
    );
    for (let column = 1; column < table.columns.length; column += 1) {
      const text = cellText(table, row, column);
      const number = typeof table.cell(row, column) !== 'string';
      line.append(html('td', { class: number ? 'number' : undefined }, html('bdi', {}, text)));
    }
    body.append(line);
  }
  const node = html('table', {}, html('caption', {}, table.caption), html('thead', {}, head), body);
  const scroller = html(
    'div',
    {
      class: 'table-scroller',
      tabindex: 0,
      role: 'region',
      'aria-label': `Table: ${table.caption}`,
    },
    node,
  );
  const shown = html('div', { class: 'data-table' }, scroller);
  if (note !== null) shown.append(html('p', { class: 'note' }, note));
  return shown;
}

/** By its first value. */
function isNumeric(table: DataTable, column: number): boolean {
  for (let row = 0; row < table.rows; row += 1) {
    const value = table.cell(row, column);
    if (value !== null) return typeof value === 'number';
  }
  return true;
}

function heading({ label, unit }: TableColumn): string {
  return unit === undefined ? label : `${label} (${unit})`;
}

/** Spreadsheets read a text that begins like a formula as one; an apostrophe makes it text. */
function quoted(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

function plain(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}

function ordinal(step: number): string {
  if (step === 2) return '2nd';
  return step === 3 ? '3rd' : `${step}th`;
}
