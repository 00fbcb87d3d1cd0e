/** The tables of the summary: thresholds, audit, latency. */
import Table from 'cli-table3';
import { STAGES } from '../pipeline/observer.ts';
import type { LatencySummary } from './histogram.ts';
import { findMetric } from './metrics.ts';
import { inWords, metricValue, milliseconds, percent, whole } from './numbers.ts';
import type { RunRecord } from './record.ts';
import { paint, type Style, wrapped } from './terminal-text.ts';
import { type ThresholdResult, thresholdLabel } from './thresholds.ts';
import type { InvariantResult } from './verdict.ts';

export function thresholdLines({ thresholds }: RunRecord, style: Style): string[] {
  if (thresholds.length === 0) return [];
  const table = borderless([], ['left', 'right', 'left']);
  for (const threshold of thresholds) {
    const { observed, unit, holds } = threshold;
    table.push([
      `${mark(holds, style)} ${thresholdLabel(threshold)}`,
      observed === null ? 'no samples' : metricValue(observed, unit),
      paint(margin(threshold), holds === false ? ['red'] : ['dim'], style),
    ]);
  }
  return linesOf(table);
}

/** How far from the limit, in parts of the limit. */
function margin({ observed, limit, comparison, holds }: ThresholdResult): string {
  if (observed === null || holds === null) return '';
  if (limit === 0 || comparison === '==' || comparison === '!=') return '';
  const distance = percent(Math.abs(observed - limit) / Math.abs(limit));
  return holds ? `${distance} to spare` : `${distance} beyond`;
}

/** What holds takes one line; what does not shows its evidence. */
export function auditLines({ audit }: RunRecord, style: Style): string[] {
  const holding = audit.filter(({ holds }) => holds === true);
  const column = Math.max(0, ...holding.map(({ title }) => title.length));
  return audit.flatMap((invariant) => {
    const { title, detail, holds, examples } = invariant;
    const badge = mark(holds, style);
    if (holds === true) {
      const fact = /^[0-9a-f]{64}$/.test(detail) ? `${detail.slice(0, 12)}…` : detail;
      const fits = 4 + column + 2 + fact.length <= style.width;
      const padded = fits ? `${title.padEnd(column + 2)}${paint(fact, ['dim'], style)}` : title;
      return [`  ${badge} ${padded}`];
    }
    const head = `  ${badge} ${wrapped(title, 4, style)}`;
    if (holds === null) return [head, `    ${paint(wrapped(detail, 4, style), ['yellow'], style)}`];
    return [head, ...examples.map((example) => exampleLine(example, style)), ...hidden(invariant)];
  });
}

function exampleLine(
  { subject, expected, got }: InvariantResult['examples'][number],
  style: Style,
): string {
  const text = `${subject}: expected ${expected}, got ${got}`;
  return `      ${paint(wrapped(text, 6, style), ['red'], style)}`;
}

/** The detail names the first fault and how many more there are. */
function hidden({ detail, examples }: InvariantResult): string[] {
  const more = Number(/and ([\d,]+) more fault/.exec(detail)?.[1]?.replaceAll(',', '') ?? 0);
  const unseen = more + 1 - examples.length;
  return unseen > 0 ? [`      and ${inWords(unseen, 'more fault')}`] : [];
}

export function latencyLines(record: RunRecord, style: Style): string[] {
  const { stages } = record.latency.measured;
  const measured = STAGES.filter((stage) => stages[stage] !== undefined);
  if (measured.length === 0) return [`  no event was measured${warmUpHint(record)}`];
  const explained = style.width >= 110;
  const table = borderless(
    [...['stage', 'count', 'min', 'p50', 'p90', 'p99', 'p99.9', 'max'], explained ? '' : undefined]
      .filter((title) => title !== undefined)
      .map((title) => paint(title, ['dim'], style)),
    ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right', 'left'],
  );
  const summaries = measured
    .map((stage) => stages[stage])
    .filter((summary) => summary !== undefined);
  const columns = PERCENTILES.map((key) => {
    return alignedAtPoint(summaries.map((summary) => milliseconds(summary[key])));
  });
  for (const [row, stage] of measured.entries()) {
    const name = stage === 'end_to_end' ? paint(stage, ['bold'], style) : stage;
    const count = whole(summaries[row]?.count ?? 0);
    const cells = [name, count, ...columns.map((column) => column[row] ?? '')];
    const meaning = paint(findMetric(stage)?.description ?? '', ['dim'], style);
    table.push(explained ? [...cells, meaning] : cells);
  }
  return [...linesOf(table), ...warmUpLines(record, style)];
}

const PERCENTILES = [
  'minUs',
  'p50Us',
  'p90Us',
  'p99Us',
  'p999Us',
  'maxUs',
] as const satisfies readonly (keyof LatencySummary)[];

/** Pads the texts of a column behind their decimals, so that the points stand below each other. */
function alignedAtPoint(texts: readonly string[]): string[] {
  const fractions = texts.map((text) => (text.includes('.') ? text.length - text.indexOf('.') : 0));
  const widest = Math.max(0, ...fractions);
  return texts.map((text, row) => text + ' '.repeat(widest - (fractions[row] ?? 0)));
}

function warmUpLines(record: RunRecord, style: Style): string[] {
  const events = warmUpEvents(record);
  if (events === 0) return [];
  return [paint(`  without ${inWords(events, 'event')} of the warm-up`, ['dim'], style)];
}

function warmUpHint(record: RunRecord): string {
  const events = warmUpEvents(record);
  return events === 0 ? '' : `: all ${inWords(events, 'event')} fell into the warm-up`;
}

function warmUpEvents({ latency }: RunRecord): number {
  return latency.warmUp.stages.end_to_end?.count ?? 0;
}

function mark(holds: boolean | null, style: Style): string {
  if (holds === null) return paint('?', ['yellow'], style);
  return holds ? paint('✓', ['green'], style) : paint('✗', ['red'], style);
}

type Alignment = 'left' | 'right';

function borderless(head: string[], colAligns: Alignment[]): InstanceType<typeof Table> {
  const nothing = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const outside = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '' };
  const below = { bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' };
  return new Table({
    head,
    colAligns,
    chars: { ...nothing, ...outside, ...below, left: '', right: '', middle: '' },
    style: { head: [], border: [], 'padding-left': 2, 'padding-right': 0 },
  });
}

function linesOf(table: InstanceType<typeof Table>): string[] {
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
