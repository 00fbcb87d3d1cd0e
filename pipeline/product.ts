/** The catalogue contract: what the pipeline knows of products and warehouses before the first event. */

export interface Product {
  /** Dense position in the catalogue, from 0: the key of every per-product array. */
  readonly index: number;
  /** `PROD-001`: the Kafka record key. */
  readonly id: string;
  /** `SKU-ELE-001`. */
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly warehouseIndex: number;
  readonly openingStockUnits: number;
  /** LOW_STOCK when the stock on hand is below this. */
  readonly reorderPointUnits: number;
  readonly maxCapacityUnits: number;
  readonly priceCents: number;
}

export interface Warehouse {
  readonly index: number;
  /** `WH-NORTH`. */
  readonly id: string;
  readonly capacityUnits: number;
  /** Categories it specialises in; empty: it takes everything. */
  readonly categories: readonly string[];
}

export interface Catalogue {
  readonly products: readonly Product[];
  readonly warehouses: readonly Warehouse[];
}

/** Daily demand before the first virtual day, so that forecasts have something to learn from. */
export interface DemandHistory {
  /** Days covered, the last one ending where virtual day 0 begins. */
  readonly days: number;
  /** Units sold: `soldUnits[productIndex * days + day]`, oldest day first. */
  readonly soldUnits: Int32Array;
}
