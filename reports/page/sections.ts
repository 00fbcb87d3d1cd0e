/** What stands where: the sections of the report, in the order in which questions come up. */
import type { PageData } from '../page-data.ts';
import { html } from './dom.ts';
import {
  configurationNode,
  environmentNode,
  marksNode,
  notesNode,
  replayNode,
} from './environment.ts';
import { missingFigure } from './figure.ts';
import { forecastFigure } from './forecast.ts';
import { forecastAccuracyFigure } from './forecast-accuracy.ts';
import {
  collectionFigure,
  cpuFigure,
  loopDelayFigure,
  memoryFigure,
  threadTable,
} from './harness-figures.ts';
import { heatMapFigure } from './heat-map.ts';
import { auditNode, thresholdsNode } from './judgements.ts';
import { lagFigure, troubleFigure, waitingFigure } from './lag-figures.ts';
import { latencyFigure, stageTable } from './latency-figures.ts';
import { availabilityFigure, rateFigure, topicFigure } from './load-figures.ts';
import type { Section } from './navigation.ts';
import { runTime } from './run-time.ts';
import { spectrumFigure } from './spectrum.ts';
import { alertFigure, fillRateFigure, salesFigure, shelfFigure } from './stock-figures.ts';
import { stockOutsFigure } from './stock-outs.ts';
import { stockStoriesFigure } from './stock-stories.ts';
import { waterfallFigure } from './waterfall.ts';
import { worldDaysFigures } from './world-days.ts';

export function sections(data: PageData): readonly Section[] {
  const { record, spectrum } = data;
  const { series, inventory, latency } = record;
  const time = series === null || series.intervals === 0 ? null : runTime(record, series);
  const days = worldDaysFigures(inventory, record);
  return [
    { id: 'thresholds', title: 'Thresholds', nodes: [thresholdsNode(data)] },
    { id: 'audit', title: 'Audit', nodes: [auditNode(data)] },
    {
      id: 'load',
      title: 'Load',
      nodes: [
        ...overTime('Target and achieved rate', () =>
          series === null || time === null
            ? null
            : [
                rateFigure(series, time),
                topicFigure(series, time),
                availabilityFigure(series, time, record.availability),
              ],
        ),
        marksNode(data),
      ],
    },
    {
      id: 'latency',
      title: 'Latency',
      nodes: [
        stageTable(record),
        grid(
          waterfallFigure(latency.measured),
          ...(series === null || time === null
            ? [noSeries('Latency over time')]
            : [latencyFigure(series, time)]),
          heatMapFigure(series?.heatMap ?? null, time),
          spectrumFigure(spectrum, record.thresholds),
        ),
      ],
    },
    {
      id: 'lag-and-order',
      title: 'Lag and order',
      nodes: overTime('Consumer lag', () =>
        series === null || time === null
          ? null
          : [
              lagFigure(series, time, record),
              waitingFigure(series, time, record),
              troubleFigure(series, time),
            ],
      ),
    },
    {
      id: 'harness',
      title: 'Harness',
      nodes: [
        ...overTime('CPU, event loops, memory', () =>
          series === null || time === null
            ? null
            : [
                cpuFigure(series, time),
                loopDelayFigure(series, time),
                collectionFigure(series, time),
                memoryFigure(series, time, record),
              ],
        ),
        threadTable(record),
      ],
    },
    {
      id: 'inventory',
      title: 'Inventory',
      nodes: [
        ...overTime('Sales, shelves and alerts while the load ran', () =>
          series === null || time === null
            ? null
            : [
                salesFigure(series, time),
                fillRateFigure(series, time),
                alertFigure(series, time),
                shelfFigure(series, time),
              ],
        ),
        grid(
          stockStoriesFigure(inventory, record),
          days.units,
          days.alerts,
          stockOutsFigure(inventory, record),
          forecastFigure(inventory, record),
          forecastAccuracyFigure(inventory),
        ),
      ],
    },
    {
      id: 'environment',
      title: 'Environment',
      nodes: [environmentNode(data), configurationNode(data), notesNode(data)],
    },
    { id: 'replay', title: 'Run it again', nodes: [replayNode(data)] },
  ];
}

/** Figures side by side where there is room. */
function grid(...figures: readonly HTMLElement[]): HTMLElement {
  return html('div', { class: 'figures' }, ...figures);
}

function overTime(title: string, figures: () => readonly HTMLElement[] | null): HTMLElement[] {
  return [grid(...(figures() ?? [noSeries(title)]))];
}

function noSeries(title: string): HTMLElement {
  const id = `no-${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;
  return missingFigure(
    { id, title },
    'Not a single interval was recorded, so there is nothing to show over time.',
  );
}
