/** The lines of a run's spectrum, and the limits they must stay below. */
import type { Stage } from '../../pipeline/observer.ts';
import type { LatencySpectrum, StageSpectrum } from '../spectrum.ts';
import type { Drawing } from './figure.ts';
import { percentileDrawing } from './percentile-plot.ts';
import type { SpectrumLimit } from './spectrum-limits.ts';
import { type Colour, seriesColour } from './theme.ts';

export function spectrumDrawing(
  { percentiles, stages }: LatencySpectrum,
  limits: readonly SpectrumLimit[],
): Drawing {
  // The line people ask about comes last, above the others.
  const order = stages.toSorted((a, b) => Number(isMain(a)) - Number(isMain(b)));
  const lines = order.map((found) => ({
    colour: spectrumColour(found.stage, stages),
    valuesUs: found.valuesUs,
    isEmphasised: isMain(found),
  }));
  return percentileDrawing(() => ({ percentiles, lines, limits }));
}

/** Eight colours can be told apart; the stage after them is pale. */
export function spectrumColour(stage: Stage, stages: readonly StageSpectrum[]): Colour {
  if (stage === 'end_to_end') return 'text';
  const others = stages.filter((found) => !isMain(found));
  const index = others.findIndex((found) => found.stage === stage);
  return index < 8 ? seriesColour(index) : 'faint';
}

function isMain({ stage }: StageSpectrum): boolean {
  return stage === 'end_to_end';
}
