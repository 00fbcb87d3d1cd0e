/** Small seeded worlds for tests and benches: plausible shelves, reorders with a lead time, every type. */
import type { EventTypeIndex, StockEvent } from '../event.ts';
import type { Catalogue, DemandHistory, Product } from '../product.ts';

export const START_MS = Date.UTC(2026, 0, 5);
export const DAY_MS = 86_400_000;

/** Any of these may be given; the rest is ordinary. */
export function product(index: number, fields: Partial<Product> = {}): Product {
  return {
    index,
    id: `PROD-${String(index + 1).padStart(3, '0')}`,
    sku: `SKU-ELE-${String(index + 1).padStart(3, '0')}`,
    name: `Product ${index + 1}`,
    category: 'Electronics',
    warehouseIndex: index % 2,
    openingStockUnits: 100,
    reorderPointUnits: 40,
    maxCapacityUnits: 500,
    priceCents: 1000,
    ...fields,
  };
}

export function catalogueOf(...products: Product[]): Catalogue {
  return {
    products,
    warehouses: [
      { index: 0, id: 'WH-NORTH', capacityUnits: 300, categories: [] },
      { index: 1, id: 'WH-SOUTH', capacityUnits: 1000, categories: [] },
    ],
  };
}

export function emptyHistory(): DemandHistory {
  return { days: 0, soldUnits: new Int32Array(0) };
}

export function event(fields: Partial<StockEvent> = {}): StockEvent {
  return {
    productIndex: 0,
    productSeq: 1,
    type: 0,
    quantityUnits: 1,
    virtualMs: START_MS,
    poison: false,
    ...fields,
  };
}

/** Xorshift, 32 bits: uniform integers in `[0, below)`, the same on every platform. */
export function randomIntegers(seed: number): (below: number) => number {
  let state = seed || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export interface Columns {
  readonly count: number;
  readonly productIndexes: Int32Array;
  readonly productSeqs: Int32Array;
  readonly types: Uint8Array;
  readonly quantities: Int32Array;
  readonly virtualMs: Float64Array;
}

/**
 * Events of a world with `eventsPerProductDay` (0.7 is a normal month): sales of 1–50, returns, notices, and
 * deliveries of 300 that follow the reorder point after about two days.
 */
export function worldColumns(
  products: readonly Product[],
  count: number,
  eventsPerProductDay: number,
): Columns {
  const draw = randomIntegers(20260105);
  const stepMs = DAY_MS / (products.length * eventsPerProductDay);
  const stock = Float64Array.from(products, (each) => each.openingStockUnits);
  const deliveryMs = new Float64Array(products.length).fill(Number.POSITIVE_INFINITY);
  const seqs = new Int32Array(products.length);
  const columns: Columns = {
    count,
    productIndexes: new Int32Array(count),
    productSeqs: new Int32Array(count),
    types: new Uint8Array(count),
    quantities: new Int32Array(count),
    virtualMs: new Float64Array(count),
  };
  for (let row = 0; row < count; row += 1) {
    const chosen = draw(products.length);
    const nowMs = START_MS + Math.floor(row * stepMs);
    const shelf = stock[chosen] as number;
    let [type, quantity]: [EventTypeIndex, number] = [0, 1 + draw(50)];
    if ((deliveryMs[chosen] as number) <= nowMs) {
      [type, quantity] = [1, 300];
      deliveryMs[chosen] = Number.POSITIVE_INFINITY;
      stock[chosen] = Math.min(shelf + 300, products[chosen]?.maxCapacityUnits ?? 0);
    } else if (draw(80) < 10) {
      [type, quantity] = [2, 1 + draw(5)];
    } else if (draw(70) < 5) {
      type = 3;
    } else if (quantity <= shelf) {
      stock[chosen] = shelf - quantity;
      if (shelf - quantity < 100 && deliveryMs[chosen] === Number.POSITIVE_INFINITY) {
        deliveryMs[chosen] = nowMs + 2 * DAY_MS;
      }
    }
    seqs[chosen] = (seqs[chosen] as number) + 1;
    columns.productIndexes[row] = chosen;
    columns.productSeqs[row] = seqs[chosen] as number;
    columns.types[row] = type;
    columns.quantities[row] = quantity;
    columns.virtualMs[row] = nowMs;
  }
  return columns;
}
