/** Advice on a warehouse that is too full. */
import type { Priority } from './recommendation-rules.ts';
import { inUnits, type Words } from './recommendation-words.ts';

/** How full a warehouse is. */
export interface WarehousePosition {
  readonly warehouseId: string;
  readonly onHandUnits: number;
  readonly capacityUnits: number;
}

/** @returns undefined up to 90 % of its capacity */
export function rebalancePriority(warehouse: WarehousePosition): Priority | undefined {
  if (!isFull(warehouse)) return undefined;
  return warehouse.onHandUnits > warehouse.capacityUnits ? 'high' : 'medium';
}

/** @param all warehouses, this one included */
export function rebalanceWords(
  warehouse: WarehousePosition,
  all: readonly WarehousePosition[],
): Words {
  const { warehouseId, onHandUnits, capacityUnits } = warehouse;
  const emptiest = all.reduce((least, each) => (fullness(each) < fullness(least) ? each : least));
  const excess = Math.ceil((10 * onHandUnits - 9 * capacityUnits) / 10);
  const elsewhere = isFull(emptiest)
    ? 'or hold its deliveries; the others are full as well'
    : `or send its deliveries to ${emptiest.warehouseId}, which is ${percent(emptiest)} full`;
  return {
    action: `Move ${inUnits(excess)} out of ${warehouseId}, ${elsewhere}.`,
    reason: `${inUnits(onHandUnits)} fill ${percent(warehouse)} of its capacity of ${capacityUnits}.`,
  };
}

function isFull({ onHandUnits, capacityUnits }: WarehousePosition): boolean {
  return 10 * onHandUnits > 9 * capacityUnits;
}

function fullness({ onHandUnits, capacityUnits }: WarehousePosition): number {
  return onHandUnits / capacityUnits;
}

function percent(warehouse: WarehousePosition): string {
  return `${Math.floor(100 * fullness(warehouse))} %`;
}
