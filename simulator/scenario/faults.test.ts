import { describe, expect, it } from 'vitest';
import { faultsOf, MINIMAL } from './load.fixture.ts';

describe('faults of a scenario', () => {
  it('are reported all at once, each where it is, with a suggestion', () => {
    const text = `name: A b
sede: 4
load:
  executor: constant-arival-rate
mix: { sale: 1, retrun: 1 }
producers: { workers: 100, pacing: presice }
replenishment: opne
quantities: { sale: [5, 1] }
thresholds:
  end_to_edn: ["p(99)<100"]
  alert: ["p99<100"]
`;
    expect(faultsOf(text)).toEqual([
      'x.yaml:1:7: must be a name of lower-case letters, digits and hyphens, is "A b" (name)',
      'x.yaml:2:1: unknown key (sede) — did you mean "seed"?',
      'x.yaml:4:13: must be constant-arrival-rate or ramping-arrival-rate, is "constant-arival-rate" (load.executor) — did you mean "constant-arrival-rate"?',
      'x.yaml:5:17: unknown key (mix.retrun) — did you mean "return"?',
      'x.yaml:6:23: must be a whole number from 1 to 64, is 100 (producers.workers)',
      'x.yaml:6:36: must be one of timer, precise, is "presice" (producers.pacing) — did you mean "precise"?',
      'x.yaml:7:16: must be closed, open or a mapping with mode, policy and leadTime, is "opne" (replenishment) — did you mean "open"?',
      'x.yaml:8:21: the first of the pair must not exceed the second: 5 > 1 (quantities.sale) — write [1, 5]',
      'x.yaml:10:3: unknown metric end_to_edn (thresholds.end_to_edn) — did you mean end_to_end?',
      'x.yaml:11:11: must be an aggregation, a comparison and a number, is "p99<100" (thresholds.alert[0]) — for example "p(99)<100"',
    ]);
  });

  it.each([
    [
      'name: a',
      'x.yaml:1:1: is missing (load) — add a mapping with an executor: constant-arrival-rate or ramping-arrival-rate',
    ],
    [
      `name: a\nload: { rate: 1 }`,
      'x.yaml:2:7: is missing (load.executor) — add constant-arrival-rate or ramping-arrival-rate',
    ],
    [
      `name: a\nload: { executor: constant-arrival-rate, rate: 1 }`,
      'x.yaml:2:7: is missing (load.duration) — add a duration such as 500ms, 20s, 1m30s, 2h or 3d',
    ],
    [
      `name: a\nload:\n  executor: ramping-arrival-rate\n  stages:\n  - { duration: 1s, target: -1 }`,
      'x.yaml:5:29: must be a number of events per timeUnit, 0 or more, is -1 (load.stages[0].target)',
    ],
    [
      `name: a\nload: { executor: ramping-arrival-rate, stages: [] }`,
      'x.yaml:2:49: must be a list of 1 to 1,000 stages, is an empty list (load.stages)',
    ],
    [
      `name: a\nload:\n`,
      'x.yaml:2:6: must be a mapping with an executor: constant-arrival-rate or ramping-arrival-rate, is empty (load)',
    ],
    [
      `${MINIMAL}seed: 12345678901234567890`,
      'x.yaml:3:7: must be a whole number, or a text of 1 to 64 printable characters without spaces (larger numbers in quotes), is 12345678901234567000 (seed)',
    ],
    [
      `${MINIMAL}quantities: { sale: 5 }`,
      'x.yaml:3:21: must be a pair [min, max] of whole numbers, is 5 (quantities.sale)',
    ],
    [
      `${MINIMAL}quantities: { sale: [1, 2, 3] }`,
      'x.yaml:3:21: must be a pair [min, max] of whole numbers, is a list (quantities.sale)',
    ],
    [
      `${MINIMAL}clock: { speed: .inf }`,
      'x.yaml:3:17: must be a number from 0.001 to 1,000,000,000, is Infinity (clock.speed)',
    ],
    [
      `${MINIMAL}clock: { start: 2026-02-30 }`,
      'x.yaml:3:17: is not a day and time that exists (clock.start)',
    ],
    [
      `${MINIMAL}clock: { start: 2026-02-03T25:00:00Z }`,
      'x.yaml:3:17: is not a day and time that exists (clock.start)',
    ],
    [
      `${MINIMAL}clock: { start: 1969-12-31 }`,
      'x.yaml:3:17: must be between 1970 and 2200 (clock.start)',
    ],
    [
      `${MINIMAL}clock: { speed: 1e9 }`,
      'x.yaml:2:76: lasts 1,901 years of business time at speed 1000000000; at most 100 are possible (load.duration) — shorten the load or lower clock.speed',
    ],
    [
      `${MINIMAL}catalogue: { products: 1000001 }`,
      'x.yaml:3:24: must be a whole number from 1 to 1,000,000, is 1000001 (catalogue.products)',
    ],
    [
      `${MINIMAL}catalogue: { products: 100001 }`,
      'x.yaml:3:24: a run against a broker takes at most 100,000 products, is 100001 (catalogue.products) — the command simulate takes more',
    ],
    [
      `${MINIMAL}catalogue: { popularity: { law: uniform, exponent: 1 } }`,
      'x.yaml:3:52: the uniform law has no exponent (catalogue.popularity.exponent) — remove it, or write law: zipf',
    ],
    [
      `${MINIMAL}catalogue: { popularity: { law: zipf, exponent: 1.2345 } }`,
      'x.yaml:3:49: must have at most three decimals, is 1.2345 (catalogue.popularity.exponent) — write 1.235',
    ],
    [
      `${MINIMAL}catalogue: { history: { days: 0, eventsPerProduct: 3 } }`,
      'x.yaml:3:52: needs days to happen in (catalogue.history.eventsPerProduct) — set days to 1 or more, or eventsPerProduct to 0',
    ],
    [
      `${MINIMAL}mix: { restock: 5 }`,
      'x.yaml:3:6: sale, return or alert must have a weight: closed replenishment draws no restocks (mix)',
    ],
    [
      `${MINIMAL}mix: {}\nreplenishment: open`,
      'x.yaml:3:6: at least one type must have a weight above 0 (mix)',
    ],
    [
      `${MINIMAL}replenishment: { mode: open, leadTime: [1d, 2d] }`,
      'x.yaml:3:30: open replenishment places no orders (replenishment.leadTime) — remove leadTime, or write mode: closed',
    ],
    [
      `${MINIMAL}replenishment: { mode: closed, leadTime: [3d, 1d] }`,
      'x.yaml:3:42: the first of the pair must not exceed the second: 3d > 1d (replenishment.leadTime) — write [1d, 3d]',
    ],
    [
      `${MINIMAL}replenishment: { mode: closed, leadTime: [0s, 1d] }`,
      'x.yaml:3:43: a delivery takes some time; must be above 0 (replenishment.leadTime[0])',
    ],
    [
      `${MINIMAL}producers: { idempotent: on, acks: 1 }`,
      'x.yaml:3:36: an idempotent producer needs acks: all, is 1 (producers.acks) — write acks: all, or idempotent: off',
    ],
    [
      `${MINIMAL}producers: { linger: 1.5ms }`,
      'x.yaml:3:22: must be a whole number of milliseconds, is "1.5ms" (producers.linger)',
    ],
    [
      `${MINIMAL}thresholds: { alert: "p(99)<1" }`,
      'x.yaml:3:22: must be a list of thresholds such as ["p(99)<100"], is "p(99)<1" (thresholds.alert)',
    ],
    [
      `${MINIMAL}thresholds: { alert: [{ treshold: "p(99)<1", threshold: "max<" }] }`,
      'x.yaml:3:25: unknown key (thresholds.alert[0].treshold) — did you mean "threshold"?',
    ],
    [
      `${MINIMAL}thresholds: { alert: [{ threshold: "max<" }] }`,
      'x.yaml:3:36: must be an aggregation, a comparison and a number, is "max<" (thresholds.alert[0].threshold) — for example "p(99)<100"',
    ],
    [
      `${MINIMAL}thresholds: { alert: [{ threshold: "max<1", abortOnFail: on, delayAbortEval: 10 }] }`,
      'x.yaml:3:78: must be a duration such as 500ms, 20s, 1m30s, 2h or 3d, is 10 (thresholds.alert[0].delayAbortEval)',
    ],
    [
      `${MINIMAL}thresholds: { alert: [{ threshold: "max<1", delayAbortEval: 10s }] }`,
      'x.yaml:3:45: there is nothing to delay: this threshold stops no run (thresholds.alert[0].delayAbortEval) — add abortOnFail: on, or remove delayAbortEval',
    ],
    [
      `${MINIMAL}thresholds: { "alert{topic:inventory.slaes}": ["max<1"] }`,
      'x.yaml:3:15: unknown topic inventory.slaes (thresholds.alert{topic:inventory.slaes}) — did you mean inventory.sales?',
    ],
    [
      `${MINIMAL}pipeline: { partitions: 2 }\nthresholds: { "consumer_lag{partition:2}": ["max<1"] }`,
      'x.yaml:4:15: there is no partition 2: topics have 2 (thresholds.consumer_lag{partition:2}) — 0 to 1',
    ],
  ])('are found in %j', (text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it.each([
    [
      'rate: 1000001, duration: 5s',
      'x.yaml:2:48: must be at most 1,000,000 events a second, is 1,000,001 (load.rate)',
    ],
    [
      'rate: 1000, timeUnit: 1ms, duration: 1h',
      'x.yaml:2:79: plans 3,600,000,000 events; at most 2^31 are possible (load.duration)',
    ],
    ['rate: 1, timeUnit: 0s, duration: 5s', 'x.yaml:2:61: must be above 0 (load.timeUnit)'],
    ['rate: 1, duration: 0s', 'x.yaml:2:61: the load must last longer than 0 (load.duration)'],
    [
      'rate: 1, duration: 5s, warmUp: 5s',
      'x.yaml:2:73: must be shorter than the load, which lasts 5s (load.warmUp)',
    ],
    [
      'rate: 1, timeUnit: 1h, duration: 5s',
      'x.yaml:2:48: plans not a single event (load.rate) — raise the rate or the duration',
    ],
  ])('are found in a load with %s', (load, fault) => {
    expect(faultsOf(`name: a\nload: { executor: constant-arrival-rate, ${load} }`)).toEqual([
      fault,
    ]);
  });

  it('name the stage of a ramp that is too fast, once', () => {
    const ramp = (start: number, ...targets: number[]) =>
      faultsOf(
        `name: a\nload:\n  executor: ramping-arrival-rate\n  startRate: ${start}\n  stages:\n${targets.map((target) => `  - { duration: 1s, target: ${target} }\n`).join('')}`,
      );
    expect(ramp(0, 10, 2_000_000, 5)).toEqual([
      'x.yaml:7:29: must be at most 1,000,000 events a second, is 2,000,000 (load.stages[1].target)',
    ]);
    expect(ramp(3_000_000, 10)).toEqual([
      'x.yaml:4:14: must be at most 1,000,000 events a second, is 3,000,000 (load.startRate)',
    ]);
  });

  it('allow simulate more products', () => {
    expect(faultsOf(`${MINIMAL}catalogue: { products: 200000 }`, { purpose: 'simulate' })).toEqual(
      [],
    );
  });

  it('stop at thirty', () => {
    const keys = Array.from({ length: 40 }, (_, at) => `zzzzzzz${at}: 1`).join('\n');
    const faults = faultsOf(`${MINIMAL}${keys}`);
    expect(faults).toHaveLength(31);
    expect(faults.at(-1)).toBe('… and 10 more faults');
  });
});
