/**
 * Alerts as people see them: the active ones as the state has them, the ended ones as the pipeline told of them, and what was
 * settled by hand.
 */
import { alertMessage } from '../../../pipeline/kafka/alert-records.ts';
import type { Product, Warehouse } from '../../../pipeline/product.ts';
import type {
  ActiveAlert,
  AlertStatus,
  AlertView,
  ProductView,
} from '../../../pipeline/query/views.ts';
import { asObject, instant, numeric, objectIn, text } from './event-view.ts';

export const ENDED_ALERTS = 1000;
const MAX_SETTLED = 10_000;

/** What the records of ended alerts have somewhere. */
const RESOLVED = Buffer.from('"resolved"');
const ENGINE = Buffer.from('"engine"');

interface Told {
  readonly value: Buffer;
  /** undefined: nobody has asked; null: it is none of this run. */
  alert: AlertView | null | undefined;
}

export class AlertList {
  readonly #runId: string;
  readonly #warehouses: readonly Warehouse[];
  readonly #capacity: number;
  /** Ends of alerts, oldest first; at times twice as many as are kept. */
  #told: Told[] = [];
  /** Views of products are made anew when something of them changes. */
  readonly #active = new WeakMap<ProductView, readonly AlertView[]>();
  readonly #settled = new Map<string, Exclude<AlertStatus, 'active'>>();
  #dropped = 0;
  #version = 0;

  constructor(runId: string, warehouses: readonly Warehouse[], capacity = ENDED_ALERTS) {
    this.#runId = runId;
    this.#warehouses = warehouses;
    this.#capacity = capacity;
  }

  get version(): number {
    return this.#version;
  }

  /** Ended ones that are not kept any more. */
  get dropped(): number {
    return this.#dropped + Math.max(0, this.#told.length - this.#capacity);
  }

  /**
   * A record of `inventory.alerts`; everything but the end of an alert is passed over. Looked into when somebody asks: at full speed
   * most of them are gone by then.
   */
  take(value: Buffer | null): void {
    if (value === null || !value.includes(RESOLVED) || !value.includes(ENGINE)) return;
    this.#told.push({ value: Buffer.from(value), alert: undefined });
    this.#version += 1;
    if (this.#told.length >= 2 * this.#capacity) this.#forget();
  }

  /** A person says that it is over, or not worth to be seen. */
  settle(alertId: string, status: Exclude<AlertStatus, 'active'>): void {
    if (this.#settled.has(alertId)) return;
    this.#settled.set(alertId, status);
    this.#version += 1;
    const [oldest] = this.#settled.size > MAX_SETTLED ? this.#settled.keys() : [];
    if (oldest !== undefined) this.#settled.delete(oldest);
  }

  /** Without those that a person settled. */
  activeCount(products: readonly ProductView[]): number {
    let count = 0;
    for (const { activeAlerts } of products) {
      for (const { id } of activeAlerts) if (!this.#settled.has(id)) count += 1;
    }
    return count;
  }

  /** Active ones first, then ended ones; newest first. */
  alerts(products: readonly ProductView[]): AlertView[] {
    const current = products.flatMap((product) =>
      product.activeAlerts.length === 0
        ? []
        : this.#activeOf(product).map((alert) => this.#withSettlement(alert)),
    );
    const ids = new Set(current.map(({ id }) => id));
    // The state may be half a second behind what the pipeline told.
    const ended = this.#ended()
      .filter(({ id }) => !ids.has(id))
      .map((alert) => this.#withSettlement(alert));
    return [
      ...current.filter(({ status }) => status === 'active').sort(newestFirst),
      ...[...current.filter(({ status }) => status !== 'active'), ...ended].sort(newestFirst),
    ];
  }

  #forget(): void {
    this.#dropped += this.#told.length - this.#capacity;
    this.#told = this.#told.slice(-this.#capacity);
  }

  /** A record that was written twice is one end. */
  #ended(): AlertView[] {
    const ended = new Map<string, AlertView>();
    for (const told of this.#told.slice(-this.#capacity)) {
      told.alert ??= endedAlert(told.value, this.#runId) ?? null;
      if (told.alert !== null) ended.set(told.alert.id, told.alert);
    }
    return [...ended.values()];
  }

  #activeOf(product: ProductView): readonly AlertView[] {
    const known = this.#active.get(product);
    if (known !== undefined) return known;
    const made = product.activeAlerts.map((alert) => this.#current(alert, product));
    this.#active.set(product, made);
    return made;
  }

  #current(alert: ActiveAlert, product: ProductView): AlertView {
    const { productIndex: index, onHandUnits } = product;
    const { metadata } = alertMessage(
      {
        ...alert,
        transition: 'raised',
        productIndex: index,
        productSeq: product.appliedSeq,
        atMs: alert.raisedAtMs,
        stockUnits: onHandUnits,
      },
      { ...product, index } satisfies Product,
      this.#warehouses[product.warehouseIndex] as Warehouse,
      this.#runId,
      undefined,
    );
    const { severity, severity3, message, recommendation } = metadata;
    return {
      ...alert,
      ...{ productId: product.id, status: 'active', settledByHand: false },
      ...{ severity, severity3, message, recommendation, resolvedAtMs: undefined },
    };
  }

  #withSettlement(alert: AlertView): AlertView {
    const status = this.#settled.get(alert.id);
    return status === undefined ? alert : { ...alert, status, settledByHand: true };
  }
}

function newestFirst(a: AlertView, b: AlertView): number {
  return (
    (b.resolvedAtMs ?? b.raisedAtMs) - (a.resolvedAtMs ?? a.raisedAtMs) || (a.id < b.id ? -1 : 1)
  );
}

const FAMILIES = ['stock', 'overstock', 'depletion'] as const;
const TYPES = ['CRITICAL_LOW_STOCK', 'LOW_STOCK', 'OVERSTOCK', 'RAPID_DEPLETION'] as const;
const FOUR = ['critical', 'high', 'medium', 'low'] as const;
const THREE = ['critical', 'warning', 'info'] as const;

/** @returns undefined when a record only looks like one, or is another run's */
function endedAlert(value: Buffer, runId: string): AlertView | undefined {
  const message = objectIn(value);
  const metadata = asObject(message['metadata']);
  const { source, run, status } = metadata;
  if (source !== 'engine' || run !== runId || status !== 'resolved') return undefined;
  const id = text(message['id']);
  const productId = text(message['productId']);
  const family = FAMILIES.find((each) => each === metadata['family']);
  const type = TYPES.find((each) => each === metadata['alertType']);
  const severity = FOUR.find((each) => each === metadata['severity']);
  const severity3 = THREE.find((each) => each === metadata['severity3']);
  const raisedAtMs = instant(metadata['createdAt']);
  if (id === undefined || productId === undefined || family === undefined) return undefined;
  if (type === undefined || severity === undefined || severity3 === undefined) return undefined;
  if (raisedAtMs === undefined) return undefined;
  return {
    ...{ id, productId, family, type, severity, severity3, raisedAtMs },
    raisedBySeq: numeric(metadata['raisedBySeq']) ?? 0,
    status: 'resolved',
    message: text(metadata['message']) ?? '',
    recommendation: text(metadata['recommendation']) ?? '',
    resolvedAtMs: instant(metadata['resolvedAt']),
    settledByHand: false,
  };
}
