/** The key figures of the dashboard: what each says of a frame. Pure. */
import type { MetricsJson } from '../../../pipeline/query/wire.ts';
import type { LiveFrame, LivePoint } from '../../live/frames.ts';
import { dollars, inWords, percent, perSecond, whole } from '../../numbers.ts';
import { latencyText } from '../plot-latency.ts';
import type { Tile } from '../tile.ts';
import { hashOf } from './address.ts';

export interface DashboardTile {
  readonly name: string;
  readonly unit: string;
  readonly href?: string;
  readonly read: (state: TileState) => Pick<Tile, 'value' | 'detail' | 'tone'>;
}

export interface TileState {
  readonly frame: LiveFrame;
  /** The latest second; undefined before the first. */
  readonly point: LivePoint | undefined;
}

export const DASHBOARD_TILES: readonly DashboardTile[] = [
  {
    name: 'Products',
    unit: '',
    href: hashOf('inventory'),
    read: ofMetrics(({ products, onHandUnits }) => ({
      value: whole(products),
      detail: `${inWords(onHandUnits, 'unit')} on hand`,
    })),
  },
  {
    name: 'Low on stock',
    unit: '',
    href: hashOf('inventory', { status: 'low' }),
    read: ofMetrics(({ lowStock, criticalStock, outOfStock }) => ({
      value: whole(lowStock),
      detail: `${whole(criticalStock)} of them critical, ${whole(outOfStock)} sold out`,
      ...(criticalStock > 0 ? { tone: 'bad' } : lowStock > 0 ? { tone: 'warn' } : {}),
    })),
  },
  {
    name: 'Active alerts',
    unit: '',
    href: hashOf('alerts'),
    read: ofMetrics(({ activeAlerts, overstock }) => ({
      value: whole(activeAlerts),
      detail: `${inWords(overstock, 'product')} overstocked`,
    })),
  },
  {
    name: 'Inventory value',
    unit: '',
    href: hashOf('analytics'),
    read: ofMetrics(({ inventoryValueDollars, virtualTime }) => ({
      value: dollars(inventoryValueDollars * 100),
      detail: businessTime(virtualTime),
    })),
  },
  {
    name: 'Fill rate',
    unit: '%',
    read: ofMetrics(({ fillRate, soldUnits, lostUnits }) => ({
      value: fillRate === null ? null : percent(fillRate).replace(' %', ''),
      detail: fillRate === null ? 'nothing was asked for' : soldText(soldUnits, lostUnits),
    })),
  },
  { name: 'Applied', unit: 'events/s', href: hashOf('events'), read: rateOf },
  { name: 'End to end, p99', unit: '', read: latencyOf },
  { name: 'Lag', unit: 'records', href: hashOf('kafka'), read: lagOf },
];

type Shown = Pick<Tile, 'value' | 'detail' | 'tone'>;

function ofMetrics(read: (metrics: MetricsJson) => Shown) {
  return ({ frame: { metrics } }: TileState): Shown =>
    metrics === null ? { value: null, detail: 'no state was read yet' } : read(metrics);
}

function soldText(soldUnits: number, lostUnits: number): string {
  return `${inWords(soldUnits, 'unit')} sold, ${whole(lostUnits)} lost`;
}

function rateOf({ frame, point }: TileState): Shown {
  if (point === undefined) return { value: null, detail: 'no second has passed yet' };
  const { appliedPerSecond, duePerSecond } = point;
  const seen = `${inWords(frame.eventsSeen, 'event')} so far`;
  return {
    value: perSecond(appliedPerSecond),
    detail: `${perSecond(duePerSecond)} due, ${seen}`,
  };
}

function latencyOf({ point }: TileState): Shown {
  const p50 = point?.endToEndP50Us ?? null;
  const p99 = point?.endToEndP99Us ?? null;
  if (p99 === null) return { value: null, detail: 'nothing was applied in the last second' };
  return {
    value: latencyText(p99),
    detail: p50 === null ? 'in the last second' : `p50 ${latencyText(p50)}, in the last second`,
  };
}

function lagOf({ frame: { kafka } }: TileState): Shown {
  const { lagRecords, sequencerWaiting } = kafka;
  return {
    value: lagRecords === null ? null : whole(lagRecords),
    detail:
      lagRecords === null
        ? 'not known yet'
        : `${inWords(sequencerWaiting, 'event')} waiting in the sequencer`,
  };
}

/** `Mon 5 Jan 2026, 08:40` in business time, which is UTC. */
function businessTime(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? 'no business time yet' : BUSINESS_TIME.format(at);
}

const BUSINESS_TIME = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});
