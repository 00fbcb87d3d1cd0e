/** One key figure. What was not measured says so instead of standing empty. */
import { inWords, milliseconds } from '../numbers.ts';
import type { PageRecord } from '../page-bounds.ts';
import { html } from './dom.ts';

export interface Tile {
  readonly name: string;
  /** null: not measured. */
  readonly value: string | null;
  readonly unit: string;
  /** A few words below. */
  readonly detail: string;
  readonly tone?: 'warn' | 'bad';
}

export function tileNode({ name, value, unit, detail, tone }: Tile): HTMLElement {
  return html(
    'li',
    { class: tone === undefined ? 'tile' : `tile ${tone}` },
    html('span', { class: 'tile-name' }, name),
    html(
      'span',
      { class: 'tile-value' },
      value ?? '–',
      value === null || unit === '' ? null : html('span', { class: 'tile-unit' }, ` ${unit}`),
    ),
    html('span', { class: 'tile-detail' }, detail),
  );
}

/** A percentile of a stage in the measured phase. */
export function latencyTile(
  { latency }: PageRecord,
  name: string,
  stage: 'end_to_end' | 'produce',
  percentile: 'p50Us' | 'p99Us',
): Tile {
  const summary = latency.measured.stages[stage];
  const tile = { name: `${name}, ${percentile.slice(0, 3)}`, unit: 'ms' };
  if (summary === undefined) return { ...tile, value: null, detail: 'no event was measured' };
  const detail =
    percentile === 'p50Us'
      ? `of ${inWords(summary.count, 'event')}`
      : `max ${milliseconds(summary.maxUs)} ms`;
  return { ...tile, value: milliseconds(summary[percentile]), detail };
}
