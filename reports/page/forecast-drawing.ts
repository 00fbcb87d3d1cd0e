/** Demand in columns, forecasts as a line with a band. */
import { whole } from '../numbers.ts';
import { svg } from './dom.ts';
import type { Drawing, Frame } from './figure.ts';
import { type ForecastDay, lostUnits } from './forecast-days.ts';
import { DAY_MS, dayText, namedDays } from './plot-dates.ts';
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

const HEIGHT_PX = 264;

interface Place {
  readonly x: Scale;
  readonly y: Scale;
  readonly box: PlotBox;
  readonly plot: Plot;
  readonly frame: Frame;
  readonly dayPx: number;
}

/** @param shownDays is asked at each drawing, because another product may be chosen between two */
export function forecastDrawing(shownDays: () => readonly ForecastDay[]): Drawing {
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
function drawBand(day: ForecastDay, { x, y, box, plot, frame }: Place): void {
  const { fromMs, lowUnits, highUnits } = day;
  if (lowUnits === null || highUnits === null) return;
  const top = y.place(highUnits);
  const bottom = Math.min(box.bottom, y.place(lowUnits));
  // Whole pixels: neighbours that share one would show a seam.
  const from = Math.round(x.place(fromMs));
  const widthPx = Math.round(x.place(fromMs + DAY_MS)) - from;
  const edge = { stroke: frame.theme.colour('series-4', 0.75), 'stroke-width': 1 };
  plot.marks.append(
    svg('rect', {
      x: from,
      y: short(top),
      width: widthPx,
      height: short(bottom - top),
      fill: frame.theme.colour('series-4', 0.2),
    }),
    svg('path', { d: `M${from} ${short(top)}h${widthPx}`, ...edge }),
  );
  if (lowUnits > 0) {
    plot.marks.append(svg('path', { d: `M${from} ${short(bottom)}h${widthPx}`, ...edge }));
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
