import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from '../histogram.ts';
import { type Case, CONSUMERS, compared, EMPTY, judged, verdictsOf } from './compare.fixture.ts';
import type { InventedRun } from './evidence.fixture.ts';
import { parseGate } from './gated-metrics.ts';

beforeAll(initHistograms);

describe('a comparison', () => {
  it('of versions that are equally fast says so', () => {
    const comparison = compared({});
    expect(verdictsOf(comparison)).toEqual(new Array(6).fill('same'));
    expect(comparison.verdict).toMatchObject({ name: 'same', exitCode: 0, moreRunsNeeded: null });
    expect(comparison).toMatchObject({ design: 'paired', warnings: [] });
  });

  it.each(['paired', 'unpaired'] as const)('finds slower CPU, %s, and nothing else', (design) => {
    const { verdict, metrics } = compared({ head: { cpu: 1.12 }, design });
    expect(verdict).toMatchObject({ name: 'slower', exitCode: 91, moreRunsNeeded: null });
    expect(metrics.map((metric) => `${metric.label}: ${metric.verdict}`)).toEqual([
      'end_to_end p(50): same',
      'end_to_end p(99): same',
      'cpu_per_event{group:producers}: slower',
      'cpu_per_event{group:broker}: slower',
      'cpu_per_event{group:consumers}: slower',
      'cpu_per_event: slower',
    ]);
    expect(verdict.reasons[0]).toMatch(
      /^cpu_per_event\{group:producers\} is slower: \+1[12]\.\d % \(95 % interval \+1\d\.\d … \+1\d\.\d %, p .*\), beyond the floor of 5 %$/,
    );
    expect(verdict.reasons.at(-1)).toBe('the same: end_to_end p(50), end_to_end p(99)');
  });

  it('finds what became faster, and ends well', () => {
    const { verdict } = compared({ head: { latency: 0.5 } });
    expect(verdict).toMatchObject({ name: 'faster', exitCode: 0 });
  });

  it('is slower when one metric is, whatever the others gained', () => {
    const { verdict } = compared({ head: { latency: 0.5, cpu: 1.2 } });
    expect(verdict).toMatchObject({ name: 'slower', exitCode: 91 });
  });

  it('asks for no more runs where it is slower already, whatever is open', () => {
    const head = (index: number) => ({ latency: 2, cpu: index % 2 === 0 ? 1.07 : 0.94 });
    const { verdict, metrics } = compared({ head });
    expect(verdict).toMatchObject({ name: 'slower', exitCode: 91, moreRunsNeeded: null });
    expect(metrics.at(-1)?.moreRunsNeeded).toBeGreaterThan(0);
    expect(verdict.reasons.some((reason) => reason.includes('cannot be told'))).toBe(true);
  });

  it('cannot be told when one metric cannot, though another became faster', () => {
    const head = (index: number) => ({ latency: 0.5, cpu: index % 2 === 0 ? 1.1 : 0.9 });
    const { verdict } = compared({ head });
    expect(verdict).toMatchObject({ name: 'inconclusive', exitCode: 92 });
    expect(verdict.moreRunsNeeded).toBeGreaterThan(0);
  });

  it('asks for as many runs as the metric that needs most of them', () => {
    const gate = parseGate(['cpu_per_event value 5%', 'throughput value 5%']);
    const sign = (index: number) => (index % 2 === 0 ? 1 : -1);
    const head = (index: number) => ({
      cpu: 1 + 0.08 * sign(index),
      throughput: 1 + 0.13 * sign(index),
    });
    const { verdict, metrics } = compared({ gate, head });
    const [cpu = 0, throughput = 0] = metrics.map((metric) => metric.moreRunsNeeded ?? 0);
    expect(cpu).toBeGreaterThan(0);
    expect(throughput).toBeGreaterThan(cpu);
    expect(verdict).toMatchObject({ name: 'inconclusive', moreRunsNeeded: throughput });
    const turned = compared({ gate: [...gate].reverse(), head });
    expect(turned.verdict.moreRunsNeeded).toBe(throughput);
  });

  it('gives the same answer to the same evidence', () => {
    expect(compared({ head: { cpu: 1.03 }, noise: 0.2 })).toEqual(
      compared({ head: { cpu: 1.03 }, noise: 0.2 }),
    );
  });
});

describe('a metric', () => {
  it('is the same when a change is there but smaller than the floor, and says how large it is', () => {
    const metric = judged({ head: { cpu: 1.03 } });
    expect(metric.test?.adjustedPValue).toBeLessThanOrEqual(0.05);
    expect(metric.verdict).toBe('same');
    expect(metric.reason).toMatch(
      /^\+[23]\.\d % .*: a change that is there, but within the floor of 5 %$/,
    );
  });

  it('is judged by the floor of all metrics where one is given', () => {
    expect(judged({ head: { cpu: 1.03 }, noiseThreshold: 0.01 }).verdict).toBe('slower');
    expect(judged({ head: { cpu: 1.12 }, noiseThreshold: 0.3 }).verdict).toBe('same');
  });

  it('cannot be told where chance could explain a large change', () => {
    const metric = judged({ head: (index) => ({ cpu: index % 2 === 0 ? 1.4 : 0.9 }) });
    expect(metric).toMatchObject({ verdict: 'cannot tell' });
    expect(metric.ratio).toBeGreaterThan(1.05);
    expect(metric.reason).toContain(': that may be chance');
    expect(metric.moreRunsNeeded).toBeGreaterThan(0);
  });

  it('cannot be told where a change could hide in the noise', () => {
    const metric = judged({ head: (index) => ({ cpu: index % 2 === 0 ? 1.15 : 0.87 }) });
    expect(metric.verdict).toBe('cannot tell');
    expect(metric.reason).toContain(': a change beyond the floor of 5 % may hide in it');
  });

  it('cannot be told where a change is certain and its size is not', () => {
    const metric = judged({ head: (index) => ({ cpu: 1.045 + 0.01 * (index % 2) }), noise: 0.001 });
    expect(metric.test?.adjustedPValue).toBeLessThanOrEqual(0.05);
    expect(metric.verdict).toBe('cannot tell');
    expect(metric.reason).toContain('whether it reaches the floor of 5 % is open');
  });

  it('cannot be told where one run outweighs all others, which say the opposite', () => {
    const weighted = (usPerEvent: number, events: number): InventedRun => ({
      changes: { cpu: { processUs: usPerEvent * events, events, groupsUs: {} } },
    });
    const metric = judged({
      gate: parseGate(['cpu_per_event value 5%']),
      runs: 12,
      base: (index) => weighted(100, index === 0 ? 1e6 : 1e3),
      head: (index) => (index === 0 ? weighted(120, 1e6) : weighted(99 - index / 10, 1e3)),
    });
    expect(metric.ratio).toBeGreaterThan(1.05);
    expect(metric.test?.adjustedPValue).toBeLessThanOrEqual(0.05);
    expect(metric.interval?.low).toBeLessThan(1);
    expect(metric.verdict).toBe('cannot tell');
  });

  it('is tested harder among others than alone', () => {
    const logs = [-0.001, -0.002, 0.003, 0.004, -0.005, 0.25, 0.26, 0.27, 0.28, 0.29];
    const head = (index: number) => ({ cpu: Math.exp(logs[index] ?? 0) });
    const alone = judged({ head, noise: 0 });
    expect(alone.test).toMatchObject({ name: 'signed-rank', isExact: true });
    expect(alone.test?.adjustedPValue).toBe(alone.test?.pValue);
    expect(alone.verdict).toBe('slower');
    const gate = parseGate(['cpu_per_event{group:consumers} value 5%', 'throughput value 5%']);
    const among = judged({ gate, head, noise: 0 });
    expect(among.test?.pValue).toBe(alone.test?.pValue);
    expect(among.test?.adjustedPValue).toBe(2 * (alone.test?.pValue ?? 0));
    expect(among.verdict).toBe('cannot tell');
  });

  it('is found in pairs though one pair is not like the other', () => {
    const weather = (index: number, cpu: number) => ({ cpu: cpu * (1 + 0.2 * index) });
    const sides = {
      base: (index: number) => weather(index, 1),
      head: (index: number) => weather(index, 1.1),
    };
    expect(judged(sides).verdict).toBe('slower');
    expect(judged({ ...sides, design: 'unpaired' })).toMatchObject({
      verdict: 'cannot tell',
      test: { name: 'rank-sum' },
    });
  });

  it('asks for a quieter machine where no number of runs would do', () => {
    const metric = judged({ head: (index) => ({ cpu: index % 2 === 0 ? 1.9 : 0.1 }) });
    expect(metric).toMatchObject({ verdict: 'cannot tell', moreRunsNeeded: null });
    expect(metric.reason).toMatch(/; a quieter machine would help rather than more runs$/);
  });

  it('is slower where more would be better', () => {
    const gate = parseGate(['throughput value 5%']);
    const slower = compared({ gate, head: { throughput: 0.8 } });
    expect(slower.metrics[0]).toMatchObject({ better: 'higher', verdict: 'slower' });
    expect(slower.verdict.reasons[0]).toMatch(/^throughput is lower \(slower\): −\d/);
    expect(judged({ gate, head: { throughput: 1.2 } }).verdict).toBe('faster');
    expect(judged({ gate, head: { throughput: 1 } }).verdict).toBe('same');
  });

  it.each<[metric: string, head: InventedRun]>([
    ['rss max 10%', { rss: 1.5 }],
    ['end_to_end{topic:inventory.sales} p(50) 10%', { latency: 1.5 }],
    ['end_to_end p(90) 10%', { latency: 1.5 }],
  ])('%s is found to be slower', (text, head) => {
    expect(judged({ gate: parseGate([text]), head }).verdict).toBe('slower');
  });

  it('is the quotient of sums, not the mean of quotients', () => {
    const events = (index: number) => (index === 0 ? 1_000_000 : 1_000);
    const cpu = (index: number, usPerEvent: number) => ({
      changes: {
        cpu: { processUs: usPerEvent * events(index), events: events(index), groupsUs: {} },
      },
    });
    const metric = judged({
      gate: parseGate(['cpu_per_event value 5%']),
      base: (index) => cpu(index, 100),
      head: (index) => cpu(index, index === 0 ? 200 : 100),
    });
    expect(metric.ratio).toBeCloseTo(1.991, 3);
    expect(metric.base).toBe(100);
    expect(metric.headRuns.slice(0, 2)).toEqual([200, 100]);
  });

  it('is a quantile of all samples, not a mean of quantiles', () => {
    const gate = parseGate(['end_to_end p(50) 10%']);
    const metric = judged({ gate, head: (index) => ({ latency: index < 6 ? 1 : 100 }) });
    const mean = metric.headRuns.reduce((sum, value) => sum + value, 0) / 10;
    expect(metric.head).toBeLessThan(mean / 5);
  });

  it('has no ratio where the base is 0', () => {
    const nothing = { changes: { cpu: { processUs: 0, events: 10, groupsUs: { consumers: 0 } } } };
    const metric = judged({ base: nothing });
    expect(metric).toMatchObject({ base: 0, ratio: null, interval: null, verdict: 'cannot tell' });
    expect(metric.reason).toMatch(/^there is no ratio/);
  });
});

describe('too few runs', () => {
  it.each<[what: string, wanted: Case, reason: string, more: number]>([
    [
      '7 pairs for 6 metrics',
      { runs: 7 },
      '7 pairs are too few to judge 6 metrics: 8 are needed',
      1,
    ],
    ['1 pair', { runs: 1 }, '1 pair is too few to judge 6 metrics: 8 are needed', 7],
    [
      '4 and 4 runs',
      { runs: 4, design: 'unpaired' },
      '4 runs a side are too few to judge 6 metrics: 5 are needed',
      1,
    ],
    [
      '3 and 9 runs',
      { runs: [3, 4], design: 'unpaired' },
      '3 runs a side are too few to judge 6 metrics: 5 are needed',
      2,
    ],
    [
      '5 pairs for one metric',
      { runs: 5, gate: CONSUMERS },
      '5 pairs are too few to judge one metric: 6 are needed',
      1,
    ],
  ])('%s decide nothing', (_, wanted, reason, more) => {
    const { metrics, verdict } = compared({ head: { cpu: 3, latency: 3 }, ...wanted });
    for (const metric of metrics) {
      expect(metric).toMatchObject({ verdict: 'cannot tell', test: null, reason });
    }
    expect(verdict).toMatchObject({ name: 'inconclusive', exitCode: 92, moreRunsNeeded: more });
  });

  it.each<[what: string, wanted: Case]>([
    ['8 pairs', { runs: 8 }],
    ['5 and 5 runs', { runs: 5, design: 'unpaired' }],
    ['6 pairs for one metric', { runs: 6, gate: CONSUMERS }],
    ['sides of unequal size', { runs: [5, 9], design: 'unpaired' }],
  ])('%s are enough', (_, wanted) => {
    expect(compared({ head: { cpu: 1.5, latency: 2 }, ...wanted }).verdict.name).toBe('slower');
  });

  it('are two single runs, of which only differences can be shown', () => {
    const comparison = compared({ runs: 1, design: 'unpaired', head: { cpu: 2 } });
    expect(comparison.design).toBe('single');
    expect(comparison.metrics[5]).toMatchObject({
      verdict: 'cannot tell',
      interval: null,
      test: null,
    });
    expect(comparison.metrics[5]?.ratio).toBeGreaterThan(1.9);
    expect(comparison.verdict).toMatchObject({
      exitCode: 92,
      reasons: ['a single run on a side says nothing about speed'],
      moreRunsNeeded: 4,
    });
  });
});

describe('figures', () => {
  it('draw both sides at the same percentiles, and every run within its bounds', () => {
    const { spectra } = compared({}).figures;
    expect(spectra.map(({ stage }) => stage)).toEqual(['end_to_end']);
    const [{ percentiles, baseUs, baseLowUs, baseHighUs, headUs, baseCount } = EMPTY] = spectra;
    expect(baseCount).toBe(4_000);
    expect(percentiles.at(-1)).toBeLessThan(100);
    expect(headUs).toHaveLength(percentiles.length);
    for (const [index, us] of baseUs.entries()) {
      expect(baseLowUs[index]).toBeLessThanOrEqual(us);
      expect(baseHighUs[index]).toBeGreaterThanOrEqual(us);
    }
  });

  it('have the median of the runs by interval, and nothing where nobody measured', () => {
    const series = (value: number | null) => ({
      changes: {
        series: {
          intervalMs: 1000,
          appliedPerSecond: [value, null],
          endToEndP50Us: [1, 2],
          endToEndP99Us: [3, 4],
          cpuCores: [1, 1],
        },
      },
    });
    const figures = compared({ base: (index) => series(index), head: series(4) }).figures.series;
    expect(figures).toMatchObject({ intervalMs: 1000, intervals: 2 });
    expect(figures?.throughputPerSecond.base).toEqual({
      median: [4.5, null],
      low: [0, null],
      high: [9, null],
    });
    expect(compared({ base: series(1) }).figures.series).toBeNull();
  });
});
