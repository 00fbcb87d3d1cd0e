/** Latency against rate as an SVG image for the page of a capacity search: no script, colours from the style sheet. */
import {
  type CapacityPoint,
  capacityPoints,
  type LogAxis,
  latencyLimits,
  logAxis,
  PERCENTILES,
} from './capacity-points.ts';
import type { CapacityReport } from './capacity-record.ts';
import { OUTCOME_WORDS } from './capacity-terminal.ts';
import { milliseconds, perSecond } from './numbers.ts';
import { html, type Markup } from './server/markup.ts';

export interface SvgSize {
  /** In CSS pixels at full size. */
  readonly width: number;
  readonly height: number;
}

interface Plane {
  readonly size: SvgSize;
  readonly x: (rate: number) => number;
  readonly y: (us: number) => number;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
}

const MARGIN = { top: 30, right: 18, bottom: 48, left: 58 } as const;
const MARK_RADIUS = 4.5;

/**
 * @param id distinguishes several images on one page
 * @returns undefined when nothing was measured
 */
export function latencySvg(report: CapacityReport, size: SvgSize, id: string): Markup | undefined {
  const points = capacityPoints(report);
  if (points.length === 0) return undefined;
  const plane = planeOf(report, points, size);
  const parts = [
    ...grid(plane),
    ...limitLines(report, plane),
    ...foundLine(report, plane),
    ...PERCENTILES.map((_, series) => seriesLine(points, series, plane)),
    ...PERCENTILES.flatMap(({ name }, series) =>
      points.map((point) => mark(point, series, name, plane)),
    ),
  ];
  return html`<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">End-to-end latency against rate</title>
<desc id="${id}-desc">${description(report, points)}</desc>
${parts}
</svg>`;
}

/** A mark as the drawing has it, for a legend in the text. */
export function legendMark(series: number, hollow = false): Markup {
  const classes = `mark s${series + 1}${hollow ? ' hollow' : ''}`;
  return html`<svg class="key" viewBox="0 0 16 16" aria-hidden="true"><path class="${classes}" d="${shapeAt(series, 8, 8)}"/></svg>`;
}

function planeOf(report: CapacityReport, points: readonly CapacityPoint[], size: SvgSize): Plane {
  const limits = latencyLimits(report).map(({ us }) => us);
  const latencies = points.flatMap(({ latenciesUs }) => latenciesUs);
  const innerWidth = size.width - MARGIN.left - MARGIN.right;
  const innerHeight = size.height - MARGIN.top - MARGIN.bottom;
  const rates = logAxis(
    points.map(({ ratePerSecond }) => ratePerSecond),
    Math.floor(innerWidth / 70),
  );
  const times = logAxis([...latencies, ...limits], Math.floor(innerHeight / 40));
  const along = (axis: LogAxis, length: number) => (value: number) => axis.position(value) * length;
  const x = along(rates, innerWidth);
  const y = along(times, innerHeight);
  return {
    size,
    x: (rate) => MARGIN.left + x(rate),
    y: (us) => size.height - MARGIN.bottom - y(us),
    xTicks: rates.ticks,
    yTicks: times.ticks,
  };
}

function grid({ size, x, y, xTicks, yTicks }: Plane): Markup[] {
  const [left, right] = [MARGIN.left, size.width - MARGIN.right];
  const [top, bottom] = [MARGIN.top, size.height - MARGIN.bottom];
  return [
    ...yTicks.flatMap((us) => [
      line('grid', left, y(us), right, y(us)),
      text(
        'tick',
        left - 8,
        y(us) + 4,
        us >= 1000 ? perSecond(us / 1000) : milliseconds(us),
        'end',
      ),
    ]),
    ...xTicks.flatMap((rate) => [
      line('grid', x(rate), top, x(rate), bottom),
      text('tick', x(rate), bottom + 18, perSecond(rate), 'middle'),
    ]),
    line('axis', left, bottom, right, bottom),
    text('axis-title', left, 16, 'end-to-end latency, ms', 'start', left - 50),
    text('axis-title', right, size.height - 8, 'events per second', 'end'),
  ];
}

function limitLines(report: CapacityReport, { size, y }: Plane): Markup[] {
  const [left, right] = [MARGIN.left, size.width - MARGIN.right];
  return latencyLimits(report).flatMap(({ label, us }) => [
    line('limit', left, y(us), right, y(us)),
    text('limit-label', left + 6, y(us) - 5, label, 'start'),
  ]);
}

function foundLine({ result }: CapacityReport, { size, x }: Plane): Markup[] {
  if (result.ratePerSecond === null) return [];
  const at = x(result.ratePerSecond);
  // Beside the line, on the side with room.
  const anchor = at > size.width / 2 ? 'end' : 'start';
  return [
    line('found', at, MARGIN.top, at, size.height - MARGIN.bottom),
    text(
      'found-label',
      at + (anchor === 'end' ? -6 : 6),
      MARGIN.top + 4,
      `${perSecond(result.ratePerSecond)}/s`,
      anchor,
    ),
  ];
}

/** Through the middle of what was measured at each rate, so that repeated probes do not make it jump. */
function seriesLine(points: readonly CapacityPoint[], series: number, { x, y }: Plane): Markup {
  const rates = [...new Set(points.map(({ ratePerSecond }) => ratePerSecond))];
  const path = rates.map((rate, at) => {
    const latencies = points
      .filter(({ ratePerSecond }) => ratePerSecond === rate)
      .map(({ latenciesUs }) => latenciesUs[series] ?? 0)
      .sort((a, b) => a - b);
    const middle = latencies[Math.floor(latencies.length / 2)] ?? 0;
    return `${at === 0 ? 'M' : 'L'}${round(x(rate))} ${round(y(middle))}`;
  });
  return html`<path class="line s${series + 1}" d="${path.join('')}"/>`;
}

function mark(point: CapacityPoint, series: number, name: string, { x, y }: Plane): Markup {
  const { number, ratePerSecond, latenciesUs, outcome } = point;
  const us = latenciesUs[series] ?? 0;
  const shape = shapeAt(series, x(ratePerSecond), y(us));
  const words = `probe ${number}, ${perSecond(ratePerSecond)}/s: ${name} ${milliseconds(us)} ms, ${OUTCOME_WORDS[outcome]}`;
  const classes = `mark s${series + 1}${outcome === 'holds' ? '' : ' hollow'}`;
  return html`<path class="${classes}" d="${shape}"><title>${words}</title></path>`;
}

/** Square, circle, triangle: told apart without colour. */
function shapeAt(series: number, x: number, y: number): string {
  const r = MARK_RADIUS;
  const [cx, cy] = [round(x), round(y)];
  if (series === 0) return `M${round(x - r)} ${round(y - r)}h${2 * r}v${2 * r}h${-2 * r}z`;
  if (series === 1)
    return `M${round(x - r)} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  return `M${cx} ${round(y - 1.2 * r)}L${round(x + 1.1 * r)} ${round(y + 0.8 * r)}h${round(-2.2 * r)}z`;
}

function description(report: CapacityReport, points: readonly CapacityPoint[]): string {
  const [first] = points;
  const last = points.at(-1);
  const found = report.result.ratePerSecond;
  return [
    `${points.length} probes from ${perSecond(first?.ratePerSecond ?? 0)} to ${perSecond(last?.ratePerSecond ?? 0)} events per second.`,
    found === null
      ? 'No rate held.'
      : `The highest rate that held is ${perSecond(found)} events per second.`,
    'The table holds the same figures.',
  ].join(' ');
}

function line(kind: string, x1: number, y1: number, x2: number, y2: number): Markup {
  return html`<line class="${kind}" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`;
}

type Anchor = 'start' | 'middle' | 'end';

function text(
  kind: string,
  x: number,
  y: number,
  words: string,
  anchor: Anchor,
  fromX = x,
): Markup {
  return html`<text class="${kind}" x="${round(fromX)}" y="${round(y)}" text-anchor="${anchor}">${words}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
