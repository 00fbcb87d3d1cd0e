/** Scenario files that end-to-end tests share. */

/** Short and busy: deliveries, alerts, closed days, empty shelves and poison all happen. */
export const BUSY = `
load: { executor: constant-arrival-rate, rate: 2000, duration: 2s }
clock: { speed: 120000 }
catalogue: { products: 300, warehouses: 4, popularity: { law: zipf, exponent: 1 } }
replenishment: { mode: closed, leadTime: [4h, 12h] }
poison: 2000
`;

/**
 * Few products, many events each: a batch of one topic overtakes batches of the others many times, so that
 * taking records as they come must go wrong.
 */
export const OVERTAKING = `
load: { executor: constant-arrival-rate, rate: 6000, duration: 2s }
clock: { speed: 400000 }
catalogue: { products: 20, popularity: { law: zipf, exponent: 1 } }
replenishment: { mode: closed, leadTime: [1h, 8h] }
pipeline: { ordering: arrival }
`;

/** Slow and long enough to be disturbed. */
export const LONG = `
load: { executor: constant-arrival-rate, rate: 500, duration: 60s }
clock: { speed: 30000 }
catalogue: { products: 300 }
`;
