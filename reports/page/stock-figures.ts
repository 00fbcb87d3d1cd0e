/** What the pipeline concluded while the load ran: sales, shelves, alerts, over wall time. */
import type { AlertType } from '../../pipeline/stages/effects.ts';
import type { AlertColumns, Column, RunSeries } from '../series.ts';
import { ALERT_COLOURS } from './alert-lanes.ts';
import { missingFigure } from './figure.ts';
import { count, share } from './format.ts';
import type { RunTime } from './run-time.ts';
import { type TimeView, timeFigure } from './time-figure.ts';
import { perSecond } from './totals.ts';

const ALERTS: readonly { readonly type: AlertType; readonly label: string }[] = [
  { type: 'CRITICAL_LOW_STOCK', label: 'critical low stock' },
  { type: 'LOW_STOCK', label: 'low stock' },
  { type: 'RAPID_DEPLETION', label: 'rapid depletion' },
  { type: 'OVERSTOCK', label: 'overstock' },
];

export function salesFigure({ stock }: RunSeries, time: RunTime): HTMLElement {
  const spec = { id: 'sales', title: 'Units sold and lost', size: 'half' as const };
  if (isEmpty(stock.soldUnits)) return missingFigure(spec, NOT_REPORTED);
  return timeFigure({
    ...spec,
    howToRead:
      'Units asked for in each interval: those that were on the shelf, and on top those that were not.',
    time,
    views: [
      {
        name: '',
        unit: 'units/s',
        format: count,
        stacked: true,
        lines: [
          {
            label: 'sold',
            colour: 'series-3',
            values: perSecond(stock.soldUnits, time.intervalMs),
            mark: 'area',
          },
          {
            label: 'lost',
            colour: 'bad',
            values: perSecond(stock.lostUnits, time.intervalMs),
            mark: 'area',
          },
        ],
      },
    ],
  });
}

export function fillRateFigure({ stock }: RunSeries, time: RunTime): HTMLElement {
  const spec = { id: 'fill-rate', title: 'Fill rate so far', size: 'half' as const };
  const rates = stock.soldUnits.map((sold, row) => {
    const lost = stock.lostUnits[row] ?? null;
    return sold === null || lost === null || sold + lost === 0 ? null : sold / (sold + lost);
  });
  if (isEmpty(rates)) return missingFigure(spec, NOT_REPORTED);
  return timeFigure({
    ...spec,
    howToRead:
      'Of all units asked for since the start, the share that was on the shelf; it ends at the fill rate of the run.',
    time,
    views: [
      {
        name: '',
        format: share,
        max: 1,
        lines: [{ label: 'fill rate', colour: 'series-3', values: rates, mark: 'area' }],
      },
    ],
  });
}

export function shelfFigure({ stock }: RunSeries, time: RunTime): HTMLElement {
  const spec = { id: 'shelves', title: 'Shelves', size: 'half' as const };
  if (isEmpty(stock.onHandUnits)) return missingFigure(spec, NOT_REPORTED);
  return timeFigure({
    ...spec,
    howToRead:
      'Units on all shelves, or products whose shelf is empty, at the end of each interval.',
    time,
    choiceLabel: 'Show',
    views: [
      {
        name: 'units on hand',
        unit: 'units',
        format: count,
        lines: [{ label: 'on hand', colour: 'series-1', values: stock.onHandUnits, mark: 'area' }],
      },
      {
        name: 'empty shelves',
        unit: 'products',
        format: count,
        lines: [{ label: 'empty', colour: 'bad', values: stock.emptyProducts, mark: 'area' }],
      },
      {
        name: 'restocked',
        unit: 'units/s',
        format: count,
        lines: [
          {
            label: 'restocked',
            colour: 'series-5',
            values: perSecond(stock.restockedUnits, time.intervalMs),
            mark: 'area',
          },
        ],
      },
    ],
  });
}

export function alertFigure({ alerts }: RunSeries, time: RunTime): HTMLElement {
  const spec = { id: 'alerts', title: 'Alerts', size: 'half' as const };
  if (ALERTS.every(({ type }) => isEmpty(alerts[type].active))) {
    return missingFigure(spec, NOT_REPORTED);
  }
  const view = (name: string, unit: string, of: (columns: AlertColumns) => Column): TimeView => ({
    name,
    unit,
    format: count,
    stacked: true,
    lines: ALERTS.map(({ type, label }) => ({
      label,
      colour: ALERT_COLOURS[type],
      values: of(alerts[type]),
      mark: 'area',
    })),
  });
  return timeFigure({
    ...spec,
    howToRead:
      'Alerts by type, one upon the other: those active at the end of each interval, or those raised and resolved in it.',
    time,
    choiceLabel: 'Show',
    views: [
      view('active', 'alerts', ({ active }) => active),
      view('raised', 'alerts/s', ({ raised }) => perSecond(raised, time.intervalMs)),
      view('resolved', 'alerts/s', ({ resolved }) => perSecond(resolved, time.intervalMs)),
    ],
  });
}

const NOT_REPORTED = 'The pipeline did not report its stock while the load ran.';

function isEmpty(column: Column): boolean {
  return column.every((value) => value === null);
}
