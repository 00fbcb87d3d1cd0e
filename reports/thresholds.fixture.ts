/** Parts of a record for tests of thresholds and figures. */
import type { InventoryReport } from './inventory.ts';

/** Two stock-outs, and forecasts that err by a tenth of the demand. */
export function inventoryFixture(): InventoryReport {
  return {
    startMs: 0,
    endMs: 86_400_000,
    days: {
      daysPerEntry: 1,
      demandedUnits: [100],
      soldUnits: [90],
      lostUnits: [10],
      restockedUnits: [0],
      closingUnits: [400],
      alertsRaised: [2],
      alertsResolved: [1],
    },
    stockOuts: {
      episodes: 2,
      products: 1,
      unfinished: 0,
      meanMs: 5_400_000,
      medianMs: 3_600_000,
      maxMs: 7_200_000,
      byDuration: [{ belowMs: null, episodes: 2 }],
    },
    forecast: {
      products: 20,
      productDays: 40,
      maeUnits: 4.5,
      wape: 0.1,
      mase: 0.8,
      biasUnits: -0.5,
      coverage: 0.9,
    },
    products: [],
  };
}
