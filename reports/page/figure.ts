/**
 * The frame around every drawing: title, how to read it, legend, data table, CSV, and a cursor for pointer and
 * keyboard whose values are shown in the legend and spoken. A drawing need only draw.
 */
import { type Cursor, createCursor, rowAfterKey } from './cursor.ts';
import { cellText, csvOf, type DataTable, tableNode } from './data-table.ts';
import { html } from './dom.ts';
import { type LegendEntry, legendNode } from './legend.ts';
import { enqueueDrawing, onRedraw } from './redraw.ts';
import { currentTheme, type Theme } from './theme.ts';

export interface FigureSpec {
  /** Unique in the page, lower case with dashes: `latency-over-time`. */
  readonly id: string;
  readonly title: string;
  /** One sentence. */
  readonly howToRead: string;
  /** `half` stands beside another where the page is wide enough. */
  readonly size?: 'wide' | 'half';
  readonly legend: readonly LegendEntry[];
  /** One row per cursor position. */
  readonly table: DataTable;
  readonly drawing: Drawing;
  /** Buttons and the like, above the drawing. */
  readonly controls?: HTMLElement;
  /** Sentences below the drawing: what is missing, what was thinned. */
  readonly notes?: readonly string[];
  /** Shared with figures whose rows mean the same; one of its own when absent. */
  readonly cursor?: Cursor;
  /** What is spoken of a row; by default its cells. */
  readonly announce?: (row: number) => string;
}

export interface Drawing {
  /**
   * Draws all anew: at first, when the width, the theme or the pixel ratio has changed, and around printing.
   * `host` may hold what was drawn before. The drawing decides its height.
   */
  draw(host: HTMLElement, frame: Frame): void;
  /** null: no cursor. Never called before `draw`. */
  showCursor(row: number | null): void;
}

export interface Frame {
  readonly widthPx: number;
  readonly theme: Theme;
  readonly printing: boolean;
  /** Called by the drawing when the pointer is over a row, null when it leaves. */
  pointAt(row: number | null): void;
}

export interface Figure {
  readonly node: HTMLElement;
  /** Shows other data in the same frame, as after the choice of another stage. */
  update(changes: Partial<Pick<FigureSpec, 'legend' | 'table' | 'notes' | 'announce'>>): void;
}

export function createFigure(initial: FigureSpec): Figure {
  let spec = initial;
  const cursor = spec.cursor ?? createCursor();
  const host = html('div', { class: 'drawing' });
  const plot = html(
    'div',
    {
      class: 'plot',
      tabindex: 0,
      role: 'application',
      'aria-roledescription': 'chart',
      'aria-label': `${spec.title}. Arrow keys move through the values.`,
      'aria-describedby': `${spec.id}-how`,
    },
    host,
  );
  let legend = legendNode(spec.legend);
  const notes = html('div', { class: 'notes' });
  const tableHost = html('div', { id: `${spec.id}-table`, hidden: true });
  const tableButton = html(
    'button',
    { type: 'button', 'aria-expanded': 'false', 'aria-controls': `${spec.id}-table` },
    'Table',
  );
  const csvButton = html('button', { type: 'button' }, 'CSV');
  csvButton.setAttribute('aria-label', `CSV: ${spec.title}`);
  tableButton.setAttribute('aria-label', `Table: ${spec.title}`);
  const node = html(
    'figure',
    { id: spec.id, class: `figure ${spec.size ?? 'wide'}`, 'aria-labelledby': `${spec.id}-title` },
    html(
      'div',
      { class: 'figure-head' },
      html('h3', { id: `${spec.id}-title` }, spec.title),
      html('div', { class: 'figure-tools' }, tableButton, csvButton),
    ),
    html('p', { id: `${spec.id}-how`, class: 'how-to-read' }, spec.howToRead),
    spec.controls ?? null,
    legend.node,
    plot,
    notes,
    tableHost,
  );
  let drawn = false;

  const draw = (printing: boolean) => {
    const widthPx = printing ? PRINTED_WIDTH_PX : Math.floor(host.clientWidth);
    if (widthPx <= 0) return;
    const frame: Frame = {
      widthPx,
      theme: currentTheme(),
      printing,
      pointAt: (row) => cursor.set(row),
    };
    spec.drawing.draw(host, frame);
    drawn = true;
    spec.drawing.showCursor(withinRows(cursor.row));
  };
  const withinRows = (row: number | null) => (row !== null && row < spec.table.rows ? row : null);
  const showRow = (row: number | null) => {
    const shown = withinRows(row);
    if (drawn) spec.drawing.showCursor(shown);
    legend.showRow(spec.table, shown);
  };
  const showNotes = () => {
    notes.replaceChildren(...(spec.notes ?? []).map((note) => html('p', { class: 'note' }, note)));
  };

  cursor.subscribe(showRow);
  plot.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const row = rowAfterKey(event.key, withinRows(cursor.row), spec.table.rows);
    if (row === undefined) return;
    event.preventDefault();
    cursor.set(row);
    announce(row === null ? '' : (spec.announce ?? ((at) => rowText(spec.table, at)))(row));
  });
  plot.addEventListener('blur', () => cursor.set(null));
  tableButton.addEventListener('click', () => {
    const open = tableHost.hidden;
    tableHost.hidden = !open;
    tableButton.setAttribute('aria-expanded', String(open));
    tableHost.replaceChildren(...(open ? [tableNode(spec.table)] : []));
  });
  csvButton.addEventListener('click', () => download(`${spec.id}.csv`, csvOf(spec.table)));
  showNotes();
  legend.showRow(spec.table, null);
  enqueueDrawing(() => draw(false));
  onRedraw(host, draw);

  return {
    node,
    update(changes) {
      spec = { ...spec, ...changes };
      if (changes.legend !== undefined) {
        const next = legendNode(spec.legend);
        legend.node.replaceWith(next.node);
        legend = next;
      }
      showNotes();
      if (!tableHost.hidden) tableHost.replaceChildren(tableNode(spec.table));
      if (drawn) draw(false);
      showRow(cursor.row);
    },
  };
}

/** Instead of a figure for which there is no data: says so where it would stand. */
export function missingFigure(
  spec: Pick<FigureSpec, 'id' | 'title' | 'size'>,
  sentence: string,
): HTMLElement {
  return html(
    'figure',
    {
      id: spec.id,
      class: `figure missing ${spec.size ?? 'wide'}`,
      'aria-labelledby': `${spec.id}-title`,
    },
    html('h3', { id: `${spec.id}-title` }, spec.title),
    html('p', { class: 'missing-text' }, sentence),
  );
}

/** Fits a page of A4 or Letter between its margins. */
const PRINTED_WIDTH_PX = 656;

function rowText(table: DataTable, row: number): string {
  const parts = table.columns.map(({ label, unit }, column) => {
    const text = cellText(table, row, column);
    return column === 0 || unit === undefined ? `${label} ${text}` : `${label} ${text} ${unit}`;
  });
  return parts.join(', ');
}

/** Spoken by screen readers, seen by nobody. */
function announce(text: string): void {
  let region = document.getElementById('announcements');
  if (region === null) {
    region = html('div', { id: 'announcements', class: 'visually-hidden', 'aria-live': 'polite' });
    document.body.append(region);
  }
  region.textContent = text;
}

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = html('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
