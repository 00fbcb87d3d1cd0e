import { describe, expect, it } from 'vitest';
import type { MetricsJson } from '../../../pipeline/query/wire.ts';
import type { LiveFrame, LivePoint } from '../../live/frames.ts';
import { DASHBOARD_TILES, type TileState } from './dashboard-tiles.ts';

const METRICS: MetricsJson = {
  products: 50,
  onHandUnits: 12_345,
  inventoryValueDollars: 98_765.43,
  lowStock: 7,
  criticalStock: 2,
  outOfStock: 1,
  overstock: 3,
  activeAlerts: 9,
  soldUnits: 990,
  lostUnits: 10,
  fillRate: 0.99,
  virtualTime: '2026-01-05T08:40:00.000Z',
  run: 'r',
  scenario: 'demo',
  seed: '7',
  interactive: false,
};
const KAFKA = { lagRecords: 17, sequencerWaiting: 1 };

function shown(state: TileState) {
  return Object.fromEntries(
    DASHBOARD_TILES.map(({ name, read }) => {
      const { value, detail, tone } = read(state);
      return [name, [value, detail, ...(tone === undefined ? [] : [tone])]];
    }),
  );
}

describe('the tiles of the dashboard', () => {
  it('say what a frame and the latest second say', () => {
    const frame = { metrics: METRICS, kafka: KAFKA, eventsSeen: 4_321 } as unknown as LiveFrame;
    const point = {
      appliedPerSecond: 41.26,
      duePerSecond: 42,
      endToEndP50Us: 900,
      endToEndP99Us: 12_340,
    } as LivePoint;
    expect(shown({ frame, point })).toEqual({
      Products: ['50', '12,345 units on hand'],
      'Low on stock': ['7', '2 of them critical, 1 sold out', 'bad'],
      'Active alerts': ['9', '3 products overstocked'],
      'Inventory value': ['$98,765', 'Mon, 5 Jan 2026, 08:40'],
      'Fill rate': ['99', '990 units sold, 10 lost'],
      Applied: ['41.3', '42 due, 4,321 events so far'],
      'End to end, p99': ['12.3 ms', 'p50 900 µs, in the last second'],
      Lag: ['17', '1 event waiting in the sequencer'],
    });
  });

  it('say that nothing is known yet, and never a zero for it', () => {
    const kafka = { lagRecords: null, sequencerWaiting: 0 };
    const frame = { metrics: null, kafka, eventsSeen: 0 } as unknown as LiveFrame;
    const values = Object.values(shown({ frame, point: undefined })).map(([value]) => value);
    expect(values).toEqual(DASHBOARD_TILES.map(() => null));
  });

  it('have no fill rate before anything was asked for, and warn of low stock that is not critical', () => {
    const metrics = { ...METRICS, fillRate: null, criticalStock: 0 };
    const frame = { metrics, kafka: KAFKA, eventsSeen: 0 } as unknown as LiveFrame;
    const tiles = shown({ frame, point: undefined });
    expect(tiles['Fill rate']).toEqual([null, 'nothing was asked for']);
    expect(tiles['Low on stock']?.[2]).toBe('warn');
  });
});
