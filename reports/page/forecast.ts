/** Demand and its forecast, a product at a time. */
import { inertText } from '../inert-text.ts';
import type { InventoryReport, ProductStory } from '../inventory.ts';
import { whole } from '../numbers.ts';
import type { DataTable } from './data-table.ts';
import { html, svg } from './dom.ts';
import { createFigure, type Drawing, type Frame, missingFigure } from './figure.ts';
import { type ForecastDay, forecastDays } from './forecast-days.ts';
import { doubtNotes, type InventorySource, NO_INVENTORY } from './inventory-source.ts';
import type { LegendEntry } from './legend.ts';
import { DAY_MS, dayText, longDayText, namedDays } from './plot-dates.ts';
import { linearScale, linearTicks, type Scale } from './plot-scales.ts';
import {
  axisWidthPx,
  createPlot,
  crisp,
  followPointer,
  line,
  type Plot,
  type PlotBox,
  short,
} from './plot-svg.ts';

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
  { label: '90 % band', colour: 'series-4', mark: 'band', column: 7 },
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

function lostUnits({ trueUnits, soldUnits }: ForecastDay): number | null {
  return trueUnits === null || soldUnits === null ? null : Math.max(0, trueUnits - soldUnits);
}

function stockNote({ nextDays }: ProductStory): string {
  const { predictedStock7dMilliunits, halfWidthMilliunits } = nextDays;
  const stock = `Predicted stock seven days after the end: ${oneDecimal(predictedStock7dMilliunits / 1000)} units.`;
  return halfWidthMilliunits === null ? `${stock} Too few days to tell a band from.` : stock;
}

const HEIGHT_PX = 264;

interface Place {
  readonly x: Scale;
  readonly y: Scale;
  readonly box: PlotBox;
  readonly plot: Plot;
  readonly frame: Frame;
  readonly dayPx: number;
}

function forecastDrawing(shownDays: () => readonly ForecastDay[]): Drawing {
  let place: Place | null = null;
  let days: readonly ForecastDay[] = [];
  return {
    draw(host, frame) {
      days = shownDays();
      place = drawAxes(days, frame);
      shadeParts(days, place);
      for (const day of days) drawDay(day, place);
      for (const day of days) drawBand(day, place);
      drawForecasts(days, place);
      host.replaceChildren(place.plot.node);
      const { x } = place;
      followPointer(place.plot.node, frame, (xPx) => rowAt(days, x.value(xPx)));
    },
    showCursor(row) {
      if (place === null) return;
      const { plot, x, box, dayPx, frame } = place;
      plot.overlay.replaceChildren();
      const day = row === null ? undefined : days[row];
      if (day === undefined) return;
      plot.overlay.append(
        svg('rect', {
          x: short(x.place(day.fromMs)),
          y: box.top,
          width: short(dayPx),
          height: box.bottom - box.top,
          fill: frame.theme.colour('text', 0.08),
        }),
      );
    },
  };
}

function rowAt(days: readonly ForecastDay[], atMs: number): number | null {
  const first = days[0];
  if (first === undefined) return null;
  return Math.max(0, Math.min(days.length - 1, Math.floor((atMs - first.fromMs) / DAY_MS)));
}

function drawAxes(days: readonly ForecastDay[], frame: Frame): Place {
  const highest = days.map(({ trueUnits, soldUnits, forecastUnits, highUnits }) =>
    Math.max(trueUnits ?? 0, soldUnits ?? 0, forecastUnits ?? 0, highUnits ?? 0),
  );
  const ticks = linearTicks(Math.max(...highest), 5);
  const texts = ticks.map(whole);
  const box = {
    left: axisWidthPx(texts),
    right: frame.widthPx - 8,
    top: 26,
    bottom: HEIGHT_PX - 24,
  };
  const fromMs = days[0]?.fromMs ?? 0;
  const toMs = (days.at(-1)?.fromMs ?? 0) + DAY_MS;
  const x = linearScale([fromMs, toMs], [box.left, box.right]);
  const y = linearScale([0, ticks.at(-1) ?? 1], [box.bottom, box.top]);
  const plot = createPlot(
    {
      widthPx: frame.widthPx,
      heightPx: HEIGHT_PX,
      box,
      // A day's name stands below the middle of its column.
      xTicks: namedDays(days.length, 1, Math.floor((box.right - box.left) / 58)).map((index) => {
        const middleMs = (days[index]?.fromMs ?? 0) + DAY_MS / 2;
        return { at: x.place(middleMs), text: dayText(middleMs - DAY_MS / 2) };
      }),
      yTicks: ticks.map((units, at) => ({ at: y.place(units), text: texts[at] ?? '' })),
    },
    frame.theme,
  );
  return { x, y, box, plot, frame, dayPx: (box.right - box.left) / Math.max(1, days.length) };
}

/** History, scenario and the days to come, named where there is room. */
function shadeParts(days: readonly ForecastDay[], { x, box, plot, frame }: Place): void {
  const { theme } = frame;
  const start = days.find(({ part }) => part !== 'history');
  const next = days.find(({ part }) => part === 'after the end');
  const name = (fromMs: number, toMs: number, text: string) => {
    const from = x.place(fromMs);
    if (x.place(toMs) - from < text.length * 6.6 + 8) return;
    plot.marks.append(
      svg(
        'text',
        { x: short(from + 5), y: box.top - 9, 'font-size': 11, fill: theme.colour('muted') },
        text,
      ),
    );
  };
  const boundary = (fromMs: number) => {
    const at = crisp(x.place(fromMs));
    const rule = line(at, box.top - 20, at, box.bottom);
    rule.setAttribute('stroke', theme.colour('faint'));
    plot.marks.append(rule);
  };
  const firstMs = days[0]?.fromMs ?? 0;
  const endMs = (days.at(-1)?.fromMs ?? 0) + DAY_MS;
  const startMs = start?.fromMs ?? endMs;
  const nextMs = next?.fromMs ?? endMs;
  if (startMs > firstMs) {
    name(firstMs, startMs, 'history');
    boundary(startMs);
  }
  name(startMs, nextMs, 'scenario');
  boundary(nextMs);
  name(nextMs, endMs, 'to come');
}

function drawDay(day: ForecastDay, { x, y, plot, frame, dayPx }: Place): void {
  const { soldUnits, part } = day;
  const { theme } = frame;
  const from = x.place(day.fromMs);
  const width = Math.max(1, dayPx * 0.72);
  const left = from + (dayPx - width) / 2;
  const column = (low: number, high: number, fill: string) => {
    const top = y.place(high);
    plot.marks.append(
      svg('rect', {
        x: short(left),
        y: short(top),
        width: short(width),
        height: short(Math.max(0, y.place(low) - top)),
        fill,
      }),
    );
  };
  const strength = part === 'history' || part === 'open' ? 0.45 : 0.85;
  if (soldUnits !== null && soldUnits > 0) column(0, soldUnits, theme.colour('series-1', strength));
  const lost = lostUnits(day);
  if (lost !== null && lost > 0) {
    column(soldUnits ?? 0, (soldUnits ?? 0) + lost, theme.colour('bad', strength));
  }
}

/** Lies over the columns, so that one sees whether they end within it. */
function drawBand(day: ForecastDay, { x, y, box, plot, frame, dayPx }: Place): void {
  const { fromMs, lowUnits, highUnits } = day;
  if (lowUnits === null || highUnits === null) return;
  const top = y.place(highUnits);
  const bottom = Math.min(box.bottom, y.place(lowUnits));
  const from = x.place(fromMs);
  const edge = { stroke: frame.theme.colour('series-4', 0.75), 'stroke-width': 1 };
  plot.marks.append(
    svg('rect', {
      x: short(from),
      y: short(top),
      width: short(dayPx),
      height: short(bottom - top),
      fill: frame.theme.colour('series-4', 0.2),
    }),
    svg('path', { d: `M${short(from)} ${short(top)}h${short(dayPx)}`, ...edge }),
  );
  if (lowUnits > 0) {
    plot.marks.append(
      svg('path', { d: `M${short(from)} ${short(bottom)}h${short(dayPx)}`, ...edge }),
    );
  }
}

/** A step a day, because a forecast is of a whole day; dashed for days nobody has seen yet. */
function drawForecasts(days: readonly ForecastDay[], { x, y, plot, frame, dayPx }: Place): void {
  const paths = { seen: '', next: '' };
  for (const [index, { fromMs, forecastUnits, part }] of days.entries()) {
    if (forecastUnits === null) continue;
    const at = `${short(x.place(fromMs))} ${short(y.place(forecastUnits))}`;
    const key = part === 'after the end' ? 'next' : 'seen';
    const before = days[index - 1];
    const joined = before !== undefined && before.forecastUnits !== null && paths[key] !== '';
    paths[key] += `${joined ? 'L' : 'M'}${at}h${short(dayPx)}`;
  }
  for (const [key, path] of Object.entries(paths)) {
    plot.marks.append(
      svg('path', {
        d: path,
        fill: 'none',
        stroke: frame.theme.colour('text'),
        'stroke-width': 1.6,
        'stroke-dasharray': key === 'next' ? '4 3' : 'none',
      }),
    );
  }
}

function oneDecimal(units: number): string {
  return units.toLocaleString('en-US', { maximumFractionDigits: 1 });
}
