/** What stands where: the sections of the report, in the order in which questions come up. */

import { appliedIsKnown } from '../known-end.ts';
import type { PageRecord } from '../page-bounds.ts';
import type { PageData } from '../page-data.ts';
import type { ExternalPipeline } from '../pipeline-used.ts';
import type { RunSeries } from '../series.ts';
import { foreign, html } from './dom.ts';
import { configurationNode, environmentNode, marksNode, notesNode } from './environment.ts';
import { externalNode, resultsNodes } from './external.ts';
import { missingFigure } from './figure.ts';
import { forecastFigure } from './forecast.ts';
import { forecastAccuracyFigure } from './forecast-accuracy.ts';
import { groupSection } from './group-section.ts';
import {
  collectionFigure,
  cpuFigure,
  loopDelayFigure,
  memoryFigure,
  threadTable,
} from './harness-figures.ts';
import { heatMapFigure } from './heat-map.ts';
import { interactionSections } from './interaction-section.ts';
import { auditNode, thresholdsNode } from './judgements.ts';
import { lagFigure, noLag } from './lag-figure.ts';
import { lagTable } from './lag-table.ts';
import { latencyFigure, stageTable } from './latency-figures.ts';
import { availabilityFigure, rateFigure, topicFigure } from './load-figures.ts';
import type { Section } from './navigation.ts';
import { replayNode } from './replay.ts';
import { type RunTime, runTime } from './run-time.ts';
import { sentence } from './sentences.ts';
import { spectrumFigure } from './spectrum.ts';
import { alertFigure, fillRateFigure, salesFigure, shelfFigure } from './stock-figures.ts';
import { stockOutsFigure } from './stock-outs.ts';
import { stockStoriesFigure } from './stock-stories.ts';
import { troubleFigure, waitingFigure } from './trouble-figures.ts';
import { waterfallFigure } from './waterfall.ts';
import { worldDaysFigures } from './world-days.ts';

export function sections(data: PageData): readonly Section[] {
  const { record } = data;
  const { series } = record;
  const over: OverTime | null =
    series === null || series.intervals === 0 ? null : { series, time: runTime(record, series) };
  const { pipeline } = record;
  const isOwn = pipeline.kind === 'own';
  const judged: readonly Section[] = [
    { id: 'thresholds', title: 'Thresholds', nodes: [thresholdsNode(data)] },
    { id: 'audit', title: 'Audit', nodes: [auditNode(data)] },
  ];
  const load: readonly Section[] = [
    { id: 'load', title: 'Load', nodes: [loadFigures(record, over), marksNode(data)] },
    {
      id: 'latency',
      title: 'Latency',
      nodes: [stageTable(record), latencyFigures(data, over)],
    },
  ];
  return [
    ...interactionSections(record),
    ...judged,
    ...(isOwn ? load : [externalSection(data, pipeline, over), ...load]),
    ...(isOwn
      ? [
          groupSection(record, over?.time ?? null),
          {
            id: 'lag-and-order',
            title: 'Lag and order',
            nodes: [lagFigures(record, over), lagTable(record)],
          },
        ]
      : []),
    {
      id: 'harness',
      title: 'Harness',
      nodes: [harnessFigures(record, over), threadTable(record)],
    },
    isOwn
      ? {
          id: 'inventory',
          title: 'Inventory',
          nodes: [stockFigures(over), businessFigures(record)],
        }
      : {
          id: 'inventory',
          title: 'Expected inventory',
          nodes: [
            html(
              'p',
              { class: 'expected' },
              foreign(sentence(data.external?.expectationText ?? '')),
            ),
            businessFigures(record),
          ],
        },
    {
      id: 'environment',
      title: 'Environment',
      nodes: [environmentNode(data), configurationNode(data), notesNode(data)],
    },
    { id: 'replay', title: 'Run it again', nodes: [replayNode(record.replay)] },
  ];
}

/** Its lag is what is always known of it. */
function externalSection(
  data: PageData,
  pipeline: ExternalPipeline,
  over: OverTime | null,
): Section {
  const { record } = data;
  return {
    id: 'external-pipeline',
    title: 'External pipeline',
    nodes: [
      externalNode(data),
      grid(over === null ? missingLag(record) : lagFigure(over.series, over.time, record)),
      lagTable(record),
      ...resultsNodes(pipeline),
    ],
  };
}

/** What every figure over the time of the run is drawn from. */
interface OverTime {
  readonly series: RunSeries;
  readonly time: RunTime;
}

function loadFigures(record: PageRecord, over: OverTime | null): HTMLElement {
  if (over === null) return grid(noSeries('rates', 'Target and achieved rate'));
  const { series, time } = over;
  return grid(
    rateFigure(series, time, record),
    ...(appliedIsKnown(record.pipeline)
      ? [topicFigure(series, time, record), availabilityFigure(series, time, record)]
      : []),
    ...(record.pipeline.kind === 'own' ? [] : [troubleFigure(series, time, record)]),
  );
}

function latencyFigures({ record, spectrum }: PageData, over: OverTime | null): HTMLElement {
  const { pipeline } = record;
  return grid(
    waterfallFigure(record.latency.measured, pipeline),
    over === null
      ? noSeries('latency-over-time', 'Latency over time')
      : latencyFigure(over.series, over.time, pipeline),
    ...(appliedIsKnown(pipeline)
      ? [heatMapFigure(over?.series.heatMap ?? null, over?.time ?? null)]
      : []),
    spectrumFigure(spectrum, record.thresholds),
  );
}

function lagFigures(record: PageRecord, over: OverTime | null): HTMLElement {
  if (over === null) return grid(missingLag(record));
  const { series, time } = over;
  return grid(
    lagFigure(series, time, record),
    waitingFigure(series, time, record),
    troubleFigure(series, time, record),
  );
}

function missingLag({ lag }: PageRecord): HTMLElement {
  return lag === null ? noLag() : noSeries('lag', 'Consumer lag');
}

function harnessFigures(record: PageRecord, over: OverTime | null): HTMLElement {
  if (over === null) return grid(noSeries('cpu', 'CPU, event loops and memory'));
  const { series, time } = over;
  return grid(
    cpuFigure(series, time),
    loopDelayFigure(series, time),
    collectionFigure(series, time),
    memoryFigure(series, time, record),
  );
}

function stockFigures(over: OverTime | null): HTMLElement {
  if (over === null) return grid(noSeries('sales', 'Sales, shelves and alerts over time'));
  const { series, time } = over;
  return grid(
    salesFigure(series, time),
    fillRateFigure(series, time),
    alertFigure(series, time),
    shelfFigure(series, time),
  );
}

/** In business time, of which there is a record even where no interval of the run was recorded. */
function businessFigures(record: PageRecord): HTMLElement {
  const { inventory } = record;
  const days = worldDaysFigures(inventory, record);
  return grid(
    stockStoriesFigure(inventory, record),
    days.units,
    days.alerts,
    stockOutsFigure(inventory, record),
    forecastFigure(inventory, record),
    forecastAccuracyFigure(inventory),
  );
}

/** Figures side by side where there is room. */
function grid(...figures: readonly HTMLElement[]): HTMLElement {
  return html('div', { class: 'figures' }, ...figures);
}

function noSeries(id: string, title: string): HTMLElement {
  const why = 'Not a single interval was recorded, so there is nothing to show over time.';
  return missingFigure({ id, title }, why);
}
