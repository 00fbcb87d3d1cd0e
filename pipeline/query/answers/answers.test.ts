import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alertView,
  eventView,
  FIXTURE_NOW_MS,
  FIXTURE_START_MS,
  productView,
  StoreFixture,
} from '../store.fixture.ts';
import type { ProductView } from '../views.ts';
import { alertJson } from './alerts.ts';
import { eventJson } from './events.ts';
import { forecastJson } from './forecast.ts';
import { dashboardMetrics } from './metrics.ts';
import { productDetailJson, productJson } from './products.ts';
import { warehousesJson } from './warehouses.ts';

const store = new StoreFixture();

describe('productJson', () => {
  it('tells of a product by the names and in the units of the API', () => {
    const view = productView(2, {
      ...{ priceCents: 199_999, onHandUnits: 33, lastMovementMs: FIXTURE_START_MS },
      forecast: {
        ...{ meanMilliunits: 1_286, predictedStock7dMilliunits: 1, confidenceThousandths: 512 },
        halfWidthMilliunits: -1,
      },
    });
    expect(productJson(view, store.warehouses())).toEqual({
      id: 'PROD-003',
      sku: 'SKU-CLO-003',
      name: 'Clothing thing 3',
      category: 'Clothing',
      quantity: 33,
      reorderPoint: 40,
      maxCapacity: 500,
      price: 1999.99,
      warehouseId: 'WH-EAST',
      predictedStock7d: 23.998,
      lastUpdated: '2026-01-05T00:00:00.000Z',
      status: 'low',
      partition: 2,
      soldUnits: 54,
      lostUnits: 10,
      appliedSeq: 22,
      waiting: 0,
      touchedByHand: false,
    });
  });

  it('names the most urgent state of a shelf, at the limits of the alerts', () => {
    const statusAt = (onHandUnits: number) =>
      productJson(productView(0, { onHandUnits }), store.warehouses()).status;
    expect([0, 9, 10, 39, 40, 450, 451].map(statusAt)).toEqual([
      ...['critical', 'critical', 'low', 'low', 'ok', 'ok', 'overstock'],
    ]);
  });

  it('spells every amount with its cents, and no more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), (priceCents) => {
        const { price } = productJson(productView(0, { priceCents }), store.warehouses());
        const cents = String(priceCents).padStart(3, '0');
        const exact = `${cents.slice(0, -2)}.${cents.slice(-2)}`.replace(/\.?0+$/, '');
        expect(JSON.stringify(price)).toBe(exact.includes('.') ? exact : String(priceCents / 100));
      }),
    );
  });
});

describe('productDetailJson', () => {
  it('has the alerts of the product alone, ended ones as well, and a week of forecast', () => {
    const view = store.product('PROD-006') as ProductView;
    const detail = productDetailJson(view, store);
    expect(detail.alerts).toMatchObject([{ productId: 'PROD-006', status: 'dismissed' }]);
    expect(detail.forecast?.dailyStock).toHaveLength(7);
    expect(detail).toMatchObject({ openingStock: 200, dailySold: view.dailySoldUnits });
    expect(detail).toMatchObject(productJson(view, store.warehouses()));
  });

  it('has no forecast where none was computed yet', () => {
    const view = store.product('PROD-012') as ProductView;
    expect(productDetailJson(view, store)).toMatchObject({
      ...{ forecast: null, predictedStock7d: null },
    });
  });
});

describe('alertJson', () => {
  it('tells when an alert began and ended, and of which product', () => {
    const view = alertView(store.product('PROD-002') as ProductView);
    expect(alertJson(view, store)).toMatchObject({
      ...{ id: 'ALT-PROD-002-stock-21', productName: 'Furniture thing 2' },
      ...{ warehouseId: 'WH-SOUTH', status: 'active', resolved: false, resolvedAt: null },
    });
    const ended = { ...view, status: 'resolved', resolvedAtMs: FIXTURE_NOW_MS } as const;
    expect(alertJson(ended, store)).toMatchObject({
      ...{ resolved: true, resolvedAt: '2026-01-15T00:00:12.345Z' },
    });
  });

  it('does not call a dismissed alert resolved, nor stumble over an unknown product', () => {
    const view = alertView(productView(0), { productId: 'PROD-999', status: 'dismissed' });
    expect(alertJson(view, store)).toMatchObject({
      ...{ resolved: false, productName: 'PROD-999', warehouseId: '' },
    });
  });
});

describe('eventJson', () => {
  it('says null of what a record does not have', () => {
    const bare = eventView(7, {
      ...{ id: undefined, type: undefined, productId: undefined, warehouseId: undefined },
      ...{ quantity: undefined, virtualMs: undefined, productSeq: undefined },
    });
    expect(eventJson(bare)).toEqual({
      ...{ number: 7, id: null, type: null, source: 'plan', productId: null, warehouseId: null },
      ...{ quantity: null, timestamp: null, seq: null, message: null },
      ...{ topic: bare.topic, partition: bare.partition, offset: 7 },
    });
  });

  it('keeps zeros: the first offset and an empty shelf are something', () => {
    const event = eventJson(eventView(1, { offset: 0, quantity: 0, virtualMs: 0 }));
    expect(event).toMatchObject({ offset: 0, quantity: 0, timestamp: '1970-01-01T00:00:00.000Z' });
  });
});

describe('forecastJson', () => {
  const forecast = {
    ...{ meanMilliunits: 12_000, predictedStock7dMilliunits: 0, confidenceThousandths: 750 },
    halfWidthMilliunits: 2_000,
  };

  it('carries the mean demand on from the stock of now', () => {
    const view = productView(0, { onHandUnits: 100, forecast, dailySoldUnits: [12, 12] });
    expect(forecastJson(view, 10)).toEqual({
      productId: 'PROD-001',
      productName: 'Electronics thing 1',
      model: 'sma-7',
      quantity: 100,
      dailyDemand: Array(10).fill(12),
      dailyStock: [88, 76, 64, 52, 40, 28, 16, 4, 0, 0],
      predictedStock7d: 16,
      confidence: 0.75,
      interval: { lower: 10.708, upper: 21.292 },
      history: [12, 12],
      daysUntilStockOut: 8.3,
    });
  });

  it('names no day of a stock-out that is over a year away, and 0 for an empty shelf', () => {
    const daysOf = (onHandUnits: number, meanMilliunits: number) => {
      const view = productView(0, { onHandUnits, forecast: { ...forecast, meanMilliunits } });
      return forecastJson(view, 1)?.daysUntilStockOut;
    };
    expect([daysOf(365, 1000), daysOf(366, 1000), daysOf(10, 0), daysOf(0, 0)]).toEqual([
      ...[365, null, null, 0],
    ]);
  });

  it('has no interval where too few days are known', () => {
    const view = productView(0, { forecast: { ...forecast, halfWidthMilliunits: -1 } });
    expect(forecastJson(view, 1)?.interval).toBeNull();
  });

  it('whatever is known: stock never rises, and the interval holds it and fits on the shelf', () => {
    const views = fc
      .record({
        onHandUnits: fc.integer({ min: 0, max: 10_000 }),
        meanMilliunits: fc.integer({ min: 0, max: 2_000_000 }),
        halfWidthMilliunits: fc.integer({ min: -1, max: 2_000_000 }),
      })
      .map(({ onHandUnits, ...numbers }) =>
        productView(0, { onHandUnits, forecast: { ...forecast, ...numbers } }),
      );
    fc.assert(
      fc.property(views, fc.integer({ min: 1, max: 30 }), (view, days) => {
        const json = forecastJson(view, days);
        let before = view.onHandUnits;
        for (const stock of json?.dailyStock ?? []) {
          expect(stock).toBeGreaterThanOrEqual(0);
          expect(stock).toBeLessThanOrEqual(before);
          before = stock;
        }
        expect(json?.dailyStock).toHaveLength(days);
        if (days >= 7) expect(json?.dailyStock[6]).toBe(json?.predictedStock7d);
        if (json?.interval == null) return;
        expect(json.interval.lower).toBeGreaterThanOrEqual(0);
        expect(json.interval.lower).toBeLessThanOrEqual(json.predictedStock7d);
        expect(json.interval.upper).toBeGreaterThanOrEqual(json.predictedStock7d);
        expect(json.interval.upper).toBeLessThanOrEqual(view.onHandUnits);
      }),
    );
  });
});

describe('warehousesJson', () => {
  it('adds up what lies in each, whatever lies there', () => {
    const shelves = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 50, maxLength: 50 });
    fc.assert(
      fc.property(shelves, (units) => {
        const filled = new StoreFixture();
        for (const [at, onHandUnits] of units.entries()) {
          filled.change(productView(at).id, { onHandUnits });
        }
        const inside = (id: string) =>
          filled.products().filter((view) => filled.warehouses()[view.warehouseIndex]?.id === id);
        for (const json of warehousesJson(filled)) {
          const views = inside(json.id);
          const onHand = sum(views, ({ onHandUnits }) => onHandUnits);
          expect(json).toMatchObject({
            products: views.length,
            onHandUnits: onHand,
            lowStock: views.filter(({ onHandUnits }) => onHandUnits < 40).length,
            utilisation: onHand / json.capacityUnits,
          });
          const cents = sum(views, (view) => view.onHandUnits * view.priceCents);
          expect(Math.round(json.valueDollars * 100)).toBe(cents);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('stands in the order of the catalogue, with what each specialises in', () => {
    expect(warehousesJson(store).map(({ id, categories }) => [id, categories])).toEqual(
      store.warehouses().map(({ id, categories }) => [id, categories]),
    );
  });
});

describe('dashboardMetrics', () => {
  it('counts as one would by hand', () => {
    const products = store.products();
    const sold = sum(products, ({ soldUnits }) => soldUnits);
    const lost = sum(products, ({ lostUnits }) => lostUnits);
    const onHand = (test: (units: number) => boolean) =>
      products.filter(({ onHandUnits }) => test(onHandUnits)).length;
    const metrics = dashboardMetrics(store);
    expect(metrics).toMatchObject({
      products: 50,
      onHandUnits: sum(products, ({ onHandUnits }) => onHandUnits),
      lowStock: onHand((units) => units < 40),
      criticalStock: onHand((units) => units < 10),
      outOfStock: onHand((units) => units === 0),
      overstock: onHand((units) => units > 450),
      activeAlerts: store.alerts().filter(({ status }) => status === 'active').length,
      soldUnits: sold,
      lostUnits: lost,
      fillRate: sold / (sold + lost),
      virtualTime: '2026-01-15T00:00:12.345Z',
      ...{ run: 'demo-42-a1b2c3', scenario: 'demo', seed: '42', interactive: true },
    });
    const cents = sum(products, (view) => view.onHandUnits * view.priceCents);
    expect(metrics.inventoryValueDollars).toBe(cents / 100);
  });

  it('looks again when something changed, and only then', () => {
    const changing = new StoreFixture();
    const before = dashboardMetrics(changing);
    expect(dashboardMetrics(changing)).toBe(before);
    const { onHandUnits } = changing.product('PROD-001') as ProductView;
    changing.change('PROD-001', { onHandUnits: onHandUnits + 25 });
    expect(dashboardMetrics(changing).onHandUnits).toBe(before.onHandUnits + 25);
    changing.setRun(undefined);
    expect(dashboardMetrics(changing)).toMatchObject({ run: '', interactive: false });
  });

  it('keeps two stores apart', () => {
    expect(dashboardMetrics(new StoreFixture(3)).products).toBe(3);
    expect(dashboardMetrics(new StoreFixture(4)).products).toBe(4);
  });

  it('has no fill rate before anybody asked for anything', () => {
    const unsold = new StoreFixture(1);
    unsold.change('PROD-001', { soldUnits: 0, lostUnits: 0 });
    expect(dashboardMetrics(unsold).fillRate).toBeNull();
  });
});

function sum(views: readonly ProductView[], of: (view: ProductView) => number): number {
  return views.reduce((total, view) => total + of(view), 0);
}
