/** The record that tells the world of a change in an alert: on `inventory.alerts`, `source: engine`. */
import { alertId } from '../alert-id.ts';
import type { Product, Warehouse } from '../product.ts';
import type { AlertChange, AlertType } from '../stages/effects.ts';

export const SEVERITIES: Readonly<Record<AlertType, AlertSeverity>> = {
  CRITICAL_LOW_STOCK: { four: 'critical', three: 'critical' },
  LOW_STOCK: { four: 'high', three: 'warning' },
  RAPID_DEPLETION: { four: 'medium', three: 'warning' },
  OVERSTOCK: { four: 'low', three: 'info' },
};

/** The same urgency on the two scales that consumers of alerts use. */
export interface AlertSeverity {
  readonly four: 'critical' | 'high' | 'medium' | 'low';
  readonly three: 'critical' | 'warning' | 'info';
}

export interface EngineAlertMessage {
  /** See `alertId`: the same for every change of one alert. */
  readonly id: string;
  readonly type: 'ALERT';
  readonly productId: string;
  readonly warehouseId: string;
  /** Units on hand when the change happened. */
  readonly quantity: number;
  /** Business time of the change, ISO 8601. */
  readonly timestamp: string;
  readonly metadata: {
    readonly source: 'engine';
    readonly run: string;
    /** Due time of the event that caused the change, epoch microseconds; absent for mere lapse of time. */
    readonly due?: number;
    readonly alertType: AlertType;
    readonly family: string;
    readonly transition: string;
    readonly severity: AlertSeverity['four'];
    readonly severity3: AlertSeverity['three'];
    readonly status: 'active' | 'resolved';
    readonly raisedBySeq: number;
    /** productSeq of the latest movement when the change happened. */
    readonly changedBySeq: number;
    readonly createdAt: string;
    readonly resolvedAt?: string;
    readonly productName: string;
    readonly category: string;
    readonly message: string;
    readonly recommendation: string;
  };
}

/** @param dueUs of the causing event, or undefined */
export function alertMessage(
  change: AlertChange,
  product: Product,
  warehouse: Warehouse,
  run: string,
  dueUs: number | undefined,
): EngineAlertMessage {
  const severity = SEVERITIES[change.type];
  const timestamp = new Date(change.atMs).toISOString();
  const resolved = change.transition === 'resolved';
  return {
    id: alertId(product.id, change),
    type: 'ALERT',
    productId: product.id,
    warehouseId: warehouse.id,
    quantity: change.stockUnits,
    timestamp,
    metadata: {
      source: 'engine',
      run,
      ...(dueUs === undefined ? {} : { due: dueUs }),
      alertType: change.type,
      family: change.family,
      transition: change.transition,
      severity: severity.four,
      severity3: severity.three,
      status: resolved ? 'resolved' : 'active',
      raisedBySeq: change.raisedBySeq,
      changedBySeq: change.productSeq,
      createdAt: new Date(change.raisedAtMs).toISOString(),
      ...(resolved ? { resolvedAt: timestamp } : {}),
      productName: product.name,
      category: product.category,
      message: resolved
        ? `Resolved: ${product.name} has ${change.stockUnits} units on hand.`
        : `${describe(change.type, product)} ${change.stockUnits} units on hand.`,
      recommendation: resolved ? 'None.' : RECOMMENDATIONS[change.type],
    },
  };
}

function describe(type: AlertType, product: Product): string {
  switch (type) {
    case 'CRITICAL_LOW_STOCK':
      return `${product.name} is nearly out of stock:`;
    case 'LOW_STOCK':
      return `${product.name} is below its reorder point of ${product.reorderPointUnits}:`;
    case 'OVERSTOCK':
      return `${product.name} fills more than 90 % of its capacity of ${product.maxCapacityUnits}:`;
    case 'RAPID_DEPLETION':
      return `${product.name} lost more than 30 % of its stock within an hour:`;
  }
}

const RECOMMENDATIONS: Readonly<Record<AlertType, string>> = {
  CRITICAL_LOW_STOCK: 'Reorder at once, by the fastest way.',
  LOW_STOCK: 'Place a reorder.',
  OVERSTOCK: 'Hold further orders, or promote the product.',
  RAPID_DEPLETION: 'Check demand, and bring the next order forward.',
};
