/** The gated metrics at a terminal: one row each where it is wide enough, two where it is not. */
import { columns } from '../terminal-columns.ts';
import { paint, type Style, visibleLength, wrapped } from '../terminal-text.ts';
import type { Comparison, MetricComparison, MetricVerdictName } from './comparison.ts';
import { BAR_LEGEND, changeBar, LEAST_BAR_COLUMNS, MOST_BAR_COLUMNS } from './terminal-bar.ts';
import {
  changeText,
  intervalText,
  labelsText,
  movementText,
  openReasons,
  pText,
  VERDICT_MARKS,
  valueText,
} from './words.ts';

type Rows = readonly (readonly string[])[];

/** @returns lines that fit the style's width, but for what cannot be broken */
export function metricLines({ metrics }: Comparison, style: Style): string[] {
  if (metrics.length === 0) return ['  none was declared'];
  const table = wideTable(metrics, style) ?? narrowTable(metrics, style);
  const isDrawn = table.some((line) => line.includes('●'));
  const legend = `  ${paint(wrapped(BAR_LEGEND, 2, style), ['dim'], style)}`;
  return [...table, ...(isDrawn ? [legend] : [])];
}

const WIDE_HEAD = ['', 'metric', 'base', 'head', 'change', '95 % interval', 'p'];

/** @returns null where it does not fit */
function wideTable(metrics: readonly MetricComparison[], style: Style): string[] | null {
  const rows = metrics.map((metric) => [
    verdictText(metric, style),
    metric.label,
    valueText(metric.base, metric.unit),
    valueText(metric.head, metric.unit),
    paint(changeText(metric.ratio), tones(metric), style),
    intervalText(metric.interval),
    pText(metric.test),
  ]);
  const alignments = ['left', 'left', 'right', 'right', 'right', 'right', 'right'] as const;
  const head = WIDE_HEAD.map((title) => paint(title, ['dim'], style));
  const used = widest(columns(head, alignments, rows));
  if (used > style.width) return null;
  const bars = barColumns(metrics, style.width - used - GAP);
  if (bars === null) return columns(head, alignments, rows);
  return columns(
    [...head, paint('less ─ more'.padStart((bars + 11) >> 1), ['dim'], style)],
    [...alignments, 'left'],
    withBars(rows, metrics, bars, style),
  );
}

/** Below the label its values and p, below the change its interval. */
function narrowTable(metrics: readonly MetricComparison[], style: Style): string[] {
  const room = style.width - NARROW_REST;
  const pairs = metrics.map((metric) => [
    [
      verdictText(metric, style),
      shortened(metric.label, room),
      paint(changeText(metric.ratio), tones(metric), style),
    ],
    [
      '',
      paint(
        `${movementText(metric)}${metric.test === null ? '' : `, p ${pText(metric.test)}`}`,
        ['dim'],
        style,
      ),
      paint(intervalText(metric.interval), ['dim'], style),
    ],
  ]);
  const alignments = ['left', 'left', 'right'] as const;
  const used = widest(columns([], alignments, pairs.flat()));
  const bars = barColumns(metrics, style.width - used - GAP);
  if (bars === null) return columns([], alignments, pairs.flat());
  const rows = pairs.flatMap(([first = [], second = []], index) => {
    const metric = metrics[index];
    const bar = metric === undefined ? '' : paintedBar(metric, bars, style);
    return [
      [...first, bar],
      [...second, ''],
    ];
  });
  return columns([], [...alignments, 'left'], rows);
}

/** Blanks between two columns. */
const GAP = 2;
/** Verdict (13), interval (up to 20) and the blanks before each column. */
const NARROW_REST = 13 + 20 + 3 * GAP;

function withBars(
  rows: Rows,
  metrics: readonly MetricComparison[],
  bars: number,
  style: Style,
): Rows {
  return metrics.map((metric, index) => [...(rows[index] ?? []), paintedBar(metric, bars, style)]);
}

/** @returns odd; null where there is nothing to draw or no room */
function barColumns(metrics: readonly MetricComparison[], room: number): number | null {
  const odd = Math.min(MOST_BAR_COLUMNS, room % 2 === 0 ? room - 1 : room);
  return odd < LEAST_BAR_COLUMNS || metrics.every(({ ratio }) => ratio === null) ? null : odd;
}

/** Only what says something is coloured: the change and its certainty. */
function paintedBar(metric: MetricComparison, bars: number, style: Style): string {
  return changeBar(metric, bars).replaceAll(/[●━◂▸]+/g, (drawn) =>
    paint(drawn, tones(metric), style),
  );
}

/** Why nothing can be said, a line for every reason. */
export function openLines(comparison: Comparison, style: Style): string[] {
  return openReasons(comparison).map(({ labels, reason }) => {
    return `  ${wrapped(`${labelsText(labels)}: ${reason}`, 4, style)}`;
  });
}

function verdictText({ verdict }: MetricComparison, style: Style): string {
  return paint(`${VERDICT_MARKS[verdict]} ${verdict}`, [TONES[verdict]], style);
}

function tones({ verdict }: MetricComparison): readonly ('red' | 'yellow' | 'green' | 'dim')[] {
  return verdict === 'same' ? [] : [TONES[verdict]];
}

const TONES: Readonly<Record<MetricVerdictName, 'red' | 'yellow' | 'green'>> = {
  slower: 'red',
  'cannot tell': 'yellow',
  faster: 'green',
  same: 'green',
};

function shortened(text: string, columnsLeft: number): string {
  const characters = Array.from(text);
  return characters.length <= columnsLeft
    ? text
    : `${characters.slice(0, columnsLeft - 1).join('')}…`;
}

function widest(lines: readonly string[]): number {
  return Math.max(0, ...lines.map(visibleLength));
}
