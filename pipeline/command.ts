/**
 * What people ask of a running inventory: records on `inventory.commands`, key = productId, so that whoever owns a product hears of
 * everything that concerns it. Only interactive runs read them; see `docs/api.md`.
 */

/** A restock by hand, or settings of a product; both change what the pipeline concludes. Alert actions change what is shown. */
export type Command =
  | { readonly kind: 'restock'; readonly productId: string; readonly units: number }
  | {
      readonly kind: 'update-product';
      readonly productId: string;
      readonly changes: ProductChanges;
    }
  | {
      readonly kind: 'resolve-alert' | 'dismiss-alert';
      readonly productId: string;
      /** See `alertId`. */
      readonly alertId: string;
    };

/** What stays away is left as it is. At least one is there. */
export interface ProductChanges {
  readonly name?: string;
  readonly category?: string;
  readonly priceCents?: number;
  readonly reorderPointUnits?: number;
  /** Never below the units on hand: the pipeline then keeps the former one, and the command is dead-lettered. */
  readonly maxCapacityUnits?: number;
}

/** The value of a record on `inventory.commands`, as JSON. */
export interface CommandMessage {
  /** `CMD-<run>-<count>`: the same command twice is carried out once. */
  readonly id: string;
  readonly type: 'RESTOCK' | 'UPDATE_PRODUCT' | 'RESOLVE_ALERT' | 'DISMISS_ALERT';
  readonly productId: string;
  /** RESTOCK only. */
  readonly quantity?: number;
  /** UPDATE_PRODUCT only. */
  readonly changes?: ProductChanges;
  /** RESOLVE_ALERT and DISMISS_ALERT only. */
  readonly alertId?: string;
  readonly metadata: {
    readonly run: string;
    /** Wall clock, epoch microseconds. */
    readonly issuedUs: number;
  };
}
