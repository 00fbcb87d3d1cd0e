/** A small resolved scenario for tests; parts can be replaced. */
import type { Load, Scenario } from './scenario.ts';

export function scenarioFixture(parts: Partial<Scenario> = {}): Scenario {
  return {
    name: 'fixture',
    description: 'twenty products, two thousand arrivals',
    seed: '1',
    clock: { startMs: Date.UTC(2026, 0, 5), speed: 8000 },
    catalogue: {
      products: 20,
      warehouses: 5,
      popularity: { law: 'zipf', exponentThousandths: 1000 },
      openingStock: 'normal',
      history: { days: 30, eventsPerProduct: 20 },
    },
    mix: { sale: 60, restock: 25, return: 10, alert: 5 },
    quantities: {
      sale: { min: 1, max: 50 },
      restock: { min: 100, max: 500 },
      return: { min: 1, max: 5 },
    },
    replenishment: {
      mode: 'closed',
      policy: 'reorder-quantity',
      leadTimeMs: { min: 86_400_000, max: 3 * 86_400_000 },
    },
    realism: {
      businessHours: true,
      weekdays: true,
      seasons: true,
      popularity: true,
      depletion: true,
      demandSizing: true,
    },
    poisonPerMillion: 0,
    arrivals: 'even',
    shapeRate: false,
    load: constantLoad(1000, 2000),
    producers: {
      workers: 2,
      acks: -1,
      idempotent: false,
      compression: 'none',
      lingerMs: 0,
      maxInFlight: 10_000,
      pacing: 'timer',
    },
    pipeline: {
      partitions: 3,
      consumers: 1,
      ordering: 'sequence',
      shortage: 'reject',
      changelog: true,
      sessionTimeoutMs: null,
      rebalanceTimeoutMs: null,
    },
    faults: [],
    thresholds: [],
    gate: null,
    ...parts,
  };
}

export function constantLoad(ratePerSecond: number, durationMs: number): Load {
  return {
    executor: 'constant-arrival-rate',
    stages: [{ durationMs, startRate: ratePerSecond, endRate: ratePerSecond, timeUnitMs: 1000 }],
    durationMs,
    warmUpMs: 0,
  };
}
