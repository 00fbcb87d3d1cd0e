/** The charts of the dashboard: load, latency, lag and stock over the last ten minutes. */
import { perSecond, whole } from '../../numbers.ts';
import { createCursor } from '../cursor.ts';
import { html } from '../dom.ts';
import { count } from '../format.ts';
import { latencyText, latencyTickText } from '../plot-latency.ts';
import { type LiveFigure, liveFigure } from './live-figure.ts';
import type { LiveHistory } from './live-history.ts';

export interface DashboardCharts {
  readonly node: HTMLElement;
  refresh(): void;
}

export function dashboardCharts(history: LiveHistory): DashboardCharts {
  const shared = { history, cursor: createCursor() };
  const figures: readonly LiveFigure[] = [
    liveFigure({
      ...shared,
      id: 'live-rate',
      title: 'Events',
      howToRead: 'Where a line falls below what was due, events are late.',
      views: [
        {
          name: '',
          unit: 'events/s',
          format: perSecond,
          axisFormat: count,
          lines: [
            line('due', 'muted', 'dash', 'duePerSecond'),
            line('acknowledged', 'series-2', 'line', 'acknowledgedPerSecond'),
            line('applied', 'series-1', 'line', 'appliedPerSecond'),
          ],
        },
      ],
    }),
    liveFigure({
      ...shared,
      id: 'live-latency',
      title: 'End-to-end latency',
      howToRead: 'From the instant an event was due until it was applied.',
      views: [
        {
          name: '',
          scale: 'log',
          format: latencyText,
          axisFormat: latencyTickText,
          lines: [
            line('p50', 'ramp-2', 'line', 'endToEndP50Us'),
            line('p99', 'ramp-4', 'line', 'endToEndP99Us'),
          ],
        },
      ],
    }),
    liveFigure({
      ...shared,
      id: 'live-lag',
      title: 'Lag',
      howToRead: 'Records not read yet, and events that wait for an earlier one.',
      views: [
        {
          name: '',
          format: whole,
          axisFormat: count,
          lines: [
            line('lag', 'series-3', 'area', 'lagRecords'),
            line('waiting', 'series-4', 'line', 'waitingEvents'),
          ],
        },
      ],
    }),
    liveFigure({
      ...shared,
      id: 'live-stock',
      title: 'Stock',
      howToRead: 'Of all products; lost is what was asked for and not there.',
      choiceLabel: 'Units',
      views: [
        {
          name: 'on hand',
          unit: 'units',
          format: whole,
          axisFormat: count,
          lines: [line('on hand', 'series-5', 'area', 'onHandUnits')],
        },
        {
          name: 'lost so far',
          unit: 'units',
          format: whole,
          axisFormat: count,
          lines: [line('lost so far', 'series-6', 'area', 'lostUnits')],
        },
      ],
    }),
  ];
  return {
    node: html('div', { class: 'figures' }, ...figures.map(({ node }) => node)),
    refresh() {
      for (const figure of figures) figure.refresh();
    },
  };
}

type PointValue =
  | 'duePerSecond'
  | 'acknowledgedPerSecond'
  | 'appliedPerSecond'
  | 'endToEndP50Us'
  | 'endToEndP99Us'
  | 'lagRecords'
  | 'waitingEvents'
  | 'onHandUnits'
  | 'lostUnits';

function line(
  label: string,
  colour: 'muted' | 'ramp-2' | 'ramp-4' | `series-${1 | 2 | 3 | 4 | 5 | 6}`,
  mark: 'line' | 'area' | 'dash',
  value: PointValue,
) {
  return {
    label,
    colour,
    mark,
    valueOf: (point: Readonly<Record<PointValue, number | null>>) => point[value],
  };
}
