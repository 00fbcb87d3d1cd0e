/** What waits for its turn, and every counter of trouble. */
import type { Counter } from '../../pipeline/observer.ts';
import { inWords } from '../numbers.ts';
import type { PageRecord } from '../page-bounds.ts';
import type { RunSeries } from '../series.ts';
import { missingFigure } from './figure.ts';
import { count } from './format.ts';
import type { RunTime } from './run-time.ts';
import { seriesColour } from './theme.ts';
import { timeFigure } from './time-figure.ts';

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
  { counter: 'records_reprocessed', label: 'records reprocessed' },
  { counter: 'dead_letters', label: 'dead letters' },
  { counter: 'records_foreign', label: 'foreign records' },
  { counter: 'handler_retries', label: 'handler retries' },
  { counter: 'changelog_stale_cuts', label: 'stale cuts' },
];

/** Steps that are drawn on one another would hide each other: every one stands on those before it. */
export function troubleFigure(
  { counters }: RunSeries,
  time: RunTime,
  { pipeline }: PageRecord,
): HTMLElement {
  const size = pipeline.kind === 'own' ? ('half' as const) : ('wide' as const);
  const spec = { id: 'trouble', title: 'Trouble', size };
  const moved = TROUBLE.flatMap(({ counter, label }) => {
    const values = counters[counter];
    return values?.some((value) => (value ?? 0) > 0) === true ? [{ label, values }] : [];
  });
  if (moved.length === 0) {
    const none =
      pipeline.kind === 'own'
        ? 'No trouble: no failed send, no late event, no duplicate, no dead letter.'
        : 'No trouble on the way in: no failed send, no late event.';
    return missingFigure(spec, none);
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
