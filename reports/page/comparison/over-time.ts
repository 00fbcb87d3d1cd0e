/** Both sides over the time of the run: the median of the runs of a side, and between which values they lay. */
import type { Band, ComparedSeries, Comparison } from '../../comparison/comparison.ts';
import { usableRuns } from '../../comparison/words.ts';
import { inWords, milliseconds } from '../../numbers.ts';
import type { Column } from '../../series.ts';
import { createCursor } from '../cursor.ts';
import { missingFigure } from '../figure.ts';
import { count } from '../format.ts';
import { latencyTickText } from '../plot-latency.ts';
import type { RunTime } from '../run-time.ts';
import { type TimeView, timeFigure } from '../time-figure.ts';
import { BASE_COLOUR, HEAD_COLOUR } from './side-colours.ts';

interface Shown {
  readonly key: 'throughputPerSecond' | 'endToEndP50Us' | 'endToEndP99Us' | 'cpuCores';
  readonly id: string;
  readonly title: string;
  readonly howToRead: string;
  readonly view: Pick<TimeView, 'format' | 'axisFormat' | 'unit' | 'scale'>;
}

/** Of milliseconds. */
const LATENCY = {
  format: (ms: number) => milliseconds(ms * 1000),
  axisFormat: (ms: number) => latencyTickText(ms * 1000),
  unit: 'ms',
  scale: 'log',
} as const;

const SHOWN: readonly Shown[] = [
  {
    key: 'throughputPerSecond',
    id: 'throughput',
    title: 'Throughput',
    howToRead: 'Events applied per second; under a fixed schedule much the same.',
    view: { format: count, unit: 'events/s' },
  },
  {
    key: 'cpuCores',
    id: 'cpu-cores',
    title: 'CPU',
    howToRead: 'Cores in use by the whole process, the load generators included.',
    view: { format: count, unit: 'cores' },
  },
  {
    key: 'endToEndP50Us',
    id: 'end-to-end-p50',
    title: 'End to end, p50',
    howToRead: 'From the instant an event was due until it was applied; logarithmic.',
    view: LATENCY,
  },
  {
    key: 'endToEndP99Us',
    id: 'end-to-end-p99',
    title: 'End to end, p99',
    howToRead: 'What one event in a hundred waited or longer; logarithmic.',
    view: LATENCY,
  },
];

export function overTimeFigures({ figures, design }: Comparison): readonly HTMLElement[] {
  const { series } = figures;
  if (series === null || series.intervals === 0) {
    const why = 'Not a single interval was recorded that both sides have.';
    return [missingFigure({ id: 'throughput', title: 'Both sides over time' }, why)];
  }
  const time = timeOf(series);
  return SHOWN.map((shown) => figureOf(shown, series, time, design !== 'single'));
}

/** Nothing is marked in it: what happened in one run did not in another. */
function timeOf({ intervalMs, intervals }: ComparedSeries): RunTime {
  return {
    intervalMs,
    intervals,
    endMs: intervalMs * intervals,
    phases: [],
    warmUpMs: 0,
    marks: [],
    cursor: createCursor(),
  };
}

function figureOf(
  { key, id, title, howToRead, view }: Shown,
  series: ComparedSeries,
  time: RunTime,
  hasBands: boolean,
): HTMLElement {
  const perUnit = view.unit === 'ms' ? 1000 : 1;
  const base = scaled(series[key].base, perUnit);
  const head = scaled(series[key].head, perUnit);
  if (!hasValues(base) && !hasValues(head)) {
    return missingFigure({ id, title, size: 'half' }, 'Neither side has measured it.');
  }
  const missing = [base, head].flatMap((band, at) => {
    return hasValues(band) ? [] : [`${at === 0 ? 'Base' : 'Head'} has not measured it.`];
  });
  return timeFigure({
    id,
    title,
    howToRead,
    size: 'half',
    time,
    views: [
      {
        name: '',
        ...view,
        lines: [
          { label: 'base', colour: BASE_COLOUR, values: base.median, mark: 'line' },
          { label: 'head', colour: HEAD_COLOUR, values: head.median, mark: 'line' },
        ],
        ...(hasBands
          ? {
              bands: [
                { colour: BASE_COLOUR, low: base.low, high: base.high },
                { colour: HEAD_COLOUR, low: head.low, high: head.high },
              ],
              columns: [
                { label: 'base, lowest', values: base.low },
                { label: 'base, highest', values: base.high },
                { label: 'head, lowest', values: head.low },
                { label: 'head, highest', values: head.high },
              ],
            }
          : {}),
        notes: missing,
      },
    ],
  });
}

function scaled({ median, low, high }: Band, perUnit: number): Band {
  const each = (column: Column) => column.map((value) => (value === null ? null : value / perUnit));
  return { median: each(median), low: each(low), high: each(high) };
}

function hasValues({ median }: Band): boolean {
  return median.some((value) => value !== null);
}

/** What lines and bands are, for the section; null where there are none. */
export function overTimeNote({ base, head, design, figures }: Comparison): string | null {
  if (design === 'single' || figures.series === null) return null;
  const runs = inWords(Math.max(usableRuns(base), usableRuns(head)), 'run');
  return `A line is the median of up to ${runs} of its side, the band reaches from the lowest to the highest of them.`;
}
