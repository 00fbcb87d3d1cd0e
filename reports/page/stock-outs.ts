/** How long shelves stayed empty. */
import type { InventoryReport, StockOutSummary } from '../inventory.ts';
import { duration, inWords, whole } from '../numbers.ts';
import type { DataTable } from './data-table.ts';
import { html, svg } from './dom.ts';
import { createFigure, type Drawing, missingFigure } from './figure.ts';
import { doubtNotes, type InventorySource, NO_INVENTORY } from './inventory-source.ts';
import { followPointer, short, textWidthPx } from './plot-svg.ts';

const ID = 'stock-outs';
const TITLE = 'How long shelves stayed empty';

export function stockOutsFigure(
  inventory: InventoryReport | null,
  source: InventorySource,
): HTMLElement {
  const spec = { id: ID, title: TITLE, size: 'half' } as const;
  if (inventory === null) return missingFigure(spec, NO_INVENTORY);
  const { stockOuts } = inventory;
  if (stockOuts.episodes === 0) return missingFigure(spec, 'No shelf was ever empty.');
  const bins = durationBins(stockOuts);
  return createFigure({
    ...spec,
    howToRead:
      'Stock-outs by how long they lasted in business time, from an empty shelf to the next unit upon it.',
    legend: [],
    table: binTable(bins),
    drawing: binDrawing(bins),
    controls: figuresNode(stockOuts),
    notes: [...unfinishedNotes(stockOuts), ...doubtNotes(source)],
  }).node;
}

export interface DurationBin {
  /** `under 1 h`, `1 h to 4 h`, `3 d and longer`. */
  readonly label: string;
  readonly episodes: number;
  readonly share: number;
}

export function durationBins({ byDuration, episodes }: StockOutSummary): readonly DurationBin[] {
  return byDuration.map(({ belowMs, episodes: count }, index) => {
    const fromMs = byDuration[index - 1]?.belowMs ?? null;
    return {
      label: binLabel(fromMs, belowMs),
      episodes: count,
      share: episodes === 0 ? 0 : count / episodes,
    };
  });
}

function binLabel(fromMs: number | null, belowMs: number | null): string {
  if (belowMs === null) return fromMs === null ? 'any' : `${duration(fromMs)} and longer`;
  return fromMs === null
    ? `under ${duration(belowMs)}`
    : `${duration(fromMs)} to ${duration(belowMs)}`;
}

function binTable(bins: readonly DurationBin[]): DataTable {
  return {
    caption: 'Stock-outs by duration',
    columns: [
      { label: 'duration' },
      { label: 'stock-outs', format: whole },
      { label: 'share', format: shareText },
    ],
    rows: bins.length,
    cell(row, column) {
      const bin = bins[row];
      return bin === undefined ? null : ([bin.label, bin.episodes, bin.share][column] ?? null);
    },
  };
}

const ROW_PX = 30;
const LABEL_PX = 118;
const VALUE_PX = 96;

function binDrawing(bins: readonly DurationBin[]): Drawing {
  const highlights: SVGRectElement[] = [];
  const most = Math.max(1, ...bins.map(({ episodes }) => episodes));
  return {
    draw(host, frame) {
      const { widthPx, theme } = frame;
      const node = svg('svg', {
        width: widthPx,
        height: bins.length * ROW_PX,
        'aria-hidden': 'true',
        class: 'svg-plot',
      });
      highlights.length = 0;
      const barsPx = Math.max(20, widthPx - LABEL_PX - VALUE_PX);
      for (const [at, { label, episodes, share }] of bins.entries()) {
        const top = at * ROW_PX;
        const text = { 'font-size': 12.5, y: top + 19.5, fill: theme.colour('text') };
        const highlight = svg('rect', {
          x: 0,
          y: top,
          width: widthPx,
          height: ROW_PX,
          rx: 4,
          fill: theme.colour('sunken'),
          visibility: 'hidden',
        });
        highlights.push(highlight);
        const barPx = (episodes / most) * barsPx;
        const count = whole(episodes);
        const after = LABEL_PX + barPx + 8;
        node.append(
          highlight,
          svg('text', { ...text, x: LABEL_PX - 10, 'text-anchor': 'end' }, label),
          svg('rect', {
            x: LABEL_PX,
            y: top + 6,
            width: short(episodes === 0 ? 0 : Math.max(1.5, barPx)),
            height: ROW_PX - 12,
            rx: 2,
            fill: theme.colour('series-1'),
          }),
          svg('text', { ...text, x: short(after), 'font-weight': 600 }, count),
          svg(
            'text',
            {
              ...text,
              x: short(after + textWidthPx(count) * 1.25 + 7),
              fill: theme.colour('muted'),
            },
            shareText(share),
          ),
        );
      }
      host.replaceChildren(node);
      followPointer(node, frame, (_, yPx) => {
        return Math.max(0, Math.min(bins.length - 1, Math.floor(yPx / ROW_PX)));
      });
    },
    showCursor(row) {
      for (const [at, highlight] of highlights.entries()) {
        highlight.setAttribute('visibility', at === row ? 'visible' : 'hidden');
      }
    },
  };
}

/** What the distribution comes down to. */
function figuresNode(stockOuts: StockOutSummary): HTMLElement {
  const { episodes, products, meanMs, medianMs, maxMs } = stockOuts;
  const list = html('dl', { class: 'facts' });
  const fact = (name: string, value: string) => {
    list.append(html('div', {}, html('dt', {}, name), html('dd', {}, value)));
  };
  fact('stock-outs', whole(episodes));
  fact('products', whole(products));
  if (medianMs !== null) fact('median', duration(medianMs));
  if (meanMs !== null) fact('mean', duration(meanMs));
  if (maxMs !== null) fact('longest', duration(maxMs));
  return list;
}

function unfinishedNotes({ unfinished }: StockOutSummary): readonly string[] {
  if (unfinished === 0) return [];
  const words = inWords(unfinished, 'stock-out');
  return [`${words} had not ended when the scenario did, and count with their length until then.`];
}

function shareText(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %';
  return `${Math.round(share * 100)} %`;
}
