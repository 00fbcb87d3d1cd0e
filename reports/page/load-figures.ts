/** The load: what was to be sent, what was, and what became of it, over time. */
import { appliedIsKnown } from '../known-end.ts';
import { inWords, percent } from '../numbers.ts';
import type { PageRecord } from '../page-bounds.ts';
import type { Column, RunSeries } from '../series.ts';
import { missingFigure } from './figure.ts';
import { count, share } from './format.ts';
import { type RunTime, timeText } from './run-time.ts';
import { seriesColour } from './theme.ts';
import { type NamedLine, timeFigure } from './time-figure.ts';

export function rateFigure(
  { rates }: RunSeries,
  time: RunTime,
  { lateness, pipeline }: PageRecord,
): HTMLElement {
  const { plannedPerSecond, acknowledgedPerSecond, appliedPerSecond, duePerSecond, sentPerSecond } =
    rates;
  const done: NamedLine = {
    label: pipeline.kind === 'own' ? 'applied' : 'result received',
    colour: 'series-2',
    values: appliedPerSecond,
    mark: 'line',
    widthPx: 2,
  };
  const unsent = shortfallEvents(plannedPerSecond, acknowledgedPerSecond, time.intervalMs);
  return timeFigure({
    id: 'rates',
    title: 'Target and achieved rate',
    howToRead:
      'The dashed line is the plan; where the acknowledged rate stays below it, the shortfall is shaded red.',
    time,
    heightPx: 300,
    views: [
      {
        name: '',
        unit: 'events/s',
        format: count,
        shortfall: [0, 1],
        lines: [
          { label: 'planned', colour: 'text', values: plannedPerSecond, mark: 'dash' },
          {
            label: 'acknowledged',
            colour: 'series-1',
            values: acknowledgedPerSecond,
            mark: 'area',
            widthPx: 2,
          },
          ...(appliedIsKnown(pipeline) ? [done] : []),
        ],
        columns: [
          { label: 'queued by the generators', values: duePerSecond },
          { label: 'sent', values: sentPerSecond },
        ],
        notes: [...unsent, ...latenessNotes(lateness)],
      },
    ],
  });
}

/** Events queued later than they should, and by whose doing: what decides whether a run is saturated. */
function latenessNotes({ generator, window, worst }: PageRecord['lateness']): string[] {
  const notes: string[] = [];
  if (window > 0) {
    notes.push(
      `${inWords(window, 'event')} waited because the window of unacknowledged ones was full.`,
    );
  }
  if (generator > 0) {
    notes.push(`${inWords(generator, 'event')} came late by the generator’s own doing.`);
  }
  if (worst !== null) {
    const { fromMs, toMs, events, cause } = worst;
    const when = `from ${timeText(fromMs)} to ${timeText(toMs)}`;
    notes.push(`Most of them ${when}: ${inWords(events, 'event')}; ${cause}.`);
  }
  return notes;
}

/** In how much of the plan the acknowledgements came later than they should, at least for an interval. */
function shortfallEvents(planned: Column, got: Column, intervalMs: number): string[] {
  let missing = 0;
  let all = 0;
  for (const [row, goal] of planned.entries()) {
    const reached = got[row] ?? null;
    if (goal === null || reached === null) continue;
    all += (goal * intervalMs) / 1000;
    missing += (Math.max(0, goal - reached) * intervalMs) / 1000;
  }
  if (all === 0) return ['The plan is not known, so there is nothing to compare the rate with.'];
  const part = missing / all;
  if (part < 0.001) return [];
  return [
    `The shaded parts are ${inWords(Math.round(missing), 'event')}, ${percent(part)} of the plan: ` +
      'they came later than planned, or never.',
  ];
}

export function topicFigure(
  { appliedByTopicPerSecond }: RunSeries,
  time: RunTime,
  { pipeline }: PageRecord,
): HTMLElement {
  const topics = Object.entries(appliedByTopicPerSecond);
  const spec = { id: 'events-by-type', title: 'Events by type', size: 'half' as const };
  if (topics.length === 0) {
    return missingFigure(spec, 'No event was applied, so there are no types to tell apart.');
  }
  return timeFigure({
    ...spec,
    howToRead:
      `${pipeline.kind === 'own' ? 'Applied events' : 'Events with a result'} of each topic, one upon the other: ` +
      'the upper edge is all of them.',
    time,
    views: [
      {
        name: '',
        unit: 'events/s',
        format: count,
        stacked: true,
        lines: topics.map(([topic, values], index) => ({
          label: topic,
          colour: seriesColour(index),
          values,
          mark: 'area',
        })),
      },
    ],
  });
}

export function availabilityFigure(
  { availability }: RunSeries,
  time: RunTime,
  { availability: total, pipeline }: PageRecord,
): HTMLElement {
  const { dueEvents, onTimeEvents } = availability;
  const spec = { id: 'availability', title: 'Availability', size: 'half' as const };
  const shares = dueEvents.map((due, row) => {
    const onTime = onTimeEvents[row] ?? null;
    return due === null || due === 0 || onTime === null ? null : onTime / due;
  });
  if (total === null || shares.every((value) => value === null)) {
    return missingFigure(
      spec,
      'No availability: nothing was due, or nobody saw what became of it.',
    );
  }
  return timeFigure({
    ...spec,
    howToRead:
      `Share of the events due in each interval that ${pipeline.kind === 'own' ? 'were dealt with' : 'had their result'} ` +
      'within a second; a window counts as available when all did.',
    time,
    views: [
      {
        name: '',
        format: share,
        max: 1,
        lines: [{ label: 'on time', colour: 'series-3', values: shares, mark: 'area' }],
        notes: [
          `${inWords(total.available, 'window')} of ${total.windows.toLocaleString('en-US')} were available: ${percent(total.share)}.`,
        ],
      },
    ],
  });
}
