/**
 * A scenario after validation: fully resolved, frozen, every unit in its name. Everything behind the
 * loader receives this and nothing else.
 */
import type { GatedMetric } from '../../reports/comparison/gate.ts';
import type { ConsumerFault } from './consumer-faults.ts';

export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** Canonical text of the seed; `7` and `"7"` are the same seed. */
  readonly seed: string;
  readonly clock: { readonly startMs: number; readonly speed: number };
  readonly catalogue: {
    readonly products: number;
    readonly warehouses: number;
    readonly popularity: Popularity;
    /** `low`: shelves open just above their reorder points, so that alerts come soon. */
    readonly openingStock: 'normal' | 'low';
    readonly history: { readonly days: number; readonly eventsPerProduct: number };
  };
  /** Integer weights; in closed replenishment `restock` is not drawn. */
  readonly mix: {
    readonly sale: number;
    readonly restock: number;
    readonly return: number;
    readonly alert: number;
  };
  readonly quantities: { readonly sale: Range; readonly restock: Range; readonly return: Range };
  readonly replenishment: Replenishment;
  readonly realism: Realism;
  /** Of a million events, how many are records no consumer can process. */
  readonly poisonPerMillion: number;
  readonly arrivals: 'even' | 'poisson';
  /** Business hours and weekdays also multiply the arrival rate. */
  readonly shapeRate: boolean;
  readonly load: Load;
  readonly producers: Producers;
  readonly pipeline: PipelineSettings;
  /** What happens to the consumers on purpose. */
  readonly faults: readonly ConsumerFault[];
  readonly thresholds: readonly Threshold[];
  /** What comparisons of its runs judge; null: the default gate. */
  readonly gate: readonly GatedMetric[] | null;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Zipf: the share of the r-th most popular product is proportional to 1 / r^(exponentThousandths/1000). */
export type Popularity =
  | { readonly law: 'uniform' }
  | { readonly law: 'zipf'; readonly exponentThousandths: number };

export type Replenishment =
  | { readonly mode: 'open' }
  | {
      readonly mode: 'closed';
      /** `reorder-quantity` is (s, nQ), `order-up-to` is (s, S); both review at every event of the product. */
      readonly policy: 'reorder-quantity' | 'order-up-to';
      readonly leadTimeMs: Range;
    };

export interface Realism {
  readonly businessHours: boolean;
  readonly weekdays: boolean;
  readonly seasons: boolean;
  /** Off: uniform, whatever `catalogue.popularity` says. */
  readonly popularity: boolean;
  /** Off: a supplier next door refills a shelf the moment it falls to its reorder point. */
  readonly depletion: boolean;
  /** Stock, reorder point, capacity and order quantity scale with expected demand; off: literal ranges. */
  readonly demandSizing: boolean;
}

export interface Load {
  readonly executor: 'constant-arrival-rate' | 'ramping-arrival-rate';
  readonly stages: readonly LoadStage[];
  readonly durationMs: number;
  /** Latencies of events due before this offset are kept apart. */
  readonly warmUpMs: number;
}

/** The rate moves linearly from `startRate` to `endRate` events per `timeUnitMs`; a duration of 0 is a jump. */
export interface LoadStage {
  readonly durationMs: number;
  readonly startRate: number;
  readonly endRate: number;
  readonly timeUnitMs: number;
}

export interface Producers {
  readonly workers: number;
  /** -1 = all in-sync replicas. */
  readonly acks: 0 | 1 | -1;
  readonly idempotent: boolean;
  readonly compression: 'none' | 'gzip';
  readonly lingerMs: number;
  /** Messages per worker between hand-over and acknowledgement, and waiting for hand-over. */
  readonly maxInFlight: number;
  readonly pacing: 'timer' | 'precise';
}

export interface PipelineSettings {
  readonly partitions: number;
  readonly consumers: number;
  /** `sequence`: by productSeq; `arrival`: as records come, to show what goes wrong. */
  readonly ordering: 'sequence' | 'arrival';
  readonly shortage: 'reject' | 'partial' | 'backorder';
  /** Off: nothing durable stands behind the offsets, and a partition that changes hands begins anew. */
  readonly changelog: boolean;
  /** Without a heartbeat for so long a consumer is out of the group; null: 6 s embedded, 30 s elsewhere. */
  readonly sessionTimeoutMs: number | null;
  /** How long the group waits for its members to join again; null: 10 s embedded, 60 s elsewhere. */
  readonly rebalanceTimeoutMs: number | null;
}

export interface Threshold {
  /** `end_to_end`, or with a selector as written: `end_to_end{topic:inventory.sales}`. */
  readonly metric: string;
  readonly selector: Readonly<Record<string, string>>;
  /** `p` with its percentile, `med`, `avg`, `min`, `max`, `count`, `rate`, `value`. */
  readonly aggregation: { readonly kind: string; readonly percentile?: number };
  readonly comparison: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly limit: number;
  /** Stop the run as soon as it does not hold. */
  readonly abortOnFail: boolean;
  /** Since the load began: crossed before, it stops nothing yet. */
  readonly delayAbortEvalMs: number;
  /** As written, for messages. */
  readonly source: string;
}
