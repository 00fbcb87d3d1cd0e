/** What the marks of a drawing mean, and their values where the cursor stands. */
import { cellText, type DataTable } from './data-table.ts';
import { html } from './dom.ts';
import type { Glyph } from './mark-styles.ts';
import type { Colour } from './theme.ts';

export interface LegendEntry {
  readonly label: string;
  readonly colour: Colour;
  readonly mark: 'line' | 'dash' | 'area' | 'dot' | 'band' | 'hatch' | Glyph;
  /** Column of the figure's table whose value is shown at the cursor. */
  readonly column?: number;
}

export interface LegendView {
  readonly node: HTMLElement;
  showRow(table: DataTable, row: number | null): void;
}

export function legendNode(entries: readonly LegendEntry[]): LegendView {
  const where = html('li', { class: 'legend-where' });
  const values = entries.map(() => html('span', { class: 'legend-value' }));
  const items = entries.map(({ label, colour, mark }, index) =>
    html(
      'li',
      {},
      html('span', { class: `swatch ${mark} c-${colour}`, 'aria-hidden': 'true' }),
      html('bdi', { class: 'legend-label' }, label),
      values[index] ?? null,
    ),
  );
  const node = html('ul', { class: 'legend' }, ...items, where);
  if (entries.length === 0) node.classList.add('empty');
  let reservedFor: DataTable | null = null;
  // Room for the widest value: else the legend would wrap, and the drawing move, under the pointer.
  const reserve = (table: DataTable) => {
    reservedFor = table;
    for (const [index, { column }] of entries.entries()) {
      if (column === undefined) continue;
      const widest = longest(table, (row) => valueText(table, row, column, entries));
      values[index]?.style.setProperty('min-width', `${widest}ch`);
    }
    if (entries.length === 0) return;
    const widest = longest(table, (row) => whereText(table, row, entries));
    where.style.setProperty('min-width', `min(${widest}ch, 100%)`);
  };
  return {
    node,
    showRow(table, row) {
      if (reservedFor !== table) reserve(table);
      where.textContent = whereText(table, row, entries);
      for (const [index, { column }] of entries.entries()) {
        const value = values[index];
        if (value === undefined || column === undefined) continue;
        value.textContent = row === null ? '' : valueText(table, row, column, entries);
      }
    },
  };
}

/** The unit, when all values have the same one, and where the cursor stands. */
function whereText(table: DataTable, row: number | null, entries: readonly LegendEntry[]): string {
  const unit = commonUnit(table, entries) ?? '';
  if (row === null) return unit;
  return `${unit} at ${cellText(table, row, 0)}`.trimStart();
}

/** With its unit, unless that is said once for all. */
function valueText(
  table: DataTable,
  row: number,
  column: number,
  entries: readonly LegendEntry[],
): string {
  const text = cellText(table, row, column);
  const unit = table.columns[column]?.unit;
  if (unit === undefined || text === '–' || commonUnit(table, entries) !== null) return text;
  return `${text} ${unit}`;
}

function commonUnit(table: DataTable, entries: readonly LegendEntry[]): string | null {
  const units = entries.flatMap(({ column }) =>
    column === undefined ? [] : [table.columns[column]?.unit],
  );
  const [first] = units;
  return first !== undefined && units.every((unit) => unit === first) ? first : null;
}

/** Of up to a hundred rows, evenly spread. */
function longest(table: DataTable, textOf: (row: number) => string): number {
  const step = Math.max(1, Math.floor(table.rows / 100));
  let most = 0;
  for (let row = 0; row < table.rows; row += step) most = Math.max(most, textOf(row).length);
  return most;
}
