/** The whole world by business day: what was wanted, sold and lost, and how many alerts came and went. */
import type { InventoryReport } from '../inventory.ts';
import { percent, whole } from '../numbers.ts';
import { type Cursor, createCursor } from './cursor.ts';
import type { DataTable } from './data-table.ts';
import { createFigure, missingFigure } from './figure.ts';
import { doubtNotes, type InventorySource, NO_INVENTORY } from './inventory-source.ts';
import { DAY_MS } from './plot-dates.ts';
import { alertsDrawing, unitsDrawing } from './world-drawing.ts';
import { type WorldEntry, worldEntries } from './world-entries.ts';

const UNITS = { id: 'world-days', title: 'Wanted, sold and lost by business day' } as const;
const ALERTS = { id: 'alert-days', title: 'Alerts by business day', size: 'half' } as const;

/** Both figures share one cursor: their rows are the same days. */
export function worldDaysFigures(
  inventory: InventoryReport | null,
  source: InventorySource,
): { readonly units: HTMLElement; readonly alerts: HTMLElement } {
  const entries = inventory === null ? [] : worldEntries(inventory);
  if (inventory === null || entries.length === 0) {
    const why = inventory === null ? NO_INVENTORY : 'The scenario has no business day.';
    return { units: missingFigure(UNITS, why), alerts: missingFigure(ALERTS, why) };
  }
  const cursor = createCursor();
  const notes = [...entryNotes(inventory), ...doubtNotes(source)];
  return {
    units: unitsFigure(entries, cursor, notes),
    alerts: alertsFigure(entries, cursor, notes),
  };
}

function unitsFigure(
  entries: readonly WorldEntry[],
  cursor: Cursor,
  notes: readonly string[],
): HTMLElement {
  return createFigure({
    ...UNITS,
    howToRead:
      'Columns are the units that customers wanted each day, red where the shelf could not serve them; the line above ' +
      'is the share served.',
    legend: [
      { label: 'sold', colour: 'series-1', mark: 'area', column: 2 },
      { label: 'lost', colour: 'bad', mark: 'area', column: 3 },
      { label: 'fill rate', colour: 'text', mark: 'line', column: 4 },
    ],
    table: unitsTable(entries),
    drawing: unitsDrawing(entries),
    cursor,
    notes,
  }).node;
}

function unitsTable(entries: readonly WorldEntry[]): DataTable {
  const units = { unit: 'units', format: whole };
  return {
    caption: 'The world by business day (UTC)',
    columns: [
      { label: 'day' },
      { label: 'wanted', ...units },
      { label: 'sold', ...units },
      { label: 'lost', ...units },
      { label: 'fill rate', format: percent },
      { label: 'delivered', ...units },
      { label: 'in stock at the close', ...units },
    ],
    rows: entries.length,
    cell(row, column) {
      const entry = entries[row];
      if (entry === undefined) return null;
      const { label, demandedUnits, soldUnits, lostUnits, fillRate } = entry;
      const cells = [label, demandedUnits, soldUnits, lostUnits, fillRate];
      return [...cells, entry.restockedUnits, entry.closingUnits][column] ?? null;
    },
  };
}

function alertsFigure(
  entries: readonly WorldEntry[],
  cursor: Cursor,
  notes: readonly string[],
): HTMLElement {
  return createFigure({
    ...ALERTS,
    howToRead: 'Alerts raised stand upwards, alerts resolved hang downwards.',
    legend: [
      { label: 'raised', colour: 'series-2', mark: 'area', column: 1 },
      { label: 'resolved', colour: 'series-3', mark: 'area', column: 2 },
    ],
    table: {
      caption: 'Alerts raised and resolved by business day (UTC)',
      columns: [
        { label: 'day' },
        { label: 'raised', format: whole },
        { label: 'resolved', format: whole },
      ],
      rows: entries.length,
      cell(row, column) {
        const entry = entries[row];
        if (entry === undefined) return null;
        return [entry.label, entry.alertsRaised, entry.alertsResolved][column] ?? null;
      },
    },
    drawing: alertsDrawing(entries),
    cursor,
    notes,
  }).node;
}

function entryNotes({ days, endMs, startMs }: InventoryReport): readonly string[] {
  const notes: string[] = [];
  if (days.daysPerEntry > 1) notes.push(`Each column is ${days.daysPerEntry} days.`);
  if ((endMs - startMs) % DAY_MS !== 0) notes.push('The last day was not over at the end.');
  return notes;
}
