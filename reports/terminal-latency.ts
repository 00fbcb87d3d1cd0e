/** Where the time went: the table of stages, and the way of an average event as bars. */
import { STAGES, type Stage } from '../pipeline/observer.ts';
import type { LatencySummary } from './histogram.ts';
import { appliedIsKnown, stageMeaning } from './known-end.ts';
import { inWords, milliseconds, whole } from './numbers.ts';
import type { RunRecord } from './record.ts';
import { alignedAtPoint, columns } from './terminal-columns.ts';
import { paint, type Style, visibleLength } from './terminal-text.ts';
import { waterfallOf } from './waterfall.ts';

export function latencyLines(record: RunRecord, style: Style): string[] {
  const { stages } = record.latency.measured;
  const measured = STAGES.filter((stage) => stages[stage] !== undefined);
  if (measured.length === 0) return [`  no event was measured${warmUpHint(record)}`];
  const layouts: readonly Layout[] = [
    ...(style.width >= EXPLAINED_WIDTH ? [{ explained: true, aligned: true }] : []),
    { explained: false, aligned: true },
    { explained: false, aligned: false },
  ];
  const tables = layouts.map((layout) => stageTable(measured, record, layout, style));
  const fitting = tables.find((lines) => {
    return lines.every((line) => visibleLength(line) <= style.width);
  });
  return [...(fitting ?? tables.at(-1) ?? []), ...warmUpLines(record, style)];
}

interface Layout {
  /** With what the stages mean. */
  readonly explained: boolean;
  /** With decimal points below each other. */
  readonly aligned: boolean;
}

const EXPLAINED_WIDTH = 110;

function stageTable(
  measured: readonly Stage[],
  { latency, pipeline }: RunRecord,
  { explained, aligned }: Layout,
  style: Style,
): string[] {
  const { stages } = latency.measured;
  const titles = ['stage', 'count', 'min', 'p50', 'p90', 'p99', 'p99.9', 'max'];
  const figures = PERCENTILES.map((key) => {
    const texts = measured.map((stage) => milliseconds(stages[stage]?.[key] ?? 0));
    return aligned ? alignedAtPoint(texts) : texts;
  });
  const rows = measured.map((stage, row) => [
    stage === 'end_to_end' ? paint(stage, ['bold'], style) : stage,
    whole(stages[stage]?.count ?? 0),
    ...figures.map((column) => column[row] ?? ''),
    ...(explained ? [paint(stageMeaning(stage, pipeline), ['dim'], style)] : []),
  ]);
  return columns(
    (explained ? [...titles, ''] : titles).map((title) => paint(title, ['dim'], style)),
    ['left', ...titles.slice(1).map(() => 'right' as const), 'left'],
    rows,
  );
}

const PERCENTILES = [
  'minUs',
  'p50Us',
  'p90Us',
  'p99Us',
  'p999Us',
  'maxUs',
] as const satisfies readonly (keyof LatencySummary)[];

function warmUpLines(record: RunRecord, style: Style): string[] {
  const events = warmUpEvents(record);
  if (events === 0) return [];
  return [paint(`  without ${inWords(events, 'event')} of the warm-up`, ['dim'], style)];
}

function warmUpHint(record: RunRecord): string {
  const events = warmUpEvents(record);
  return events === 0 ? '' : `: all ${inWords(events, 'event')} fell into the warm-up`;
}

function warmUpEvents({ latency, pipeline }: RunRecord): number {
  const last = appliedIsKnown(pipeline) ? 'end_to_end' : 'produce';
  return latency.warmUp.stages[last]?.count ?? 0;
}

/** A bar for each stage that an event passes, each beginning where the one before ended. */
export function waterfallLines({ latency, pipeline }: RunRecord, style: Style): string[] {
  const parts = waterfallOf(latency.measured, pipeline);
  const means = alignedAtPoint(parts.map(({ meanUs }) => milliseconds(meanUs)));
  const [label, mean] = [parts.map((part) => part.label), means].map((texts) =>
    Math.max(0, ...texts.map((text) => text.length)),
  ) as [number, number];
  const cells = Math.min(MAX_BAR_CELLS, style.width - label - mean - '    ms  100 %    '.length);
  let before = 0;
  return parts.map((part, row) => {
    const drawn = paint(bar(before, before + part.share, cells), ['cyan'], style);
    before += part.share;
    const figures = `${means[row]?.padStart(mean)} ms  ${roughPercent(part.share).padStart(5)}`;
    return `  ${part.label.padEnd(label)}  ${figures}  ${drawn}`.trimEnd();
  });
}

const MAX_BAR_CELLS = 60;

/**
 * @param from share of the width, as `to`
 * @returns blanks, then blocks, to half a cell; what took any time at all is drawn
 */
export function bar(from: number, to: number, cells: number): string {
  if (to <= from) return '';
  const first = Math.min(2 * cells - 1, Math.round(from * 2 * cells));
  const end = Math.min(2 * cells, Math.max(first + 1, Math.round(to * 2 * cells)));
  let text = '';
  for (let half = 0; half < end; half += 2) {
    const left = half >= first;
    const right = half + 1 >= first && half + 1 < end;
    if (left) text += right ? '█' : '▌';
    else text += right ? '▐' : ' ';
  }
  return text.trimEnd();
}

/** Whole percent: bars are no more precise. */
function roughPercent(share: number): string {
  if (share > 0 && share < 0.005) return '< 1 %';
  return `${Math.round(share * 100)} %`;
}
