/** What the marks of a drawing mean, and their values where the cursor stands. */
import { cellText, type DataTable } from './data-table.ts';
import { html } from './dom.ts';
import type { Colour } from './theme.ts';

export interface LegendEntry {
  readonly label: string;
  readonly colour: Colour;
  readonly mark: 'line' | 'dash' | 'area' | 'dot' | 'band';
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
  return {
    node,
    showRow(table, row) {
      where.textContent = row === null ? '' : whereText(table, row);
      for (const [index, { column }] of entries.entries()) {
        const value = values[index];
        if (value === undefined || column === undefined) continue;
        value.textContent = row === null ? '' : valueText(table, row, column);
      }
    },
  };
}

function whereText(table: DataTable, row: number): string {
  return `at ${cellText(table, row, 0)}`;
}

function valueText(table: DataTable, row: number, column: number): string {
  const unit = table.columns[column]?.unit;
  const text = cellText(table, row, column);
  return unit === undefined || text === '–' ? text : `${text} ${unit}`;
}
