import { describe, expect, it } from 'vitest';
import { MINIMAL } from './load.fixture.ts';
import { parseScenario } from './load.ts';

describe('a scenario', () => {
  it('needs a name and a load only', () => {
    const scenario = parseScenario(MINIMAL, 'x.yaml');
    expect(scenario).toMatchObject({
      seed: '42',
      clock: { startMs: Date.UTC(2026, 0, 5), speed: 432 },
      catalogue: { products: 50, popularity: { law: 'zipf', exponentThousandths: 1334 } },
      mix: { sale: 60, restock: 25, return: 10, alert: 5 },
      replenishment: {
        mode: 'closed',
        policy: 'reorder-quantity',
        leadTimeMs: { min: 86_400_000, max: 259_200_000 },
      },
      realism: { businessHours: true, demandSizing: true },
      producers: { acks: -1, lingerMs: 0 },
      load: {
        durationMs: 60_000,
        warmUpMs: 0,
        stages: [{ startRate: 10, endRate: 10, timeUnitMs: 60_000 }],
      },
    });
  });

  it('is frozen to its last leaf', () => {
    const isDeeplyFrozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen));
    expect(
      isDeeplyFrozen(parseScenario(`${MINIMAL}thresholds: { alert: ["p(99)<1"] }\n`, 'x.yaml')),
    ).toBe(true);
  });

  it('may say everything', () => {
    const text = `
name: everything
description: every key once
seed: autumn
clock: { start: 2027-03-01, speed: 0.5 }
catalogue:
  products: 10
  warehouses: 2
  popularity: { law: zipf, exponent: 0.875 }
  openingStock: low
  history: { days: 7, eventsPerProduct: 3 }
mix: { sale: 3, return: 1 }
quantities: { sale: [2, 4], restock: [10, 20], return: [1, 1] }
replenishment: { mode: closed, policy: order-up-to, leadTime: [12h, 1d12h] }
realism: { seasons: off, depletion: false }
poison: 1000
arrivals: poisson
shapeRate: on
load:
  executor: ramping-arrival-rate
  startRate: 5
  timeUnit: 1m
  warmUp: 1s
  stages: [{ duration: 10s, target: 600 }, { duration: 0s, target: 60 }, { duration: 5s, target: 60 }]
producers: { workers: 2, acks: 1, idempotent: off, compression: gzip, linger: 5ms, maxInFlight: 100, pacing: precise }
pipeline: { partitions: 12, consumers: 2, ordering: arrival, shortage: backorder, changelog: off, sessionTimeout: 7s, rebalanceTimeout: 8s }
faults: [{ kill: any, at: 9s, between: commit, restart: 1s }]
thresholds:
  end_to_end: ["p(99)<100", { threshold: "max<1000", abortOnFail: on, delayAbortEval: 1m30s }]
  end_to_end{topic:inventory.sales}: ["med<20"]
gate: { throughput: ["value 2%"] }
`;
    expect(parseScenario(text, 'x.yaml')).toEqual({
      name: 'everything',
      description: 'every key once',
      seed: 'autumn',
      clock: { startMs: Date.UTC(2027, 2, 1), speed: 0.5 },
      catalogue: {
        products: 10,
        warehouses: 2,
        popularity: { law: 'zipf', exponentThousandths: 875 },
        openingStock: 'low',
        history: { days: 7, eventsPerProduct: 3 },
      },
      mix: { sale: 3, restock: 0, return: 1, alert: 0 },
      quantities: {
        sale: { min: 2, max: 4 },
        restock: { min: 10, max: 20 },
        return: { min: 1, max: 1 },
      },
      replenishment: {
        mode: 'closed',
        policy: 'order-up-to',
        leadTimeMs: { min: 43_200_000, max: 129_600_000 },
      },
      realism: {
        businessHours: true,
        weekdays: true,
        seasons: false,
        popularity: true,
        depletion: false,
        demandSizing: true,
      },
      poisonPerMillion: 1000,
      arrivals: 'poisson',
      shapeRate: true,
      load: {
        executor: 'ramping-arrival-rate',
        durationMs: 15_000,
        warmUpMs: 1000,
        stages: [
          { durationMs: 10_000, startRate: 5, endRate: 600, timeUnitMs: 60_000 },
          { durationMs: 0, startRate: 600, endRate: 60, timeUnitMs: 60_000 },
          { durationMs: 5000, startRate: 60, endRate: 60, timeUnitMs: 60_000 },
        ],
      },
      producers: {
        workers: 2,
        acks: 1,
        idempotent: false,
        compression: 'gzip',
        lingerMs: 5,
        maxInFlight: 100,
        pacing: 'precise',
      },
      pipeline: {
        partitions: 12,
        consumers: 2,
        ordering: 'arrival',
        shortage: 'backorder',
        changelog: false,
        sessionTimeoutMs: 7000,
        rebalanceTimeoutMs: 8000,
      },
      faults: [
        {
          action: { kind: 'kill', step: 'commit', restartAfterMs: 1000 },
          target: 'any',
          when: { kind: 'at', atMs: 9000 },
        },
      ],
      thresholds: [
        {
          metric: 'end_to_end',
          selector: {},
          aggregation: { kind: 'p', percentile: 99 },
          comparison: '<',
          limit: 100,
          abortOnFail: false,
          delayAbortEvalMs: 0,
          source: 'p(99)<100',
        },
        {
          metric: 'end_to_end',
          selector: {},
          aggregation: { kind: 'max' },
          comparison: '<',
          limit: 1000,
          abortOnFail: true,
          delayAbortEvalMs: 90_000,
          source: 'max<1000',
        },
        {
          metric: 'end_to_end{topic:inventory.sales}',
          selector: { topic: 'inventory.sales' },
          aggregation: { kind: 'med' },
          comparison: '<',
          limit: 20,
          abortOnFail: false,
          delayAbortEvalMs: 0,
          source: 'med<20',
        },
      ],
      gate: [
        {
          label: 'throughput',
          metric: 'throughput',
          selector: {},
          percentile: null,
          noiseThreshold: 0.02,
        },
      ],
    });
  });

  it('takes the short forms', () => {
    const short = parseScenario(
      `${MINIMAL}mix: architecture\nreplenishment: open\nrealism: off\ncatalogue: { popularity: uniform }\n`,
      'x.yaml',
    );
    expect(short.mix).toEqual({ sale: 65, restock: 25, return: 10, alert: 0 });
    expect(short.replenishment).toEqual({ mode: 'open' });
    expect(Object.values(short.realism)).toEqual([false, false, false, false, false, false]);
    expect(short.catalogue.popularity).toEqual({ law: 'uniform' });
  });

  it('has one seed for 7 and "7"', () => {
    const seeds = ['7', '"7"', '07', '0x7'].map(
      (seed) => parseScenario(`${MINIMAL}seed: ${seed}\n`, 'x.yaml').seed,
    );
    expect(seeds).toEqual(['7', '7', '7', '7']);
  });
});
