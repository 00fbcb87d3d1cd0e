/** What the colours of a heat map stand for. */
import { whole } from '../numbers.ts';
import { html, svg } from './dom.ts';
import type { Frame } from './figure.ts';
import { cellEdgesPx, heatOf } from './heat-cells.ts';
import { RAMP_STEPS } from './heat-ramp.ts';
import { short, textWidthPx } from './plot-svg.ts';

const KEY_PX = { bar: 10, height: 30, side: 12 } as const;
/** Words and margins beside the ramp. */
const KEY_WORDS_PX = 160;

/** What the colours stand for, in events per cell. */
export function heatKey(
  maxCount: number,
  { theme, widthPx }: Frame,
  ramp: readonly string[],
): HTMLElement {
  const rampPx = Math.max(80, Math.min(180, widthPx - KEY_WORDS_PX));
  const node = svg('svg', {
    width: KEY_PX.side + rampPx + Math.max(KEY_PX.side, textWidthPx(whole(maxCount)) / 2 + 2),
    height: KEY_PX.height,
    'aria-hidden': 'true',
    class: 'svg-plot',
  });
  const edges = cellEdgesPx(RAMP_STEPS, KEY_PX.side, KEY_PX.side + rampPx);
  for (const [step, colour] of ramp.entries()) {
    const from = edges[step] as number;
    const width = (edges[step + 1] as number) - from;
    node.append(svg('rect', { x: from, y: 0, width, height: KEY_PX.bar, fill: colour }));
  }
  for (const count of keyCounts(maxCount, rampPx)) {
    const at = KEY_PX.side + heatOf(count, maxCount) * rampPx;
    node.append(
      svg(
        'text',
        {
          x: short(at),
          y: KEY_PX.height - 6,
          'text-anchor': 'middle',
          'font-size': 11,
          fill: theme.colour('muted'),
        },
        whole(count),
      ),
    );
  }
  return html('div', { class: 'heat-key' }, html('span', {}, 'events per cell'), node);
}

/** Powers of ten and the most, which pushes away a power whose words it would touch. */
function keyCounts(maxCount: number, rampPx: number): readonly number[] {
  if (maxCount <= 1) return [1];
  const counts = [1];
  for (let power = 10; power < maxCount; power *= 10) counts.push(power);
  const widthPx = textWidthPx(whole(maxCount));
  const room = counts.filter((count) => {
    const gapPx = (1 - heatOf(count, maxCount)) * rampPx;
    return gapPx > (textWidthPx(whole(count)) + widthPx) / 2 + 6;
  });
  return [...room, maxCount];
}
