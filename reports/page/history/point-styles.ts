/** How a run of a history is drawn: by sign as well as by colour. */
import type { HistoryRun } from '../../comparison/history.ts';
import type { Colour } from '../theme.ts';

export type PointStyle = 'passed' | 'thresholds' | 'other group' | 'no evidence';

export const POINT_STYLES: Readonly<
  Record<
    PointStyle,
    {
      readonly label: string;
      readonly colour: Colour;
      readonly mark: 'dot' | 'diamond' | 'ring' | 'cross';
    }
  >
> = {
  passed: { label: 'passed', colour: 'series-1', mark: 'dot' },
  thresholds: { label: 'thresholds crossed', colour: 'series-2', mark: 'diamond' },
  'other group': { label: 'of another group', colour: 'muted', mark: 'ring' },
  'no evidence': { label: 'no evidence', colour: 'bad', mark: 'cross' },
};

export function pointStyle({ leftOut, group, verdict }: HistoryRun): PointStyle {
  if (leftOut !== null) return 'no evidence';
  if (group !== 0) return 'other group';
  return verdict === 'thresholds' ? 'thresholds' : 'passed';
}
