/** Cost of answers about 100,000 products: `npx vitest bench --run pipeline/query/answers`. */
import { bench, describe } from 'vitest';
import { StoreFixture } from '../store.fixture.ts';
import { dashboardMetrics } from './metrics.ts';
import { productJson } from './products.ts';
import { Recommendations } from './recommendations.ts';
import { warehousesJson } from './warehouses.ts';

const PRODUCTS = 100_000;
const store = new StoreFixture(PRODUCTS);
const products = store.products();
const warehouses = store.warehouses();
const kept = new Recommendations(store);
let sink = 0;

describe(`${PRODUCTS} products`, () => {
  bench('metrics, something changed', () => {
    store.touch();
    sink += dashboardMetrics(store).onHandUnits;
  });
  bench('metrics, nothing changed', () => {
    sink += dashboardMetrics(store).onHandUnits;
  });
  bench('warehouses', () => {
    sink += warehousesJson(store).length;
  });
  bench('recommendations, thought over', () => {
    sink += new Recommendations(store).list().length;
  });
  bench('recommendations, kept', () => {
    store.touch();
    sink += kept.list().length;
  });
  bench('a page of 500 products', () => {
    for (let at = 0; at < 500; at += 1) {
      const view = products[at * 200];
      if (view !== undefined) sink += productJson(view, warehouses).quantity;
    }
  });
  bench('all products', () => {
    for (const view of products) sink += productJson(view, warehouses).quantity;
  });
});

process.on('exit', () => {
  if (!Number.isFinite(sink)) throw new Error('the answers are no numbers');
});
