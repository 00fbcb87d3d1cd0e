/** A small inventory to answer from: fifty products in five warehouses, alerts and events of every kind, and hands to change them. */
import type { EventType } from '../event.ts';
import type { Warehouse } from '../product.ts';
import type {
  AlertView,
  EventHistory,
  EventView,
  ProductView,
  QueryStore,
  RunInfo,
} from './views.ts';

export const FIXTURE_START_MS = Date.UTC(2026, 0, 5);
export const FIXTURE_NOW_MS = FIXTURE_START_MS + 10 * 86_400_000 + 12_345;

const CATEGORIES = ['Electronics', 'Furniture', 'Clothing', 'Food', 'Toys'] as const;
const WAREHOUSES: readonly Warehouse[] = [
  { index: 0, id: 'WH-NORTH', capacityUnits: 4_000, categories: [] },
  { index: 1, id: 'WH-SOUTH', capacityUnits: 20_000, categories: ['Food'] },
  { index: 2, id: 'WH-EAST', capacityUnits: 30_000, categories: [] },
  { index: 3, id: 'WH-WEST', capacityUnits: 2_000, categories: ['Electronics', 'Toys'] },
  { index: 4, id: 'WH-CENTRAL', capacityUnits: 50_000, categories: [] },
];
const EVENT_TYPES: readonly EventType[] = ['SALE', 'SALE', 'SALE', 'RESTOCK', 'RETURN', 'ALERT'];
const TOPICS: Readonly<Record<EventType, string>> = {
  SALE: 'inventory.sales',
  RESTOCK: 'inventory.restocks',
  RETURN: 'inventory.returns',
  ALERT: 'inventory.alerts',
};

/** Any of these may be given; the rest is ordinary. */
export function productView(index: number, fields: Partial<ProductView> = {}): ProductView {
  const category = CATEGORIES[index % CATEGORIES.length] ?? 'Electronics';
  const number = String(index + 1).padStart(3, '0');
  const soldUnits = 40 + ((index * 7) % 90);
  return {
    productIndex: index,
    id: `PROD-${number}`,
    sku: `SKU-${category.slice(0, 3).toUpperCase()}-${number}`,
    name: `${category} thing ${index + 1}`,
    category,
    warehouseIndex: index % WAREHOUSES.length,
    priceCents: 1_099 + index * 1_931,
    reorderPointUnits: 40,
    maxCapacityUnits: 500,
    openingStockUnits: 200,
    partition: index % 3,
    appliedSeq: 20 + index,
    waitingSeqs: index % 10 === 9 ? [22 + index, 25 + index] : [],
    onHandUnits: stockOf(index),
    backlogUnits: 0,
    saleLines: 10,
    shortLines: index % 4,
    soldUnits,
    lostUnits: (index % 4) * 5,
    restockedUnits: 100,
    returnedUnits: 3,
    clippedUnits: 0,
    lastMovementMs: FIXTURE_NOW_MS - index * 3_600_000,
    dailySoldUnits: Array.from({ length: 7 }, (_, day) => (index * 3 + day * 5) % 17),
    openDaySoldUnits: index % 6,
    forecast:
      index % 12 === 11
        ? undefined
        : {
            meanMilliunits: 4_000 + index * 137,
            predictedStock7dMilliunits: Math.max(
              0,
              1_000 * stockOf(index) - 7 * (4_000 + index * 137),
            ),
            confidenceThousandths: (index * 37) % 1_001,
            halfWidthMilliunits: index % 3 === 0 ? -1 : 2_500,
          },
    activeAlerts: [],
    touchedByHand: index === 3,
    ...fields,
  };
}

/** Empty, critical, low, ordinary and overfull shelves. */
function stockOf(index: number): number {
  if (index % 10 === 0) return 0;
  if (index % 10 === 1) return 8;
  if (index % 10 === 2) return 33;
  if (index % 10 === 3) return 480;
  return 60 + index * 7;
}

/** @param product whose stock is below its reorder point */
export function alertView(product: ProductView, fields: Partial<AlertView> = {}): AlertView {
  const isCritical = product.onHandUnits < 10;
  return {
    id: `ALT-${product.id}-stock-${product.appliedSeq}`,
    family: 'stock',
    type: isCritical ? 'CRITICAL_LOW_STOCK' : 'LOW_STOCK',
    raisedBySeq: product.appliedSeq,
    raisedAtMs: product.lastMovementMs,
    productId: product.id,
    status: 'active',
    severity: isCritical ? 'critical' : 'high',
    severity3: isCritical ? 'critical' : 'warning',
    message: `${product.name}: ${product.onHandUnits} units left`,
    recommendation: 'Reorder now.',
    resolvedAtMs: undefined,
    settledByHand: false,
    ...fields,
  };
}

export function eventView(number: number, fields: Partial<EventView> = {}): EventView {
  const type = EVENT_TYPES[number % EVENT_TYPES.length] ?? 'SALE';
  const index = (number * 7) % 50;
  const productId = `PROD-${String(index + 1).padStart(3, '0')}`;
  return {
    number,
    id: `EVT-${productId}-${number}`,
    type,
    source: 'plan',
    productId,
    warehouseId: WAREHOUSES[index % WAREHOUSES.length]?.id,
    quantity: 1 + (number % 50),
    virtualMs: FIXTURE_START_MS + number * 60_000,
    productSeq: number,
    message: undefined,
    topic: TOPICS[type],
    partition: index % 3,
    offset: number,
    ...fields,
  };
}

export class StoreFixture implements QueryStore {
  #version = 1;
  #products: ProductView[];
  #alerts: AlertView[];
  #events: EventHistory;
  #run: RunInfo | undefined;

  /** @param products how many; alerts belong to the first fifty at most */
  constructor(products = 50, events = 300) {
    this.#products = Array.from({ length: products }, (_, index) => productView(index));
    this.#alerts = this.#products
      .slice(0, 50)
      .filter(({ onHandUnits, reorderPointUnits }) => onHandUnits < reorderPointUnits)
      .map((product) => alertView(product));
    const ended = this.#products.slice(4, 6).map((product, at) =>
      alertView(product, {
        ...{ type: 'RAPID_DEPLETION', family: 'depletion', severity: 'medium' },
        ...{ id: `ALT-${product.id}-depletion-5`, severity3: 'warning' },
        status: at === 0 ? 'resolved' : 'dismissed',
        settledByHand: at === 1,
        resolvedAtMs: at === 0 ? FIXTURE_NOW_MS : undefined,
      }),
    );
    for (const alert of this.#alerts) {
      this.#replace(alert.productId, (product) => ({ ...product, activeAlerts: [alert] }));
    }
    this.#alerts = [...this.#alerts, ...ended];
    const dropped = 1_000;
    this.#events = {
      events: Array.from({ length: events }, (_, at) => eventView(dropped + 1 + at)),
      total: dropped + events,
      dropped,
    };
    this.#run = {
      runId: 'demo-42-a1b2c3',
      scenario: 'demo',
      seed: '42',
      startMs: FIXTURE_START_MS,
      endMs: FIXTURE_START_MS + 30 * 86_400_000,
      isInteractive: true,
    };
  }

  run(): RunInfo | undefined {
    return this.#run;
  }
  version(): number {
    return this.#version;
  }
  virtualNowMs(): number {
    return FIXTURE_NOW_MS;
  }
  warehouses(): readonly Warehouse[] {
    return WAREHOUSES;
  }
  products(): readonly ProductView[] {
    return this.#products;
  }
  product(id: string): ProductView | undefined {
    return this.#products.find((product) => product.id === id);
  }
  alerts(): readonly AlertView[] {
    return this.#alerts;
  }
  alert(id: string): AlertView | undefined {
    return this.#alerts.find((alert) => alert.id === id);
  }
  activeAlertCount(): number {
    return this.#alerts.filter(({ status }) => status === 'active').length;
  }
  alertsDropped(): number {
    return 0;
  }
  events(): EventHistory {
    return this.#events;
  }

  /** What a command or an event would do to a product. */
  change(id: string, fields: Partial<ProductView>): void {
    this.#replace(id, (product) => ({ ...product, ...fields }));
    this.#version += 1;
  }
  /** undefined: between two runs. */
  setRun(run: RunInfo | undefined): void {
    this.#run = run;
    this.#version += 1;
  }
  /** Something is different, and nobody needs to know what. */
  touch(): void {
    this.#version += 1;
  }

  #replace(id: string, change: (product: ProductView) => ProductView): void {
    this.#products = this.#products.map((product) =>
      product.id === id ? change(product) : product,
    );
  }
}
