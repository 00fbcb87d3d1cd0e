/** A made-up inventory that moves, for developing the live page and for the states that a real run shows too rarely. Seeded. */
import type { AlertJson, EventJson, MetricsJson, ProductJson } from '../../pipeline/query/wire.ts';

export interface WorldOptions {
  /** Stands wherever a run has text of its own. */
  readonly text?: string;
  readonly products?: number;
}

export interface MadeProduct {
  json: ProductJson;
  readonly openingStock: number;
  restockedUnits: number;
  returnedUnits: number;
  readonly dailySold: readonly number[];
}

const CATEGORIES = ['Electronics', 'Tea & Coffee', 'Books', 'Garden', 'Toys'] as const;
const WAREHOUSES = ['WH-NORTH', 'WH-SOUTH', 'WH-EAST', 'WH-WEST', 'WH-CENTRAL'] as const;
const NOUNS = ['Speaker', 'Oolong', 'Atlas', 'Spade', 'Kite', 'Lamp', 'Filter', 'Novel'] as const;
const START_MS = Date.UTC(2026, 0, 5, 8);
const MOST_KEPT = 5_000;
const PARTITIONS = 3;

export class MadeWorld {
  readonly products: MadeProduct[];
  readonly alerts: AlertJson[] = [];
  readonly events: EventJson[] = [];
  readonly offsets = new Map<string, number[]>();
  virtualMs = START_MS;
  eventsSeen = 0;
  version = 1;
  isInteractive = true;
  private readonly text: string | undefined;
  private random = 123_456_789;

  constructor({ text, products = 50 }: WorldOptions = {}) {
    this.text = text;
    this.products = Array.from({ length: products }, (_, index) => this.made(index));
    for (const topic of ['sales', 'restocks', 'returns', 'alerts']) {
      this.offsets.set(`inventory.${topic}`, [0, 0, 0]);
    }
    for (let count = 0; count < 4_000; count += 1) this.event();
    for (const { json } of this.products) this.settle(json);
  }

  warehouses(): readonly string[] {
    return this.text === undefined ? WAREHOUSES : WAREHOUSES.map(() => this.named(''));
  }

  /** One sale, delivery or return. */
  event(): EventJson | undefined {
    const product = this.products[Math.floor(this.draw() ** 2 * this.products.length)];
    if (product === undefined) return undefined;
    const kind = product.json.quantity < product.json.reorderPoint / 2 && this.draw() < 0.25;
    const type = kind ? 'RESTOCK' : this.draw() < 0.93 ? 'SALE' : 'RETURN';
    const quantity = type === 'RESTOCK' ? 200 : 1 + Math.floor(this.draw() * 8);
    this.virtualMs += 40_000;
    this.apply(product, type, quantity);
    return this.recorded(product, type, quantity, 'plan');
  }

  /** @returns the record of it */
  restock(id: string, units: number): EventJson | undefined {
    const product = this.products.find(({ json }) => json.id === id);
    if (product === undefined) return undefined;
    this.apply(product, 'RESTOCK', units);
    product.json = { ...product.json, touchedByHand: true };
    return this.recorded(product, 'RESTOCK', units, 'hand');
  }

  settleAlert(id: string, status: AlertJson['status']): boolean {
    const at = this.alerts.findIndex((alert) => alert.id === id);
    const alert = this.alerts[at];
    if (alert === undefined) return false;
    this.alerts[at] = { ...alert, status, resolved: true, settledByHand: true };
    this.version += 1;
    return true;
  }

  metrics(run: string): MetricsJson {
    const of = (status: ProductJson['status']) =>
      this.products.filter(({ json }) => json.status === status).length;
    const sum = (value: (product: ProductJson) => number) =>
      this.products.reduce((total, { json }) => total + value(json), 0);
    const sold = sum(({ soldUnits }) => soldUnits);
    const lost = sum(({ lostUnits }) => lostUnits);
    return {
      products: this.products.length,
      onHandUnits: sum(({ quantity }) => quantity),
      inventoryValueDollars: sum(({ quantity, price }) => quantity * price),
      lowStock: of('low') + of('critical'),
      criticalStock: of('critical'),
      outOfStock: this.products.filter(({ json }) => json.quantity === 0).length,
      overstock: of('overstock'),
      activeAlerts: this.alerts.filter(({ status }) => status === 'active').length,
      soldUnits: sold,
      lostUnits: lost,
      fillRate: sold + lost === 0 ? null : sold / (sold + lost),
      virtualTime: this.now(),
      run,
      scenario: this.named('demo'),
      seed: '7',
      interactive: this.isInteractive,
    };
  }

  /** 0 to 1. */
  draw(): number {
    this.random = (Math.imul(this.random, 1_664_525) + 1_013_904_223) >>> 0;
    return this.random / 4_294_967_296;
  }

  named(text: string): string {
    return this.text === undefined ? text : `${text}${this.text}`;
  }

  now(): string {
    return new Date(this.virtualMs).toISOString();
  }

  private made(index: number): MadeProduct {
    const number = String(index + 1).padStart(3, '0');
    const reorderPoint = 20 + Math.floor(this.draw() * 80);
    const quantity = 60 + Math.floor(this.draw() * 400);
    const category = CATEGORIES[index % CATEGORIES.length] as string;
    const json: ProductJson = {
      id: `PROD-${number}`,
      sku: `SKU-${category.slice(0, 3).toUpperCase()}-${number}`,
      name: this.named(`${NOUNS[index % NOUNS.length]} ${1 + Math.floor(index / NOUNS.length)}`),
      category: this.named(category),
      quantity,
      reorderPoint,
      maxCapacity: 500,
      price: 5 + Math.floor(this.draw() * 9_000) / 100,
      warehouseId: this.named(WAREHOUSES[index % WAREHOUSES.length] as string),
      predictedStock7d: null,
      lastUpdated: this.now(),
      status: 'ok',
      partition: index % PARTITIONS,
      soldUnits: 0,
      lostUnits: 0,
      appliedSeq: 0,
      waiting: 0,
      touchedByHand: false,
    };
    const dailySold = Array.from({ length: 7 }, () => Math.floor(this.draw() * 40));
    return { json, openingStock: quantity, restockedUnits: 0, returnedUnits: 0, dailySold };
  }

  private apply(product: MadeProduct, type: 'SALE' | 'RESTOCK' | 'RETURN', units: number): void {
    const { json } = product;
    const sold = type === 'SALE' ? Math.min(units, json.quantity) : 0;
    const arrived = type === 'SALE' ? 0 : Math.min(units, json.maxCapacity - json.quantity);
    if (type === 'RESTOCK') product.restockedUnits += arrived;
    if (type === 'RETURN') product.returnedUnits += arrived;
    const quantity = json.quantity - sold + arrived;
    const perDay = product.dailySold.reduce((sum, day) => sum + day, 0) / 7;
    product.json = {
      ...json,
      quantity,
      soldUnits: json.soldUnits + sold,
      lostUnits: json.lostUnits + (type === 'SALE' ? units - sold : 0),
      predictedStock7d: Math.max(0, Math.round(quantity - 7 * perDay)),
      lastUpdated: this.now(),
      appliedSeq: json.appliedSeq + 1,
      status:
        quantity < 10
          ? 'critical'
          : quantity < json.reorderPoint
            ? 'low'
            : quantity > 475
              ? 'overstock'
              : 'ok',
    };
    if (product.json.status !== json.status) this.settle(product.json);
    this.version += 1;
  }

  /** Ends the alert of a product and raises the one that fits its stock. */
  private settle({ id, name, status, quantity, warehouseId, appliedSeq }: ProductJson): void {
    for (const [at, alert] of this.alerts.entries()) {
      if (alert.productId !== id || alert.status !== 'active') continue;
      this.alerts[at] = { ...alert, status: 'resolved', resolved: true, resolvedAt: this.now() };
    }
    if (status === 'ok') return;
    const family = status === 'overstock' ? 'overstock' : 'stock';
    this.alerts.unshift({
      id: `ALT-${id}-${family}-${appliedSeq}`,
      type:
        status === 'critical' ? 'CRITICAL_LOW_STOCK' : status === 'low' ? 'LOW_STOCK' : 'OVERSTOCK',
      severity: status === 'critical' ? 'critical' : status === 'low' ? 'high' : 'low',
      severity3: status === 'critical' ? 'critical' : status === 'low' ? 'warning' : 'info',
      productId: id,
      productName: name,
      warehouseId,
      message: this.named(`${name} has ${quantity} units left`),
      recommendation: this.named('Order 200 units now'),
      status: 'active',
      resolved: false,
      createdAt: this.now(),
      resolvedAt: null,
      settledByHand: false,
    });
    this.alerts.length = Math.min(this.alerts.length, 500);
  }

  private recorded(
    { json }: MadeProduct,
    type: 'SALE' | 'RESTOCK' | 'RETURN',
    quantity: number,
    source: EventJson['source'],
  ): EventJson {
    const topic = `inventory.${type.toLowerCase()}s`;
    const offsets = this.offsets.get(topic) ?? [0, 0, 0];
    const offset = offsets[json.partition] ?? 0;
    offsets[json.partition] = offset + 1;
    this.eventsSeen += 1;
    const event: EventJson = {
      number: this.eventsSeen,
      id: source === 'hand' ? null : `EVT-${json.id}-${json.appliedSeq}`,
      type,
      source,
      productId: json.id,
      warehouseId: json.warehouseId,
      quantity,
      timestamp: this.now(),
      seq: json.appliedSeq,
      message: this.text === undefined ? null : this.named(''),
      topic,
      partition: json.partition,
      offset,
    };
    this.events.push(event);
    if (this.events.length > 2 * MOST_KEPT) this.events.splice(0, MOST_KEPT);
    return event;
  }
}
