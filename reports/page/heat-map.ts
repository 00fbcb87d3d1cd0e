/** How many events took how long, over the time of the run: two humps are seen that no percentile shows. */
import { inWords, whole } from '../numbers.ts';
import type { HeatMap } from '../series.ts';
import type { DataTable } from './data-table.ts';
import { createFigure, missingFigure } from './figure.ts';
import { bandText, fullestBand, type HeatCells, heatCells } from './heat-cells.ts';
import { heatDrawing } from './heat-drawing.ts';
import { markLegend } from './mark-styles.ts';
import { type RunTime, timeText } from './run-time.ts';

const ID = 'latency-heat-map';
const TITLE = 'Every event by its latency';

/** @param time the axis that all figures of the load share; null when nothing was recorded over time */
export function heatMapFigure(heatMap: HeatMap | null, time: RunTime | null): HTMLElement {
  const all = heatMap === null ? null : heatCells(heatMap, heatMap.counts.length);
  if (heatMap === null || time === null || all === null) {
    const why = 'No event is known to have come to its end, so no latency was recorded over time.';
    return missingFigure({ id: ID, title: TITLE }, why);
  }
  return createFigure({
    id: ID,
    title: TITLE,
    howToRead:
      'Each column is a moment, each row a band of end-to-end latency, and the stronger the colour the more events took ' +
      'that long: a second hump above the first is a group of events that fared worse.',
    legend: [
      { label: 'events', colour: 'ramp-4', mark: 'area', column: 1 },
      { label: 'most of them within', colour: 'muted', mark: 'dash', column: 2 },
      ...markLegend(time.marks),
    ],
    table: heatTable(heatMap, all, time),
    drawing: heatDrawing(heatMap, time),
    cursor: time.cursor,
    announce: (row) => spoken(heatMap, time, row),
  }).node;
}

/** One column per band that is shown. */
function heatTable(heatMap: HeatMap, { firstBand, rows }: HeatCells, time: RunTime): DataTable {
  const { counts, edgesUs } = heatMap;
  const bands = Array.from({ length: rows }, (_, at) => firstBand + at);
  return {
    caption: 'Events by end-to-end latency over time',
    columns: [
      { label: 'time' },
      { label: 'events', format: whole },
      { label: 'most within' },
      ...bands.map((band) => ({ label: bandText(edgesUs, band), format: whole })),
    ],
    rows: Math.min(counts.length, time.intervals),
    cell(row, column) {
      const found = counts[row];
      if (found === undefined) return null;
      if (column === 0) return timeText(row * time.intervalMs);
      if (column === 1) return total(found);
      if (column === 2) {
        const fullest = fullestBand(found);
        return fullest === null ? null : bandText(edgesUs, fullest);
      }
      return found[firstBand + column - 3] ?? null;
    },
  };
}

function spoken({ counts, edgesUs }: HeatMap, { intervalMs }: RunTime, row: number): string {
  const found = counts[row] ?? [];
  const fullest = fullestBand(found);
  const at = timeText(row * intervalMs);
  if (fullest === null) return `${at}: no event`;
  return `${at}: ${inWords(total(found), 'event')}, most within ${bandText(edgesUs, fullest)}`;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
