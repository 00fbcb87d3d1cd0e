/** What was demanded of the run and whether it holds: thresholds and audit. */
import { inWords, metricValue } from './numbers.ts';
import type { RunRecord } from './record.ts';
import { columns } from './terminal-columns.ts';
import { paint, type Style, visibleLength, wrapped } from './terminal-text.ts';
import {
  asideReasons,
  asideTally,
  judgedFirst,
  type ThresholdState,
  thresholdState,
  valueText,
} from './threshold-state.ts';
import { marginText } from './threshold-words.ts';
import { type ThresholdResult, thresholdLabel } from './thresholds.ts';
import type { InvariantResult } from './verdict.ts';

export function thresholdLines({ thresholds }: RunRecord, style: Style): string[] {
  const rows = judgedFirst(thresholds).map((threshold) => {
    const { unit, limit, comparison, holds } = threshold;
    return {
      label: `${thresholdMark(threshold, style)} ${conditionless(threshold)}`,
      observed: valueText(threshold),
      limit: `${comparison} ${metricValue(limit, unit)}`,
      margin: paint(marginText(threshold), holds === false ? ['red'] : ['dim'], style),
    };
  });
  const lines = columns(
    [],
    ['left', 'right', 'left', 'left'],
    rows.map(({ label, observed, limit, margin }) => [label, observed, limit, margin]),
  );
  const fitting = lines.every((line) => visibleLength(line) <= style.width)
    ? lines
    : rows.flatMap(({ label, observed, limit, margin }) => [
        `  ${label}`,
        `      ${observed}  ${limit}  ${margin}`.trimEnd(),
      ]);
  return [...fitting, ...asideLines(thresholds, style)];
}

/** How many were judged, and why the others were not. */
function asideLines(thresholds: readonly ThresholdResult[], style: Style): string[] {
  const tally = asideTally(thresholds);
  if (tally === null) return [];
  const reasons = asideReasons(thresholds).map(({ reason, thresholds: same }) => {
    return `${inWords(same.length, 'threshold')}: ${reason}`;
  });
  return [tally, ...reasons].map((line, index) => {
    const indent = index === 0 ? 2 : 4;
    return `${' '.repeat(indent)}${paint(wrapped(line, indent, style), ['dim'], style)}`;
  });
}

/** `end_to_end p(99)`: the limit has a column of its own. */
function conditionless(threshold: ThresholdResult): string {
  const label = thresholdLabel(threshold);
  const at = label.lastIndexOf(threshold.comparison);
  return at < 0 ? label : label.slice(0, at).trim();
}

/** What holds takes one line; what does not shows its evidence. */
export function auditLines({ audit }: RunRecord, style: Style): string[] {
  const fitting = audit.filter(
    ({ holds, title, detail }) =>
      holds === true && 6 + title.length + factOf(detail).length <= style.width,
  );
  const column = Math.max(0, ...fitting.map(({ title }) => title.length));
  return audit.flatMap((invariant) => {
    const { title, detail, holds, examples } = invariant;
    const badge = mark(holds, style);
    if (holds === true) {
      const fact = factOf(detail);
      const fits = 4 + Math.max(column, title.length) + 2 + fact.length <= style.width;
      const padded = fits ? `${title.padEnd(column + 2)}${paint(fact, ['dim'], style)}` : title;
      return [`  ${badge} ${padded}`];
    }
    const head = `  ${badge} ${wrapped(title, 4, style)}`;
    if (holds === null) return [head, `    ${paint(wrapped(detail, 4, style), ['yellow'], style)}`];
    return [head, ...examples.map((example) => exampleLine(example, style)), ...hidden(invariant)];
  });
}

/** A digest by its beginning. */
function factOf(detail: string): string {
  return /^[0-9a-f]{64}$/.test(detail) ? `${detail.slice(0, 12)}…` : detail;
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

function thresholdMark(threshold: ThresholdResult, style: Style): string {
  const [text, format] = THRESHOLD_MARKS[thresholdState(threshold)];
  return paint(text, [format], style);
}

const THRESHOLD_MARKS: Readonly<
  Record<ThresholdState, readonly [string, 'green' | 'red' | 'yellow' | 'dim']>
> = {
  holds: ['✓', 'green'],
  crossed: ['✗', 'red'],
  'no samples': ['?', 'yellow'],
  'set aside': ['–', 'dim'],
};

function mark(holds: boolean | null, style: Style): string {
  if (holds === null) return paint('?', ['yellow'], style);
  return holds ? paint('✓', ['green'], style) : paint('✗', ['red'], style);
}
