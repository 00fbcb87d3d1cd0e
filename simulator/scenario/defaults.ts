/** What a scenario gets where its file is silent; `docs/scenarios.md` prints the same values. */

export const DEFAULTS = {
  seed: 42,
  clock: { start: '2026-01-05T00:00:00Z', speed: 432 },
  catalogue: {
    products: 50,
    warehouses: 5,
    openingStock: 'normal',
    history: { days: 30, eventsPerProduct: 20 },
  },
  quantities: { sale: [1, 50], restock: [100, 500], return: [1, 5] },
  replenishment: { mode: 'closed', policy: 'reorder-quantity', leadTime: ['1d', '3d'] },
  poison: 0,
  arrivals: 'even',
  timeUnit: '1s',
  startRate: 0,
  warmUp: '0s',
  producers: {
    workers: 1,
    acks: 'all',
    idempotent: false,
    compression: 'none',
    linger: '0ms',
    maxInFlight: 10_000,
    pacing: 'timer',
  },
  pipeline: {
    partitions: 3,
    consumers: 1,
    ordering: 'sequence',
    shortage: 'reject',
    changelog: 'on',
  },
} as const;

/** Weights by the name that `mix` accepts. */
export const MIX_PRESETS = {
  default: { sale: 60, restock: 25, return: 10, alert: 5 },
  architecture: { sale: 65, restock: 25, return: 10, alert: 0 },
} as const;
