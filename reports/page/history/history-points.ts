/** The sign of a run in a history. */
import type { HistoryRun } from '../../comparison/history.ts';
import { svg } from '../dom.ts';
import { short } from '../plot-svg.ts';
import type { Theme } from '../theme.ts';
import { POINT_STYLES, pointStyle } from './point-styles.ts';

const RADIUS_PX = 4;

export function pointNode(
  run: HistoryRun,
  { x, y }: { readonly x: number; readonly y: number },
  theme: Theme,
  size: number,
): SVGElement {
  const { colour, mark } = POINT_STYLES[pointStyle(run)];
  const ink = theme.colour(colour);
  const ground = theme.colour('surface');
  const r = RADIUS_PX * size;
  const [left, right, top, bottom] = [x - r, x + r, y - r, y + r].map(short);
  switch (mark) {
    case 'dot':
      return svg('circle', { cx: short(x), cy: short(y), r, fill: ink, stroke: ground });
    case 'ring':
      return svg('circle', {
        cx: short(x),
        cy: short(y),
        r: 0.85 * r,
        fill: ground,
        stroke: ink,
        'stroke-width': 1.8,
      });
    case 'diamond':
      return svg('path', {
        d: `M${short(x)} ${top}L${right} ${short(y)}L${short(x)} ${bottom}L${left} ${short(y)}Z`,
        fill: ink,
        stroke: ground,
      });
    case 'cross':
      return svg('path', {
        d: `M${left} ${top}L${right} ${bottom}M${right} ${top}L${left} ${bottom}`,
        stroke: ink,
        'stroke-width': 2,
        'stroke-linecap': 'round',
      });
  }
}
