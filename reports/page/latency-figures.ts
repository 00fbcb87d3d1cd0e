/** Latency over time and by stage. */
import { STAGES, type Stage } from '../../pipeline/observer.ts';
import { stageMeaning } from '../known-end.ts';
import { milliseconds, whole } from '../numbers.ts';
import type { PageRecord } from '../page-bounds.ts';
import type { PipelineUsed } from '../pipeline-used.ts';
import type { LatencyColumns, RunSeries } from '../series.ts';
import type { DataTable } from './data-table.ts';
import { html } from './dom.ts';
import { missingFigure } from './figure.ts';
import { latencyText, latencyTickText } from './plot-latency.ts';
import type { RunTime } from './run-time.ts';
import { staticTable } from './static-table.ts';
import { rampColour } from './theme.ts';
import { type TimeView, timeFigure } from './time-figure.ts';

const PERCENTILES = [
  { key: 'p50Us', label: 'p50' },
  { key: 'p90Us', label: 'p90' },
  { key: 'p99Us', label: 'p99' },
  { key: 'p999Us', label: 'p99.9' },
  { key: 'maxUs', label: 'max' },
] as const;

export function latencyFigure(
  { latency }: RunSeries,
  time: RunTime,
  pipeline: PipelineUsed,
): HTMLElement {
  const stages = STAGES.filter((stage) => latency[stage] !== undefined);
  const views = stages.map((stage) => stageView(stage, latency[stage] as LatencyColumns, pipeline));
  const [first, ...others] = views;
  const spec = { id: 'latency-over-time', title: 'Latency over time' };
  if (first === undefined)
    return missingFigure(spec, 'No latency: not a single sample was recorded.');
  return timeFigure({
    ...spec,
    howToRead:
      'Percentiles of each interval, on a logarithmic axis: the distance between p50 and the lines above it is what an unlucky event waits.',
    time,
    heightPx: 300,
    views: [first, ...others],
    choiceLabel: 'Stage',
    chosen: Math.max(0, stages.indexOf('produce'), stages.indexOf('end_to_end')),
  });
}

function stageView(stage: Stage, columns: LatencyColumns, pipeline: PipelineUsed): TimeView {
  return {
    name: stageLabel(stage),
    format: latencyText,
    axisFormat: latencyTickText,
    scale: 'log',
    lines: PERCENTILES.map(({ key, label }, index) => ({
      label,
      colour: rampColour(index, PERCENTILES.length),
      values: columns[key],
      mark: key === 'maxUs' ? 'dash' : 'line',
      widthPx: key === 'p99Us' ? 2.4 : 1.6,
    })),
    notes: [`${stageLabel(stage)}: ${stageMeaning(stage, pipeline)}.`],
  };
}

/** `end_to_end` → `end to end`. */
export function stageLabel(stage: Stage): string {
  return stage.replaceAll('_', ' ');
}

/** Count, minimum to maximum of every stage, without the warm-up. */
export function stageTable({ latency, load, pipeline }: PageRecord): HTMLElement {
  const { stages } = latency.measured;
  const measured = STAGES.filter((stage) => stages[stage] !== undefined);
  if (measured.length === 0) {
    const warmUp = latency.warmUp.stages.end_to_end?.count ?? 0;
    const hint = warmUp > 0 ? `: all ${whole(warmUp)} events fell into the warm-up` : '';
    return html('p', { class: 'missing-text' }, `No event was measured${hint}.`);
  }
  const table: DataTable = {
    caption:
      load.warmUpMs > 0 ? 'Latency by stage, without the warm-up' : 'Latency by stage, all events',
    columns: [
      { label: 'stage' },
      { label: 'count', format: whole },
      ...['min', 'p50', 'p90', 'p99', 'p99.9', 'max'].map((label) => ({
        label,
        unit: 'ms',
        format: milliseconds,
      })),
      { label: 'from → to' },
    ],
    rows: measured.length,
    cell(row, column) {
      const stage = measured[row];
      const summary = stage === undefined ? undefined : stages[stage];
      if (stage === undefined || summary === undefined) return null;
      const { count, minUs, p50Us, p90Us, p99Us, p999Us, maxUs } = summary;
      return (
        [
          stageLabel(stage),
          count,
          minUs,
          p50Us,
          p90Us,
          p99Us,
          p999Us,
          maxUs,
          stageMeaning(stage, pipeline),
        ][column] ?? null
      );
    },
  };
  return staticTable(table, { emphasised: measured.indexOf('end_to_end') });
}
