/** Consumer lag and what waits for its turn, and every counter of trouble. */
import type { Counter } from '../../pipeline/observer.ts';
import { inWords, whole } from '../numbers.ts';
import type { PageRecord } from '../page-bounds.ts';
import type { Column, PartitionLag, RunSeries } from '../series.ts';
import { missingFigure } from './figure.ts';
import { count } from './format.ts';
import { type RunTime, timeText } from './run-time.ts';
import { seriesColour } from './theme.ts';
import { type NamedLine, type TimeView, timeFigure } from './time-figure.ts';

export function lagFigure({ lag }: RunSeries, time: RunTime, record: PageRecord): HTMLElement {
  if (record.lag === null && lag.length === 0) return noLag();
  if (lag.length === 0) {
    return missingFigure(LAG, 'No consumer lag over time: it was not recorded by interval.');
  }
  const topics = [...new Set(lag.map(({ topic }) => topic))];
  const partitions = [...new Set(lag.map(({ partition }) => partition))].toSorted((a, b) => a - b);
  const notes = lagNotes(record.lag);
  const view = (name: string, lines: readonly NamedLine[]): TimeView => ({
    name,
    unit: 'records',
    format: count,
    stacked: true,
    lines,
    notes,
  });
  return timeFigure({
    ...LAG,
    howToRead:
      'Records that are in the log and not yet committed by the consumers, one upon the other: the upper edge is all of them.',
    time,
    heightPx: 280,
    choiceLabel: 'Split by',
    views: [
      view(
        'partition',
        partitions.map((partition, index) => ({
          label: partition < 0 ? 'others' : `partition ${partition}`,
          colour: seriesColour(index),
          values: sumOf(lag.filter((row) => row.partition === partition)),
          mark: 'area',
        })),
      ),
      view(
        'topic',
        topics.map((topic, index) => ({
          label: topic,
          colour: seriesColour(index),
          values: sumOf(lag.filter((row) => row.topic === topic)),
          mark: 'area',
        })),
      ),
      view(
        'topic and partition',
        lag.map(({ topic, partition, records }) => ({
          label: partition < 0 ? topic : `${topic}-${partition}`,
          colour: seriesColour(topics.indexOf(topic)),
          values: records,
          mark: 'area',
        })),
      ),
    ],
  });
}

const LAG = { id: 'lag', title: 'Consumer lag' };

export function noLag(): HTMLElement {
  return missingFigure(LAG, 'No consumer lag: the broker could not be asked.');
}

function lagNotes(lag: PageRecord['lag']): string[] {
  if (lag === null) return ['No totals of the lag: the broker could not be asked at the end.'];
  const { maxRecords, maxAtMs, endRecords } = lag;
  const end =
    endRecords === 0 ? 'none was left at the end' : `${whole(endRecords)} were left at the end`;
  return [`At most ${inWords(maxRecords, 'record')}, at ${timeText(maxAtMs)}; ${end}.`];
}

export function waitingFigure(
  { waitingEvents }: RunSeries,
  time: RunTime,
  { waitingMaxEvents }: PageRecord,
): HTMLElement {
  const spec = { id: 'waiting', title: 'Waiting for order', size: 'half' as const };
  if (waitingMaxEvents === null || waitingEvents.every((value) => value === null)) {
    return missingFigure(
      spec,
      'Not known how many events waited: the consumers did not report it.',
    );
  }
  if (waitingMaxEvents === 0 && waitingEvents.every((value) => (value ?? 0) === 0)) {
    return missingFigure(spec, 'No event had to wait for an earlier one of its product.');
  }
  return timeFigure({
    ...spec,
    howToRead:
      'Events that have arrived before an earlier one of the same product, and wait in the sequencers for it.',
    time,
    views: [
      {
        name: '',
        unit: 'events',
        format: count,
        lines: [{ label: 'waiting', colour: 'series-4', values: waitingEvents, mark: 'area' }],
        notes: [`At most ${inWords(waitingMaxEvents, 'event')} waited.`],
      },
    ],
  });
}

const TROUBLE: readonly { readonly counter: Counter; readonly label: string }[] = [
  { counter: 'send_failures', label: 'failed sends' },
  { counter: 'late_generator', label: 'late: generator' },
  { counter: 'late_window', label: 'late: window full' },
  { counter: 'records_duplicate', label: 'duplicates dropped' },
  { counter: 'records_reread', label: 'records read again' },
  { counter: 'dead_letters', label: 'dead letters' },
  { counter: 'records_foreign', label: 'foreign records' },
  { counter: 'handler_retries', label: 'handler retries' },
];

/** Steps that are drawn on one another would hide each other: every one stands on those before it. */
export function troubleFigure({ counters }: RunSeries, time: RunTime): HTMLElement {
  const spec = { id: 'trouble', title: 'Trouble', size: 'half' as const };
  const moved = TROUBLE.flatMap(({ counter, label }) => {
    const values = counters[counter];
    return values?.some((value) => (value ?? 0) > 0) === true ? [{ label, values }] : [];
  });
  if (moved.length === 0) {
    return missingFigure(
      spec,
      'No trouble: no failed send, no late event, no duplicate, no dead letter.',
    );
  }
  return timeFigure({
    ...spec,
    howToRead:
      'What went wrong in each interval, one upon the other; a counter that never moved is not here.',
    time,
    views: [
      {
        name: '',
        format: count,
        stacked: true,
        lines: moved.map(({ label, values }, index) => ({
          label,
          colour: seriesColour(index + 1),
          values,
          mark: 'area',
        })),
      },
    ],
  });
}

/** null where every row is. */
function sumOf(rows: readonly PartitionLag[]): Column {
  return (rows[0]?.records ?? []).map((_, at) => {
    let sum: number | null = null;
    for (const { records } of rows) {
      const value = records[at] ?? null;
      if (value !== null) sum = (sum ?? 0) + value;
    }
    return sum;
  });
}
