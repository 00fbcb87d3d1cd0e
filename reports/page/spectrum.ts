/** Latency against percentile on an axis of "nines", a line for every stage. */
import { milliseconds } from '../numbers.ts';
import type { LatencySpectrum, StageSpectrum } from '../spectrum.ts';
import type { ThresholdResult } from '../thresholds.ts';
import type { DataTable } from './data-table.ts';
import { createFigure, missingFigure } from './figure.ts';
import { spectrumColour, spectrumDrawing } from './spectrum-drawing.ts';
import { spectrumLimits } from './spectrum-limits.ts';

const ID = 'latency-spectrum';
const TITLE = 'Latency by percentile';

/** @param thresholds all of the run; those on a percentile of a stage shown are drawn as markers */
export function spectrumFigure(
  spectrum: LatencySpectrum,
  thresholds: readonly ThresholdResult[],
): HTMLElement {
  const { stages, unreadable } = spectrum;
  if (stages.length === 0) {
    const why =
      unreadable.length > 0
        ? `The histograms of this record cannot be read (${unreadable.join(', ')}).`
        : 'No latency was measured, or the record has no histograms.';
    return missingFigure({ id: ID, title: TITLE }, why);
  }
  const limits = spectrumLimits(thresholds).filter(({ stage }) =>
    stages.some((candidate) => candidate.stage === stage),
  );
  const hidden = unreadable.map((stage) => `The histograms of ${stage} cannot be read.`);
  return createFigure({
    id: ID,
    title: TITLE,
    howToRead:
      'Each step to the right is one more nine: a line that rises late keeps its promise for all but a few events; ' +
      'it ends where a single event would decide.',
    legend: stages.map(({ stage }, at) => ({
      label: stage,
      colour: spectrumColour(stage, stages),
      mark: 'line',
      column: at + 1,
    })),
    table: spectrumTable(spectrum),
    drawing: spectrumDrawing(spectrum, limits),
    notes: [...hidden, ...sampleNote(stages)],
  }).node;
}

/** Milliseconds by percentile and stage; the last row has the exact maximum. */
function spectrumTable({ percentiles, stages }: LatencySpectrum): DataTable {
  return {
    caption: 'Latency by percentile and stage, measured phase, all topics together',
    columns: [
      { label: 'percentile' },
      ...stages.map(({ stage }) => ({ label: stage, unit: 'ms', format: inMilliseconds })),
    ],
    rows: percentiles.length + 1,
    cell(row, column) {
      if (column === 0) {
        const percentile = percentiles[row];
        return percentile === undefined ? 'max' : `p${percentile}`;
      }
      const found = stages[column - 1];
      if (found === undefined) return null;
      const us = row === percentiles.length ? found.maxUs : found.valuesUs[row];
      return us === undefined ? null : us / 1000;
    },
  };
}

function sampleNote(stages: readonly StageSpectrum[]): readonly string[] {
  const fewest = Math.min(...stages.map(({ count }) => count));
  if (fewest >= 1000) return [];
  const few = stages.filter(({ count }) => count < 1000).map(({ stage }) => stage);
  return [`Fewer than 1,000 samples, so no p99.9: ${few.join(', ')}.`];
}

function inMilliseconds(ms: number): string {
  return milliseconds(ms * 1000);
}
