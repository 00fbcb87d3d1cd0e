/** The way of an average event as bars that follow each other. */
import { percent } from '../numbers.ts';
import type { PipelineUsed } from '../pipeline-used.ts';
import type { PhaseLatency } from '../record.ts';
import { type WaterfallPart, waterfallOf } from '../waterfall.ts';
import type { DataTable } from './data-table.ts';
import { svg } from './dom.ts';
import { createFigure, type Drawing, type Frame, missingFigure } from './figure.ts';
import { latencyText } from './plot-latency.ts';
import { crisp, followPointer, line, short } from './plot-svg.ts';
import { seriesColour } from './theme.ts';

const ID = 'waterfall';
const TITLE = 'Where the time went';

/**
 * @param latency of the measured phase
 * @param pipeline how far the way of an event can be seen
 */
export function waterfallFigure(
  latency: Pick<PhaseLatency, 'stages'>,
  pipeline: PipelineUsed,
): HTMLElement {
  const parts = waterfallOf(latency, pipeline);
  if (parts.length === 0) {
    return missingFigure(
      { id: ID, title: TITLE },
      'No event was measured, so there is no way to show.',
    );
  }
  const endToEnd = latency.stages.end_to_end;
  const endToEndUs = endToEnd === undefined || endToEnd.count === 0 ? null : endToEnd;
  const rows: Row[] = [];
  let offsetUs = 0;
  for (const part of parts) {
    rows.push({ ...part, offsetUs });
    offsetUs += part.meanUs;
  }
  if (endToEndUs !== null) {
    rows.push({
      stage: 'end_to_end',
      label: 'all of it, as measured',
      meanUs: endToEndUs.meanUs,
      share: null,
      p99Us: endToEndUs.p99Us,
      offsetUs: 0,
    });
  }
  return createFigure({
    id: ID,
    title: TITLE,
    howToRead:
      'Each bar is the mean time of a stage and begins where the one before it ended; the p99 beside it stands alone, ' +
      'because percentiles do not add up.',
    legend: [],
    table: waterfallTable(rows),
    drawing: waterfallDrawing(rows, offsetUs),
    notes:
      pipeline.kind === 'own'
        ? notesOf(parts, offsetUs, endToEndUs?.meanUs ?? null)
        : [endToEndUs === null ? ONLY_SENT : REST],
  }).node;
}

const ONLY_SENT =
  'The way is seen as far as the acknowledgement: what the external pipeline did afterwards is not known.';
const REST =
  'Until its result came is the mean end to end less the bars before it: broker, external pipeline and the way of ' +
  'the result cannot be told apart.';

interface Row extends Omit<WaterfallPart, 'share'> {
  readonly offsetUs: number;
  /** null: the whole way. */
  readonly share: number | null;
}

function waterfallTable(rows: readonly Row[]): DataTable {
  return {
    caption: 'Mean time of an event in each stage',
    columns: [
      { label: 'stage' },
      { label: 'meaning' },
      { label: 'begins', unit: 'µs' },
      { label: 'mean', unit: 'µs' },
      { label: 'share', format: percent },
      { label: 'p99', unit: 'µs' },
    ],
    rows: rows.length,
    cell(row, column) {
      const found = rows[row];
      if (found === undefined) return null;
      const { stage, label, offsetUs, meanUs, share, p99Us } = found;
      return [stage, label, offsetUs, meanUs, share, p99Us][column] ?? null;
    },
  };
}

/** Below this width names stand above their bars. */
const WIDE_PX = 620;

function waterfallDrawing(rows: readonly Row[], sumUs: number): Drawing {
  const highlights: SVGRectElement[] = [];
  return {
    draw(host, frame) {
      const { widthPx, theme } = frame;
      const layout = layoutOf(widthPx);
      const longestUs = Math.max(sumUs, ...rows.map(({ meanUs }) => meanUs)) || 1;
      const scale = (us: number) =>
        layout.barLeft + (us / longestUs) * (layout.barRight - layout.barLeft);
      const heightPx = rows.length * layout.rowPx;
      const node = svg('svg', {
        width: widthPx,
        height: heightPx,
        'aria-hidden': 'true',
        class: 'svg-plot',
      });
      highlights.length = 0;
      for (const [at, row] of rows.entries()) {
        const top = at * layout.rowPx;
        const highlight = svg('rect', {
          x: 0,
          y: top,
          width: widthPx,
          height: layout.rowPx,
          rx: 4,
          fill: theme.colour('sunken'),
          visibility: 'hidden',
        });
        highlights.push(highlight);
        node.append(highlight, ...rowNodes(row, at, top, layout, scale, frame));
      }
      // Between bars that stand below each other's words a line would cross them.
      if (widthPx >= WIDE_PX) node.append(connectors(rows, layout, scale, frame));
      host.replaceChildren(node);
      followPointer(node, frame, (_, y) => {
        return Math.max(0, Math.min(rows.length - 1, Math.floor(y / layout.rowPx)));
      });
    },
    showCursor(row) {
      for (const [at, highlight] of highlights.entries()) {
        highlight.setAttribute('visibility', at === row ? 'visible' : 'hidden');
      }
    },
  };
}

interface Layout {
  readonly rowPx: number;
  readonly barLeft: number;
  readonly barRight: number;
  /** From the row's top. */
  readonly barTop: number;
  readonly barPx: number;
  readonly textY: number;
  readonly p99Y: number;
  /** Right ends of mean, share and p99. */
  readonly meanX: number;
  readonly shareX: number;
  readonly p99X: number;
}

function layoutOf(widthPx: number): Layout {
  if (widthPx < WIDE_PX) {
    const ends = { meanX: widthPx - 62, shareX: widthPx - 4, p99X: widthPx - 4 };
    const bars = { barLeft: 4, barRight: widthPx - 4, barTop: 25, barPx: 12 };
    return { ...ends, ...bars, rowPx: 62, textY: 17, p99Y: 51 };
  }
  const ends = { meanX: widthPx - 196, shareX: widthPx - 120, p99X: widthPx - 8 };
  const bars = { barLeft: 176, barRight: ends.meanX - 84, barTop: 8, barPx: 18 };
  return { ...ends, ...bars, rowPx: 34, textY: 21, p99Y: 21 };
}

function rowNodes(
  row: Row,
  at: number,
  top: number,
  layout: Layout,
  scale: (us: number) => number,
  { theme }: Frame,
): SVGElement[] {
  const whole = row.share === null;
  const from = scale(row.offsetUs);
  const bar = svg('rect', {
    x: short(from),
    y: top + layout.barTop,
    // A stage that took next to nothing still has a place on the way.
    width: short(Math.max(1.5, scale(row.offsetUs + row.meanUs) - from)),
    height: layout.barPx,
    rx: 2,
    fill: whole ? theme.colour('muted', 0.55) : theme.colour(seriesColour(at)),
  });
  const track = svg('rect', {
    x: layout.barLeft,
    y: top + layout.barTop,
    width: layout.barRight - layout.barLeft,
    height: layout.barPx,
    rx: 2,
    fill: theme.colour('grid', 0.45),
  });
  const y = top + layout.textY;
  const { meanX, shareX, p99X, p99Y } = layout;
  const strong = { 'font-size': 13, fill: theme.colour('text'), y };
  const weak = { 'font-size': 12, fill: theme.colour('muted'), y, 'text-anchor': 'end' };
  return [
    track,
    bar,
    svg('text', { ...strong, x: 4, 'font-weight': whole ? 600 : 400 }, row.label),
    svg(
      'text',
      { ...strong, x: meanX, 'text-anchor': 'end', 'font-weight': 600 },
      latencyText(row.meanUs),
    ),
    svg('text', { ...weak, x: shareX }, row.share === null ? '' : shareText(row.share)),
    svg(
      'text',
      { ...weak, x: p99X, y: top + p99Y },
      row.p99Us === null ? '' : `p99 ${latencyText(row.p99Us)}`,
    ),
  ];
}

/** From the end of each bar down to the next, so that the eye follows the way. */
function connectors(
  rows: readonly Row[],
  layout: Layout,
  scale: (us: number) => number,
  { theme }: Frame,
): SVGGElement {
  const group = svg('g', { stroke: theme.colour('faint'), 'stroke-dasharray': '2 2' });
  for (const [at, { offsetUs, meanUs, share }] of rows.entries()) {
    if (share === null || at === rows.length - 1) continue;
    const x = crisp(scale(offsetUs + meanUs));
    const from = at * layout.rowPx + layout.barTop + layout.barPx;
    group.append(line(x, from, x, (at + 1) * layout.rowPx + layout.barTop));
  }
  return group;
}

/** Whole percents, none of which rounds a part away or up to the whole. */
function shareText(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %';
  if (share > 0.99 && share < 1) return '> 99 %';
  return `${Math.round(share * 100)} %`;
}

/** Says it where the stages do not account for the measured mean. */
function notesOf(
  parts: readonly WaterfallPart[],
  sumUs: number,
  endToEndUs: number | null,
): readonly string[] {
  if (endToEndUs === null) return ['No event is known to have come to its end.'];
  const notes: string[] = [];
  const absent = ['delivery', 'processing'].filter((name) =>
    parts.every(({ stage }) => stage !== name),
  );
  if (absent.length > 0) notes.push(`Not measured: ${absent.join(', ')}.`);
  const difference = Math.abs(sumUs - endToEndUs);
  if (difference > 0.02 * endToEndUs && difference > 10) {
    notes.push(
      `The stages add up to ${latencyText(sumUs)}, the mean end to end is ${latencyText(endToEndUs)}: ` +
        'events that were never sent or never applied count in some stages only.',
    );
  }
  return notes;
}
