/**
 * Latency against rate, drawn with characters:
 *
 *       ms        ┊ limit p(99)<100
 *   200 ┤                    ▲ ○
 *   100 ┼╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌●╌╌
 *    50 ┤      ▲       ▲   ●
 *       └──────┬────────┬───────
 *             1,000   2,000        events per second
 */
import {
  type CapacityPoint,
  capacityPoints,
  latencyLimits,
  logAxis,
  PERCENTILES,
} from './capacity-points.ts';
import type { CapacityReport } from './capacity-record.ts';
import { milliseconds, perSecond } from './numbers.ts';
import { paint, type Style } from './terminal-text.ts';

const ROWS = 12;
const MAX_COLUMNS = 90;
const MIN_COLUMNS = 24;
/** Of probes that held, in the order of `PERCENTILES`; hollow where the probe did not hold. */
const HELD = ['■', '●', '▲'] as const;
const FAILED = ['□', '○', '△'] as const;

/** @returns lines without trailing blanks; none when nothing was measured */
export function latencyChart(report: CapacityReport, style: Style): string[] {
  const points = capacityPoints(report);
  if (points.length === 0) return [];
  const limits = latencyLimits(report);
  const values = points.flatMap(({ latenciesUs }) => latenciesUs);
  const y = logAxis([...values, ...limits.map(({ us }) => us)], ROWS / 2);
  const rowOf = (us: number): number => Math.round((1 - y.position(us)) * (ROWS - 1));
  const labels = new Map(y.ticks.map((tick) => [rowOf(tick), tickText(tick)]));
  const gutter = 2 + Math.max(...[...labels.values()].map((label) => label.length), 2);
  const width = Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, style.width - gutter - 4));
  const x = logAxis(
    points.map(({ ratePerSecond }) => ratePerSecond),
    Math.max(2, Math.floor(width / 12)),
  );
  const columnOf = (rate: number): number => Math.round(x.position(rate) * (width - 1));

  const grid = Array.from({ length: ROWS }, () => new Array<string>(width).fill(' '));
  const put = (row: number, column: number, mark: string): void => {
    const line = grid[row];
    if (line !== undefined && column >= 0 && column < width) line[column] = mark;
  };
  for (const { us } of limits) for (let at = 0; at < width; at += 1) put(rowOf(us), at, '╌');
  const found = report.result.ratePerSecond;
  if (found !== null) for (let at = 0; at < ROWS; at += 1) put(at, columnOf(found), '┊');
  // What failed is drawn last: it is what one looks for.
  for (const point of [...points].sort((a, b) => Number(failed(a)) - Number(failed(b)))) {
    const marks = failed(point) ? FAILED : HELD;
    // From the highest percentile down, so that where marks meet the median is seen.
    for (let at = PERCENTILES.length - 1; at >= 0; at -= 1) {
      put(rowOf(point.latenciesUs[at] ?? 0), columnOf(point.ratePerSecond), marks[at] ?? '●');
    }
  }

  const limitRows = new Set(limits.map(({ us }) => rowOf(us)));
  const lines = grid.map((cells, row) => {
    const label = (labels.get(row) ?? '').padStart(gutter);
    const joint = labels.has(row) ? (limitRows.has(row) ? '┼' : '┤') : '│';
    const text = cells.map((cell) => painted(cell, style)).join('');
    return `${label} ${joint}${text}`.trimEnd();
  });
  return [...lines, ...rateAxis(x.ticks, columnOf, gutter, width), ...legend(report, style)];
}

function failed({ outcome }: CapacityPoint): boolean {
  return outcome !== 'holds';
}

function painted(mark: string, style: Style): string {
  if (mark === ' ') return mark;
  if (mark === '╌' || mark === '┊') return paint(mark, ['dim'], style);
  return paint(mark, [(FAILED as readonly string[]).includes(mark) ? 'red' : 'green'], style);
}

function rateAxis(
  ticks: readonly number[],
  columnOf: (rate: number) => number,
  gutter: number,
  width: number,
): string[] {
  const rule = new Array<string>(width).fill('─');
  const labels = new Array<string>(width + 12).fill(' ');
  let freeFrom = 0;
  for (const tick of ticks) {
    const column = columnOf(tick);
    const text = perSecond(tick);
    const from = Math.max(0, column - Math.floor(text.length / 2));
    if (column >= width || from < freeFrom) continue;
    rule[column] = '┬';
    for (let at = 0; at < text.length; at += 1) labels[from + at] = text.charAt(at);
    freeFrom = from + text.length + 1;
  }
  const blank = ' '.repeat(gutter);
  return [`${blank} └${rule.join('')}`, `${blank}  ${labels.join('').trimEnd()}`];
}

function legend(report: CapacityReport, style: Style): string[] {
  const names = PERCENTILES.map(({ name }, at) => `${HELD[at]} ${name}`).join('  ');
  const parts = [
    'ms against events per second, both logarithmic',
    names,
    `hollow ${FAILED.join(' ')}: did not hold`,
  ];
  const limits = latencyLimits(report);
  if (limits.length > 0) parts.push(`╌ ${limits.map(({ label }) => label).join(', ')}`);
  if (report.result.ratePerSecond !== null) {
    parts.push(`┊ ${perSecond(report.result.ratePerSecond)}/s`);
  }
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 7 <= style.width) {
      lines[lines.length - 1] = `${last} · ${part}`;
    } else lines.push(part);
  }
  return lines.map((line) => paint(`  ${line}`, ['dim'], style));
}

/** `100`, `0.5`: the axis is in milliseconds. */
function tickText(us: number): string {
  return us >= 1000 ? perSecond(us / 1000) : milliseconds(us);
}
