/** Demand and its forecast, a product at a time. */
import { inertText } from '../inert-text.ts';
import type { InventoryReport, ProductStory } from '../inventory.ts';
import type { DataTable } from './data-table.ts';
import { html } from './dom.ts';
import { createFigure, missingFigure } from './figure.ts';
import { type ForecastDay, forecastDays, lostUnits } from './forecast-days.ts';
import { forecastDrawing } from './forecast-drawing.ts';
import { doubtNotes, type InventorySource, NO_INVENTORY } from './inventory-source.ts';
import type { LegendEntry } from './legend.ts';
import { longDayText } from './plot-dates.ts';

const ID = 'forecast';
const TITLE = 'Demand and its forecast';

export function forecastFigure(
  inventory: InventoryReport | null,
  source: InventorySource,
): HTMLElement {
  if (inventory === null) return missingFigure({ id: ID, title: TITLE }, NO_INVENTORY);
  const stories = inventory.products.filter(({ demand }) => demand.trueUnits.length > 0);
  const [first] = stories;
  if (first === undefined) {
    return missingFigure({ id: ID, title: TITLE }, 'No product has a demand to forecast.');
  }
  let shown = forecastDays(first, inventory);
  const drawing = forecastDrawing(() => shown);
  const choice = productChoice(stories, (story) => {
    shown = forecastDays(story, inventory);
    figure.update({ table: forecastTable(shown, story), notes: notesOf(story) });
  });
  const notesOf = (story: ProductStory) => [stockNote(story), ...doubtNotes(source)];
  const figure = createFigure({
    id: ID,
    title: TITLE,
    howToRead:
      'Columns are what customers wanted on each day, red where they did not get it; the line is what was forecast the ' +
      'day before from sales, and nine out of ten days should end within its band.',
    legend: LEGEND,
    table: forecastTable(shown, first),
    drawing,
    controls: choice,
    notes: notesOf(first),
  });
  return figure.node;
}

const LEGEND: readonly LegendEntry[] = [
  { label: 'sold', colour: 'series-1', mark: 'area', column: 3 },
  { label: 'lost', colour: 'bad', mark: 'area', column: 4 },
  { label: 'forecast', colour: 'text', mark: 'line', column: 5 },
  { label: '90 % band (top)', colour: 'series-4', mark: 'band', column: 7 },
];

function productChoice(
  stories: readonly ProductStory[],
  choose: (story: ProductStory) => void,
): HTMLElement {
  const select = html('select', { id: `${ID}-product` });
  for (const [index, { name, why }] of stories.entries()) {
    const text = `${inertText(name, 60)} (${inertText(why, 80)})`;
    select.append(html('option', { value: index }, text));
  }
  select.addEventListener('change', () => {
    const story = stories[select.selectedIndex];
    if (story !== undefined) choose(story);
  });
  const label = html('label', { for: `${ID}-product` }, 'Product');
  return html('div', { class: 'controls' }, label, select);
}

function forecastTable(days: readonly ForecastDay[], { id, name }: ProductStory): DataTable {
  const units = { unit: 'units', format: oneDecimal };
  return {
    caption: inertText(`Demand and one-day-ahead forecast of ${id} ${name}`, 160),
    columns: [
      { label: 'day' },
      { label: 'part' },
      { label: 'true demand', ...units },
      { label: 'sold', ...units },
      { label: 'lost', ...units },
      { label: 'forecast', ...units },
      { label: '90 % low', ...units },
      { label: '90 % high', ...units },
    ],
    rows: days.length,
    cell(row, column) {
      const found = days[row];
      if (found === undefined) return null;
      const { fromMs, part, trueUnits, soldUnits, forecastUnits, lowUnits, highUnits } = found;
      const cells = [longDayText(fromMs), part, trueUnits, soldUnits, lostUnits(found)];
      return [...cells, forecastUnits, lowUnits, highUnits][column] ?? null;
    },
  };
}

function stockNote({ nextDays }: ProductStory): string {
  const { predictedStock7dMilliunits, halfWidthMilliunits } = nextDays;
  const stock = `Predicted stock seven days after the end: ${oneDecimal(predictedStock7dMilliunits / 1000)} units.`;
  return halfWidthMilliunits === null ? `${stock} Too few days to tell a band from.` : stock;
}

function oneDecimal(units: number): string {
  return units.toLocaleString('en-US', { maximumFractionDigits: 1 });
}
