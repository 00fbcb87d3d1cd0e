/** A metric over the runs in one line of text. */
import type { HistoryMetric, HistoryRun } from './history.ts';

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** A run of another group, or one that is no evidence. */
const APART = '·';

/**
 * A character a run, oldest first: heights from the lowest to the highest of the newest run's group, and never less far apart
 * than twice the noise threshold, so that noise looks like noise.
 * @param most characters; of more runs the newest
 */
export function sparkLine(
  { values, noiseThreshold }: Pick<HistoryMetric, 'values' | 'noiseThreshold'>,
  runs: readonly Pick<HistoryRun, 'group' | 'leftOut'>[],
  most: number,
): string {
  const shown = runs.map(({ group, leftOut }, at) => {
    return group === 0 && leftOut === null ? (values[at] ?? null) : null;
  });
  const known = shown.flatMap((value) => value ?? []);
  const low = Math.min(...known);
  const span = Math.max(Math.max(...known) - low, low * noiseThreshold * 2);
  const characters = shown.map((value, at) => {
    if (value === null) return (values[at] ?? null) === null ? ' ' : APART;
    const height = span > 0 ? Math.round(((value - low) / span) * (BARS.length - 1)) : 0;
    return BARS[height] ?? '';
  });
  return characters.slice(-most).join('');
}
