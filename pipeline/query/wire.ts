/** The answers of the REST API, as JSON: money in dollars and instants as ISO 8601, as the mission's clients know them. */
import type { EventType } from '../event.ts';
import type { AlertType } from '../stages/effects.ts';
import type { AlertStatus } from './views.ts';

export interface Answer<T> {
  readonly success: true;
  readonly data: T;
  /** Entries in `data`; 1 for a single thing. */
  readonly count: number;
  /** Wall clock. */
  readonly timestamp: string;
}

export interface PagedAnswer<T> extends Answer<readonly T[]> {
  readonly page: number;
  readonly pageSize: number;
  /** Entries on all pages. */
  readonly total: number;
}

export interface ErrorAnswer {
  readonly success: false;
  readonly error: {
    /** `VALIDATION`, `NOT_FOUND`, `READ_ONLY`, `FORBIDDEN`, … */
    readonly code: string;
    readonly message: string;
    /** Which part of the request: `query.pageSize`, `body.quantity`, `params.id`. */
    readonly field?: string;
    readonly hint?: string;
  };
  readonly timestamp: string;
}

export interface ProductJson {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly quantity: number;
  readonly reorderPoint: number;
  readonly maxCapacity: number;
  /** Dollars. */
  readonly price: number;
  readonly warehouseId: string;
  readonly predictedStock7d: number | null;
  readonly lastUpdated: string;
  /** `critical` below 10 units, `low` below the reorder point. */
  readonly status: 'critical' | 'low' | 'ok' | 'overstock';
  readonly partition: number;
  readonly soldUnits: number;
  readonly lostUnits: number;
  readonly appliedSeq: number;
  readonly waiting: number;
  readonly touchedByHand: boolean;
}

/** `GET /api/products/:id` */
export interface ProductDetailJson extends ProductJson {
  readonly openingStock: number;
  readonly restockedUnits: number;
  readonly returnedUnits: number;
  readonly clippedUnits: number;
  readonly dailySold: readonly number[];
  readonly alerts: readonly AlertJson[];
  readonly forecast: ForecastJson | null;
}

export interface AlertJson {
  readonly id: string;
  readonly type: AlertType;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  readonly severity3: 'critical' | 'warning' | 'info';
  readonly productId: string;
  readonly productName: string;
  readonly warehouseId: string;
  readonly message: string;
  readonly recommendation: string;
  readonly status: AlertStatus;
  readonly resolved: boolean;
  readonly createdAt: string;
  readonly resolvedAt: string | null;
  readonly settledByHand: boolean;
}

export interface EventJson {
  readonly number: number;
  readonly id: string | null;
  readonly type: EventType | null;
  readonly source: 'plan' | 'engine' | 'hand';
  readonly productId: string | null;
  readonly warehouseId: string | null;
  readonly quantity: number | null;
  readonly timestamp: string | null;
  readonly seq: number | null;
  readonly message: string | null;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** `GET /api/events`: beside `data`. */
export interface EventsAnswer extends Answer<readonly EventJson[]> {
  readonly total: number;
  readonly dropped: number;
}

export interface WarehouseJson {
  readonly id: string;
  readonly capacityUnits: number;
  readonly onHandUnits: number;
  /** Of its capacity, 0 to 1 and more. */
  readonly utilisation: number;
  readonly products: number;
  readonly lowStock: number;
  readonly valueDollars: number;
  /** It specialises in; empty: in nothing. */
  readonly categories: readonly string[];
  /** What lies in it, by category, in the order of their names. */
  readonly stock: readonly CategoryStockJson[];
}

export interface CategoryStockJson {
  readonly category: string;
  readonly products: number;
  readonly onHandUnits: number;
  readonly lowStock: number;
  readonly valueDollars: number;
}

/** 7-day simple moving average: see `docs/inventory.md`. */
export interface ForecastJson {
  readonly productId: string;
  readonly productName: string;
  readonly model: 'sma-7';
  readonly quantity: number;
  /** Units a day, and the stock at the end of each day, for `days` days from tomorrow on. */
  readonly dailyDemand: readonly number[];
  readonly dailyStock: readonly number[];
  readonly predictedStock7d: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** Units around the stock of the seventh day; null where it is not known. */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
  /** Units sold by complete virtual day, oldest first. */
  readonly history: readonly number[];
  /** null: it does not run out within a year. */
  readonly daysUntilStockOut: number | null;
}

export interface RecommendationJson {
  readonly id: string;
  readonly kind:
    | 'reorder'
    | 'expedite'
    | 'lower-reorder-point'
    | 'raise-reorder-point'
    | 'hold-orders'
    | 'review-slow-mover'
    | 'rebalance-warehouse';
  readonly priority: 'critical' | 'high' | 'medium' | 'low';
  readonly productId: string | null;
  readonly productName: string | null;
  readonly warehouseId: string;
  /** What to do, and why, in a sentence each. */
  readonly action: string;
  readonly reason: string;
  /** Units to order, where that is the advice. */
  readonly units: number | null;
  readonly daysUntilStockOut: number | null;
}

/** `GET /api/metrics`: the dashboard's numbers. */
export interface MetricsJson {
  readonly products: number;
  readonly onHandUnits: number;
  readonly inventoryValueDollars: number;
  readonly lowStock: number;
  readonly criticalStock: number;
  readonly outOfStock: number;
  readonly overstock: number;
  readonly activeAlerts: number;
  readonly soldUnits: number;
  readonly lostUnits: number;
  /** Units sold of units asked for, 0 to 1; null before the first sale. */
  readonly fillRate: number | null;
  readonly virtualTime: string;
  readonly run: string;
  readonly scenario: string;
  readonly seed: string;
  readonly interactive: boolean;
}

/** `POST /api/events` and other commands: the record that was written. */
export interface CommandAccepted {
  readonly commandId: string;
  readonly topic: string;
  readonly partition: number;
}
