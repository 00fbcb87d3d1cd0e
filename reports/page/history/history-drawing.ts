/** The drawing of a metric over the runs. */
import type { History, HistoryMetric, LevelShift } from '../../comparison/history.ts';
import { changeText } from '../../comparison/words.ts';
import { svg } from '../dom.ts';
import type { Drawing } from '../figure.ts';
import { line, short, textWidthPx } from '../plot-svg.ts';
import { type RowPlot, rowPlot } from '../row-plot.ts';
import { pointNode } from './history-points.ts';
import { groupLetter } from './words.ts';

const HEIGHT_PX = 240;
/** Of a date. */
const TICK_PX = 76;

export function historyDrawing({ runs }: History, metric: HistoryMetric): Drawing {
  const { values, levels, shifts } = metric;
  let drawn: RowPlot | null = null;
  /** Nothing where the run has no value. */
  const pointsAt = (row: number, places: RowPlot, size: number): SVGElement[] => {
    const run = runs[row];
    const value = values[row] ?? null;
    if (run === undefined || value === null) return [];
    const at = { x: places.x.place(row), y: places.y.place(value) };
    return [pointNode(run, at, places.frame.theme, size)];
  };
  return {
    draw(host, frame) {
      const places = rowPlot(
        {
          rows: runs.length,
          tickText: (row) => runs[row]?.startedAt.slice(0, 10) ?? '',
          tickPx: TICK_PX,
          values: [
            ...values.filter((value) => value !== null),
            ...levels.map(({ value }) => value),
          ],
          heightPx: HEIGHT_PX,
        },
        frame,
      );
      drawn = places;
      const { plot } = places;
      plot.marks.append(...groupBands(runs, places), ...levelLines(metric, places));
      for (const row of runs.keys()) plot.marks.append(...pointsAt(row, places, 1));
      plot.marks.append(...shiftMarks(shifts, places));
      host.replaceChildren(plot.node);
    },
    showCursor(row) {
      if (drawn === null) return;
      const { plot, x, box, frame } = drawn;
      plot.overlay.replaceChildren();
      if (row === null) return;
      const rule = line(x.place(row), box.top, x.place(row), box.bottom);
      rule.setAttribute('stroke', frame.theme.colour('muted'));
      plot.overlay.append(rule, ...pointsAt(row, drawn, 1.4));
    },
  };
}

/** Behind runs of other groups than the newest run's: shaded, with the group's letter. */
function groupBands(runs: History['runs'], { x, box, frame }: RowPlot): SVGElement[] {
  const nodes: SVGElement[] = [];
  for (let from = 0; from < runs.length; ) {
    const group = runs[from]?.group ?? 0;
    let to = from + 1;
    while (to < runs.length && runs[to]?.group === group) to += 1;
    if (group !== 0) {
      const left = Math.max(box.left, x.place(from - 0.5));
      const right = Math.min(box.right, x.place(to - 0.5));
      nodes.push(
        svg('rect', {
          x: short(left),
          y: box.top,
          width: short(right - left),
          height: box.bottom - box.top,
          fill: frame.theme.colour('faint', 0.16),
        }),
      );
      if (right - left > 12) {
        nodes.push(
          svg(
            'text',
            {
              x: short(left + 4),
              y: box.bottom - 5,
              'font-size': 10.5,
              fill: frame.theme.colour('muted'),
            },
            right - left > 60 ? `group ${groupLetter(group)}` : groupLetter(group),
          ),
        );
      }
    }
    from = to;
  }
  return nodes;
}

/** Half a place further on both sides, so that the level of a single run is a line too. */
function levelLines({ levels }: HistoryMetric, { x, y, frame }: RowPlot): SVGElement[] {
  return levels.map(({ group, fromRun, toRun, value }) => {
    const rule = line(x.place(fromRun - 0.4), y.place(value), x.place(toRun + 0.4), y.place(value));
    rule.setAttribute('stroke', frame.theme.colour(group === 0 ? 'text' : 'muted'));
    rule.setAttribute('stroke-width', group === 0 ? '2' : '1.2');
    return rule;
  });
}

/** A line before the first run at the new level, with the change where there is room. */
function shiftMarks(shifts: readonly LevelShift[], { x, box, frame }: RowPlot): SVGElement[] {
  let freeFrom = box.left;
  return shifts.map(({ atRun, ratio, verdict }) => {
    const colour = frame.theme.colour(verdict === 'worse' ? 'bad' : 'good');
    const at = x.place(atRun - 0.5);
    const rule = line(at, box.top, at, box.bottom);
    rule.setAttribute('stroke', colour);
    rule.setAttribute('stroke-dasharray', '4 3');
    const sign = svg('path', {
      d: `M${short(at - 4.5)} ${box.top - 3}h9l-4.5 7z`,
      fill: colour,
    });
    const text = changeText(ratio);
    const widthPx = textWidthPx(text) + 12;
    const from = at + widthPx <= box.right ? at + 6 : at - widthPx + 2;
    if (from < freeFrom) return svg('g', {}, rule, sign);
    freeFrom = from + widthPx;
    const words = svg(
      'text',
      {
        x: short(from),
        y: box.top + 10,
        'font-size': 11.5,
        'font-weight': 600,
        fill: colour,
        'paint-order': 'stroke',
        stroke: frame.theme.colour('surface'),
        'stroke-width': 3,
      },
      text,
    );
    return svg('g', {}, rule, sign, words);
  });
}
