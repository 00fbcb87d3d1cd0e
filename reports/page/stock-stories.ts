/** The stock of the most interesting products: small charts with one cursor through business time. */
import { inertText } from '../inert-text.ts';
import type { InventoryReport, ProductStory } from '../inventory.ts';
import { duration, inWords, whole } from '../numbers.ts';
import { alertKey } from './alert-lanes.ts';
import type { DataTable } from './data-table.ts';
import { ellipsis, foreign, html } from './dom.ts';
import { createFigure, type Drawing, missingFigure } from './figure.ts';
import { type InventorySource, inventorySource, NO_INVENTORY } from './inventory-source.ts';
import type { LegendEntry } from './legend.ts';
import { instantText } from './plot-dates.ts';
import { followPointer } from './plot-svg.ts';
import { ALERT_LANES, instantGrid, laneOf, unitsAt } from './stock-steps.ts';
import { drawStory, type StoryCell, type StoryScene, showsCapacity } from './stock-story-cell.ts';

const ID = 'stock-stories';
const TITLE = 'Stock of the most telling products';

/** @param source whether the replay may speak for the run */
export function stockStoriesFigure(
  inventory: InventoryReport | null,
  source: InventorySource,
): HTMLElement {
  if (inventory === null) return missingFigure({ id: ID, title: TITLE }, NO_INVENTORY);
  const { products } = inventory;
  if (products.length === 0) {
    return missingFigure({ id: ID, title: TITLE }, 'No product was chosen: nothing moved.');
  }
  const instants = instantGrid(inventory.startMs, inventory.endMs);
  return createFigure({
    id: ID,
    title: TITLE,
    howToRead:
      'Units on the shelf in business time; where the line lies on the ground and the background is red, customers ' +
      'left with empty hands.',
    legend: legendOf(products, source),
    table: storiesTable(products, instants),
    drawing: storiesDrawing(inventory, instants, source),
    notes: [inventorySource(source), ...thinningNotes(products)],
  }).node;
}

const LEGEND: readonly LegendEntry[] = [
  { label: 'stock', colour: 'series-1', mark: 'line' },
  { label: 'reorder point', colour: 'warn', mark: 'dash' },
  { label: 'capacity', colour: 'muted', mark: 'dash' },
  { label: 'nothing in stock', colour: 'bad', mark: 'band' },
];

/** Of an external pipeline the closing stock is known where its results told. */
function legendOf(
  products: readonly ProductStory[],
  { pipeline }: InventorySource,
): readonly LegendEntry[] {
  const isOwn = pipeline.kind === 'own';
  if (!isOwn && products.every(({ closingUnits }) => closingUnits === null)) return LEGEND;
  const label = `closing stock as ${isOwn ? "this run's pipeline has it" : 'the results report it'}`;
  return [...LEGEND, { label, colour: 'text', mark: 'dot' }];
}

function storiesTable(products: readonly ProductStory[], instants: readonly number[]): DataTable {
  return {
    caption: 'Units on the shelf at equally spaced instants of business time (UTC)',
    columns: [
      { label: 'instant' },
      ...products.map(({ id, name }) => ({
        label: inertText(`${id} ${name}`, 80),
        unit: 'units',
      })),
    ],
    rows: instants.length,
    cell(row, column) {
      const atMs = instants[row];
      if (atMs === undefined) return null;
      if (column === 0) return instantText(atMs);
      const product = products[column - 1];
      return product === undefined ? null : unitsAt(product.stock, atMs);
    },
  };
}

/** Narrower charts would not show a fortnight. */
const LEAST_CELL_PX = 300;
const GAP_PX = 28;

function storiesDrawing(
  inventory: InventoryReport,
  instants: readonly number[],
  source: InventorySource,
): Drawing {
  const { products, startMs, endMs } = inventory;
  const scene: StoryScene = {
    startMs,
    endMs,
    lanes: ALERT_LANES.filter((lane) =>
      products.some(({ alerts }) => alerts.some(({ type }) => laneOf(type) === lane)),
    ),
  };
  let cells: readonly StoryCell[] = [];
  return {
    draw(host, frame) {
      const columns = Math.max(1, Math.floor((frame.widthPx + GAP_PX) / (LEAST_CELL_PX + GAP_PX)));
      const widthPx = Math.floor((frame.widthPx - (columns - 1) * GAP_PX) / columns);
      cells = products.map((story) => drawStory(story, scene, widthPx, frame));
      const grid = html('div', { class: `stories columns-${Math.min(columns, 4)}` });
      for (const [index, story] of products.entries()) {
        const cell = cells[index];
        if (cell === undefined) continue;
        followPointer(cell.node, frame, (xPx) => nearestRow(instants, cell.instantAt(xPx)));
        grid.append(storyNode(story, cell, source));
      }
      const key = alertKey(products, frame.theme);
      host.replaceChildren(...(key === null ? [] : [key]), grid);
    },
    showCursor(row) {
      const atMs = row === null ? null : (instants[row] ?? null);
      for (const cell of cells) cell.showInstant(atMs);
    },
  };
}

function storyNode(
  story: ProductStory,
  { node }: StoryCell,
  { pipeline }: InventorySource,
): HTMLElement {
  const { id, name, why, category, stock, closingUnits, lostUnits, outOfStockMs } = story;
  const replayed = stock.units.at(-1) ?? null;
  const isOwn = pipeline.kind === 'own';
  const unknown = isOwn ? 'no closing stock of this run' : `closes with ${whole(replayed ?? 0)}`;
  const facts = [
    closingUnits === null ? unknown : `closed with ${inWords(closingUnits, 'unit')}`,
    `${inWords(lostUnits, 'unit')} lost`,
    outOfStockMs === 0 ? 'never empty' : `empty for ${duration(outOfStockMs)}`,
  ];
  if (!showsCapacity(story)) facts.push(`capacity ${whole(story.maxCapacityUnits)}`);
  const differs = closingUnits !== null && replayed !== null && closingUnits !== replayed;
  return html(
    'section',
    { class: 'story' },
    html('h4', {}, ellipsis(inertText(name))),
    html('p', { class: 'story-facts' }, ellipsis(inertText(`${id} · ${category}`))),
    node,
    html('p', { class: 'story-why' }, foreign(inertText(`Chosen for: ${why}`))),
    html('p', { class: 'story-facts' }, facts.map(unbroken).join(' · ')),
    differs
      ? html(
          'p',
          { class: 'story-differs' },
          `The ${isOwn ? 'pipeline concluded' : 'results report'} ${inWords(closingUnits, 'unit')}, the replay ${whole(replayed)}.`,
        )
      : null,
  );
}

/** A line breaks between facts, not within them. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

function nearestRow(instants: readonly number[], atMs: number): number {
  const first = instants[0] ?? 0;
  const stepMs = (instants[1] ?? first + 1) - first;
  const row = Math.min(Math.round((atMs - first) / stepMs), instants.length - 1);
  // The last step may be a short one.
  const before = instants[row - 1];
  const here = instants[row];
  return before !== undefined && here !== undefined && atMs - before < here - atMs ? row - 1 : row;
}

function thinningNotes(products: readonly ProductStory[]): readonly string[] {
  const notes: string[] = [];
  const thinned = products.filter(({ stock }) => stock.thinned).length;
  if (thinned > 0) {
    notes.push(
      `${inWords(thinned, 'line')} of ${whole(products.length)} had more steps than are drawn: extremes and empty ` +
        'times are kept.',
    );
  }
  const omitted = products.reduce((sum, { alertsOmitted }) => sum + alertsOmitted, 0);
  if (omitted > 0) notes.push(`${inWords(omitted, 'older alert change')} not drawn.`);
  return notes;
}
