/** The axis of a forest plot: ratios of head to base, logarithmic, with changes as its labels. Pure. */
import type { MetricComparison } from '../../comparison/comparison.ts';
import { changeText } from '../../comparison/words.ts';
import { linearTicks } from '../plot-scales.ts';

export interface ForestAxis {
  /** Ratios. */
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly { readonly ratio: number; readonly text: string }[];
}

type Row = Pick<MetricComparison, 'ratio' | 'interval' | 'noiseThreshold'>;

/** Beyond it an interval is cut, and its end is an arrow: else one wild metric would hide all others. */
const WIDEST = 8;
/** Empty space at both ends, as a share of the axis. */
const MARGIN = 0.06;

/** @param wantedTicks on each side of no change */
export function forestAxis(metrics: readonly Row[], wantedTicks = 3): ForestAxis {
  const logs = metrics.flatMap(({ ratio, interval, noiseThreshold }) => [
    Math.log(1 + noiseThreshold),
    -Math.log(1 + noiseThreshold),
    ...[ratio, interval?.low, interval?.high].flatMap((value) => {
      return value === undefined || value === null || !(value > 0) ? [] : [Math.log(value)];
    }),
  ]);
  const limit = Math.log(WIDEST);
  const low = Math.max(-limit, Math.min(-0.01, ...logs));
  const high = Math.min(limit, Math.max(0.01, ...logs));
  const margin = (high - low) * MARGIN;
  const min = Math.exp(low - margin);
  const max = Math.exp(high + margin);
  const ratios = max > 2.2 || min < 0.45 ? doublings(min, max) : changes(min, max, wantedTicks);
  return { min, max, ticks: ratios };
}

/** Round changes: −10 %, 0 %, +10 %. */
function changes(min: number, max: number, wanted: number): ForestAxis['ticks'] {
  const widest = Math.max(max - 1, 1 - min);
  const steps = linearTicks(widest, wanted).filter((step) => step > 0);
  const ratios = [
    ...steps.map((step) => 1 - step).toReversed(),
    1,
    ...steps.map((step) => 1 + step),
  ];
  return ratios
    .filter((ratio) => ratio >= min && ratio <= max)
    .map((ratio) => ({ ratio, text: ratio === 1 ? 'no change' : tickText(ratio) }));
}

/** Round, so without decimals that say nothing. */
function tickText(ratio: number): string {
  return changeText(ratio).replace('.0 %', ' %');
}

/** Where changes are large: ÷4, ÷2, no change, ×2, ×4. */
function doublings(min: number, max: number): ForestAxis['ticks'] {
  return [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8]
    .filter((ratio) => ratio >= min && ratio <= max)
    .map((ratio) => {
      if (ratio === 1) return { ratio, text: 'no change' };
      return { ratio, text: ratio > 1 ? `×${ratio}` : `÷${1 / ratio}` };
    });
}
