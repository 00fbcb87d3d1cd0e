import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { StreamstockError } from '../../pipeline/errors.ts';
import { type LoadOptions, loadScenarioFile, parseScenario } from './load.ts';

const LOAD = 'load: { executor: constant-arrival-rate, rate: 10, timeUnit: 1m, duration: 60s }\n';
const MINIMAL = `name: minimal\n${LOAD}`;

function faultsOf(text: string, options: LoadOptions = {}): string[] {
  try {
    parseScenario(text, 'x.yaml', options);
  } catch (error) {
    if (error instanceof StreamstockError && error.code === 'SCENARIO_INVALID')
      return error.message.split('\n');
    throw error;
  }
  return [];
}

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
pipeline: { partitions: 12, consumers: 2, ordering: arrival, shortage: backorder }
thresholds:
  end_to_end: ["p(99)<100", { threshold: "max<1000", abortOnFail: on }]
  end_to_end{topic:inventory.sales}: ["med<20"]
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
      pipeline: { partitions: 12, consumers: 2, ordering: 'arrival', shortage: 'backorder' },
      thresholds: [
        {
          metric: 'end_to_end',
          selector: {},
          aggregation: { kind: 'p', percentile: 99 },
          comparison: '<',
          limit: 100,
          abortOnFail: false,
          source: 'p(99)<100',
        },
        {
          metric: 'end_to_end',
          selector: {},
          aggregation: { kind: 'max' },
          comparison: '<',
          limit: 1000,
          abortOnFail: true,
          source: 'max<1000',
        },
        {
          metric: 'end_to_end{topic:inventory.sales}',
          selector: { topic: 'inventory.sales' },
          aggregation: { kind: 'med' },
          comparison: '<',
          limit: 20,
          abortOnFail: false,
          source: 'med<20',
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

describe('YAML beyond a scenario', () => {
  it('keeps nothing of the other faults back when a key is repeated or not allowed', () => {
    expect(faultsOf(`${MINIMAL}name: b\n__proto__: { x: 1 }\nclock: { sped: 1 }\n`)).toEqual([
      'x.yaml:3:1: this key appears a second time',
      'x.yaml:4:1: the key __proto__ is not allowed',
      'x.yaml:5:10: unknown key (clock.sped) — did you mean "speed"?',
    ]);
  });

  it.each([
    ['', 'x.yaml:1:1: the file is empty; a scenario has at least a name and a load'],
    [
      '---\n# nothing\n',
      'x.yaml:1:1: the file is empty; a scenario has at least a name and a load',
    ],
    ['- a', 'x.yaml:1:1: a scenario is a mapping of keys to values'],
    [
      `${MINIMAL}---\n${MINIMAL}`,
      'x.yaml:3:1: a second document begins here; a file holds one scenario',
    ],
    [`${MINIMAL}name: b`, 'x.yaml:3:1: this key appears a second time'],
    [`${MINIMAL}__proto__: { x: 1 }`, 'x.yaml:3:1: the key __proto__ is not allowed'],
    [
      `${MINIMAL}mix: { constructor: 1, sale: 1 }`,
      'x.yaml:3:8: the key constructor is not allowed',
    ],
    [`${MINIMAL}thresholds: { prototype: [] }`, 'x.yaml:3:15: the key prototype is not allowed'],
    [`${MINIMAL}? [a]\n: 1`, 'x.yaml:3:3: keys are plain words'],
    [`${MINIMAL}seed: !!js/function "x"`, 'x.yaml:3:21: tags (!…) are not allowed in scenarios'],
    [`${MINIMAL}description: !!binary aGk=`, 'x.yaml:3:23: tags (!…) are not allowed in scenarios'],
    [
      `${MINIMAL}clock: { <<: { speed: 1 } }`,
      'x.yaml:3:10: unknown key (clock.<<) — known keys: start, speed',
    ],
    [
      `%YAML 1.1\n---\n${MINIMAL}`,
      'x.yaml:1:1: scenarios are YAML 1.2; remove the %YAML directive',
    ],
    ['name: a\nload:\n\tx: 1\n', 'x.yaml:3:1: a tab is used for indentation; YAML wants spaces'],
    ['name: a\nload: &l { stages: *l }', 'x.yaml:2:20: this alias contains itself'],
    [`a: ${'['.repeat(5000)}`, 'x.yaml:1:20: is nested too deeply'],
    ['PASSWORD: hunter2\n', 'x.yaml:1:1: is not a scenario: none of its keys is known'],
  ])('is refused: %.40j', (text, fault) => {
    const faults = faultsOf(text);
    expect(faults.map((line) => line.replace(/:1:\d+: is nested/, ':1:20: is nested'))).toEqual([
      fault,
    ]);
  });

  it('is refused when aliases multiply', () => {
    const level = (name: string, of: string) =>
      `${name}: &${name} [${Array(9).fill(of).join(',')}]\n`;
    const bomb = level('a', 'x') + level('b', '*a') + level('c', '*b') + level('d', '*c');
    expect(faultsOf(bomb)).toEqual([
      'x.yaml:1:1: repeats itself through aliases more than 32 times',
    ]);
  });

  it('leaves ordinary aliases, a byte order mark and DOS line ends alone', () => {
    const text =
      '\uFEFFname: a\nload:\n  executor: ramping-arrival-rate\n  stages: [&s { duration: 1s, target: 5 }, *s]\n';
    expect(parseScenario(text.replaceAll('\n', '\r\n'), 'x.yaml').load.durationMs).toBe(2000);
  });

  it('never moves the reader’s cursor', () => {
    const faults = faultsOf('name: "a\\e[31m"\n"\\e[2J": 1\n');
    expect(faults.join('')).not.toContain('\u001b');
    expect(faults.length).toBeGreaterThan(1);
  });

  it('fails with located faults only, whatever the text', () => {
    const yamlish = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            'name: a\n',
            LOAD,
            'load:',
            'stages',
            ' ',
            '\n',
            '- ',
            '{',
            '}',
            '[',
            ']',
            '&a ',
            '*a',
            '!x ',
            '? ',
            ': ',
            '"',
            '#',
            '|',
            '1',
            'mix',
          ),
          fc.string({ maxLength: 4 }),
        ),
        { maxLength: 25 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(yamlish, (text) => {
        for (const fault of faultsOf(text)) expect(fault).toMatch(/^x\.yaml:\d+:\d+: .|^… and/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('loadScenarioFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const failure = (path: string) => {
    try {
      loadScenarioFile(path);
    } catch (error) {
      if (error instanceof StreamstockError)
        return { code: error.code, message: error.message, exitCode: error.exitCode };
    }
    return undefined;
  };

  it('reads a file', () => {
    const path = join(folder, 'good.yaml');
    writeFileSync(path, MINIMAL);
    expect(loadScenarioFile(path).name).toBe('minimal');
  });

  it('says what keeps it from reading one', () => {
    const missing = join(folder, 'missing.yaml');
    expect(failure(missing)).toEqual({
      code: 'SCENARIO_UNREADABLE',
      message: `${missing}: no such file`,
      exitCode: 104,
    });
    expect(failure(folder)?.message).toBe(`${folder}: is not a regular file`);
    expect(failure('/dev/zero')?.message).toBe('/dev/zero: is not a regular file');
    const large = join(folder, 'large.yaml');
    writeFileSync(large, `${MINIMAL}#${'x'.repeat(256 * 1024)}`);
    expect(failure(large)?.message).toBe(`${large}: is larger than 256 KiB`);
    const binary = join(folder, 'binary.yaml');
    writeFileSync(binary, Buffer.from([0x6e, 0xff, 0xfe]));
    expect(failure(binary)?.message).toBe(`${binary}: is not UTF-8 text`);
  });
});
