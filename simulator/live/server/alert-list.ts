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

export class AlertList {
  readonly #runId: string;
  readonly #warehouses: readonly Warehouse[];
  readonly #capacity: number;
  /** By id, oldest first. */
  readonly #ended = new Map<string, AlertView>();
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
    return this.#dropped;
  }

  /** A record of `inventory.alerts`; everything but the end of an alert of this run is passed over. */
  take(value: Buffer | null): void {
    if (value === null || !value.includes('"resolved"') || !value.includes('"engine"')) return;
    const message = objectIn(value);
    const metadata = asObject(message['metadata']);
    const { source, run, status } = metadata;
    if (source !== 'engine' || run !== this.#runId || status !== 'resolved') return;
    const alert = endedAlert(message, metadata);
    if (alert === undefined || this.#ended.has(alert.id)) return;
    this.#ended.set(alert.id, alert);
    this.#version += 1;
    if (this.#ended.size <= this.#capacity) return;
    const [oldest] = this.#ended.keys();
    if (oldest !== undefined) this.#ended.delete(oldest);
    this.#dropped += 1;
  }

  /** A person says that it is over, or not worth to be seen. */
  settle(alertId: string, status: Exclude<AlertStatus, 'active'>): void {
    if (this.#settled.has(alertId)) return;
    this.#settled.set(alertId, status);
    this.#version += 1;
    const [oldest] = this.#settled.size > MAX_SETTLED ? this.#settled.keys() : [];
    if (oldest !== undefined) this.#settled.delete(oldest);
  }

  /** Active ones first, then ended ones; newest first. */
  alerts(products: readonly ProductView[]): AlertView[] {
    const current = products.flatMap((product) =>
      product.activeAlerts.map((alert) => this.#current(alert, product)),
    );
    const ids = new Set(current.map(({ id }) => id));
    // The state may be half a second behind what the pipeline told.
    const ended = [...this.#ended.values()]
      .filter(({ id }) => !ids.has(id))
      .map((alert) => this.#withSettlement(alert));
    return [
      ...current.filter(({ status }) => status === 'active').sort(newestFirst),
      ...[...current.filter(({ status }) => status !== 'active'), ...ended].sort(newestFirst),
    ];
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
    return this.#withSettlement({
      ...alert,
      ...{ productId: product.id, status: 'active' as const, settledByHand: false },
      ...{ severity, severity3, message, recommendation, resolvedAtMs: undefined },
    });
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

/** @returns undefined when a record only looks like one */
function endedAlert(
  message: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>>,
): AlertView | undefined {
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
