/** Columns of business days. */
import { whole } from '../numbers.ts';
import { svg } from './dom.ts';
import type { Drawing, Frame } from './figure.ts';
import { DAY_MS, dayText, namedDays } from './plot-dates.ts';
import { linearScale, linearTicks, type Scale, spanTicks } from './plot-scales.ts';
import {
  axisWidthPx,
  createPlot,
  crisp,
  followPointer,
  line,
  linePath,
  type Plot,
  type PlotBox,
  short,
} from './plot-svg.ts';
import type { WorldEntry } from './world-entries.ts';

/** Units sold and lost, with the share served above them. */
export function unitsDrawing(entries: readonly WorldEntry[]): Drawing {
  return daysDrawing(entries, drawUnits);
}

/** Alerts raised upwards, resolved downwards. */
export function alertsDrawing(entries: readonly WorldEntry[]): Drawing {
  return daysDrawing(entries, drawAlerts);
}

interface Place {
  readonly x: Scale;
  readonly box: PlotBox;
  readonly plot: Plot;
}

type DrawDays = (entries: readonly WorldEntry[], frame: Frame) => Place;

function daysDrawing(entries: readonly WorldEntry[], drawDays: DrawDays): Drawing {
  let place: Place | null = null;
  let shade = '';
  return {
    draw(host, frame) {
      place = drawDays(entries, frame);
      shade = frame.theme.colour('text', 0.08);
      host.replaceChildren(place.plot.node);
      const { x } = place;
      followPointer(place.plot.node, frame, (xPx) => rowAt(entries, x.value(xPx)));
    },
    showCursor(row) {
      if (place === null) return;
      const { plot, x, box } = place;
      plot.overlay.replaceChildren();
      const entry = row === null ? undefined : entries[row];
      if (entry === undefined) return;
      const from = x.place(entry.fromMs);
      plot.overlay.append(
        svg('rect', {
          x: short(from),
          y: box.top,
          width: short(Math.max(1.5, x.place(entry.toMs) - from)),
          height: box.bottom - box.top,
          fill: shade,
        }),
      );
    },
  };
}

function rowAt(entries: readonly WorldEntry[], atMs: number): number {
  const later = entries.findIndex(({ fromMs }) => fromMs > atMs);
  if (later === -1) return entries.length - 1;
  return Math.max(0, later - 1);
}

const FILL_PX = 64;
const FILL_GAP_PX = 28;
const UNITS_PX = 170;
const AXIS_PX = 24;

/** Fill rate in a strip of its own above the units: two scales in one field would be misread. */
function drawUnits(entries: readonly WorldEntry[], frame: Frame): Place {
  const { theme } = frame;
  const ticks = linearTicks(
    Math.max(...entries.map(({ soldUnits, lostUnits }) => soldUnits + lostUnits)),
    4,
  );
  const lowest = Math.min(1, ...entries.map(({ fillRate }) => fillRate ?? 1));
  const fillFloor = lowest >= 0.9 ? 0.9 : lowest >= 0.5 ? 0.5 : 0;
  const texts = ticks.map(whole);
  const unitsTop = 8 + FILL_PX + FILL_GAP_PX;
  const box: PlotBox = {
    left: axisWidthPx([...texts, '100 %']),
    right: frame.widthPx - 10,
    top: 8,
    bottom: unitsTop + UNITS_PX,
  };
  const x = dayScale(entries, box);
  const y = linearScale([0, ticks.at(-1) ?? 1], [box.bottom, unitsTop]);
  const fill = linearScale([fillFloor, 1], [8 + FILL_PX, 8]);
  const plot = createPlot(
    {
      widthPx: frame.widthPx,
      heightPx: box.bottom + AXIS_PX,
      box,
      xTicks: dayTicks(entries, x, box),
      yTicks: [
        { at: fill.place(1), text: '100 %' },
        { at: fill.place(fillFloor), text: `${fillFloor * 100} %` },
        ...ticks.map((units, at) => ({ at: y.place(units), text: texts[at] ?? '' })),
      ],
    },
    theme,
  );
  for (const entry of entries) {
    const { soldUnits, lostUnits } = entry;
    column(plot, entry, x, [y.place(0), y.place(soldUnits)], theme.colour('series-1', 0.85));
    const lost = [y.place(soldUnits), y.place(soldUnits + lostUnits)] as const;
    column(plot, entry, x, lost, theme.colour('bad', 0.85));
  }
  const points = entries.map(({ fromMs, toMs, fillRate }): readonly [number, number] | null =>
    fillRate === null ? null : [x.place((fromMs + toMs) / 2), fill.place(fillRate)],
  );
  plot.marks.append(
    svg('path', {
      d: linePath(points),
      fill: 'none',
      stroke: theme.colour('text'),
      'stroke-width': 1.6,
      'stroke-linejoin': 'round',
    }),
  );
  if (entries.length <= MOST_DOTS) {
    for (const point of points) {
      if (point === null) continue;
      const [cx, cy] = point.map(short);
      plot.marks.append(svg('circle', { cx, cy, r: 2.5, fill: theme.colour('text') }));
    }
  }
  return { x, box, plot };
}

/** More would be a thick line. */
const MOST_DOTS = 60;
const ALERTS_PX = 200;

function drawAlerts(entries: readonly WorldEntry[], frame: Frame): Place {
  const { theme } = frame;
  const most = Math.max(1, ...entries.map(({ alertsRaised }) => alertsRaised));
  const least = -Math.max(0, ...entries.map(({ alertsResolved }) => alertsResolved));
  const ticks = spanTicks(least, most, 5);
  const texts = ticks.map((count) => whole(Math.abs(count)));
  const box: PlotBox = {
    left: axisWidthPx(texts),
    right: frame.widthPx - 10,
    top: 10,
    bottom: 10 + ALERTS_PX,
  };
  const x = dayScale(entries, box);
  const y = linearScale([ticks[0] ?? 0, ticks.at(-1) ?? 1], [box.bottom, box.top]);
  const plot = createPlot(
    {
      widthPx: frame.widthPx,
      heightPx: box.bottom + AXIS_PX,
      box,
      xTicks: dayTicks(entries, x, box),
      yTicks: ticks.map((count, at) => ({ at: y.place(count), text: texts[at] ?? '' })),
    },
    theme,
  );
  for (const entry of entries) {
    const { alertsRaised, alertsResolved } = entry;
    column(plot, entry, x, [y.place(0), y.place(alertsRaised)], theme.colour('series-2'));
    column(plot, entry, x, [y.place(-alertsResolved), y.place(0)], theme.colour('series-3'));
  }
  const zero = crisp(y.place(0));
  const ground = line(box.left, zero, box.right, zero);
  ground.setAttribute('stroke', theme.colour('muted'));
  plot.marks.append(ground);
  return { x, box, plot };
}

function dayScale(entries: readonly WorldEntry[], { left, right }: PlotBox): Scale {
  return linearScale([entries[0]?.fromMs ?? 0, entries.at(-1)?.toMs ?? 1], [left, right]);
}

/** A day's name stands below the middle of its column. */
function dayTicks(entries: readonly WorldEntry[], x: Scale, { left, right }: PlotBox) {
  const [first, second] = entries;
  const lengthMs =
    first === undefined || second === undefined ? DAY_MS : second.fromMs - first.fromMs;
  const wanted = Math.floor((right - left) / 58);
  return namedDays(entries.length, lengthMs / DAY_MS, wanted).flatMap((index) => {
    const entry = entries[index];
    if (entry === undefined) return [];
    return [{ at: x.place((entry.fromMs + entry.toMs) / 2), text: dayText(entry.fromMs) }];
  });
}

/** Two days should not be two blocks. */
const WIDEST_PX = 72;

/** @param range bottom and top, pixels */
function column(
  plot: Plot,
  { fromMs, toMs }: WorldEntry,
  x: Scale,
  [bottom, top]: readonly [number, number],
  fill: string,
): void {
  if (bottom - top < 0.01) return;
  const from = x.place(fromMs);
  const width = Math.max(0.75, Math.min(WIDEST_PX, (x.place(toMs) - from) * 0.76));
  const left = (from + x.place(toMs) - width) / 2;
  plot.marks.append(
    svg('rect', {
      x: short(left),
      y: short(top),
      width: short(width),
      height: short(Math.max(0.75, bottom - top)),
      fill,
    }),
  );
}
