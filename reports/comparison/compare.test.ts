import { beforeAll, describe, expect, it } from 'vitest';
import { StreamstockError } from '../../pipeline/errors.ts';
import { initHistograms } from '../histogram.ts';
import type { VerdictName } from '../verdict.ts';
import { type CompareOptions, compareEvidence } from './compare.ts';
import type { Comparison, MetricComparison } from './comparison.ts';
import { type InventedRun, inventedSide, QUIET_PROBE } from './evidence.fixture.ts';
import { parseGate } from './gated-metrics.ts';
import type { RunEvidence } from './run-evidence.ts';

beforeAll(initHistograms);

const OPTIONS: CompareOptions = {
  design: 'paired',
  gate: null,
  acceptOutcomes: false,
  toolVersion: '0.1.0',
  createdAt: new Date(Date.UTC(2026, 0, 6)),
  comparisonId: 'a-comparison',
  replay: 'streamstock compare base head',
};

interface Case extends Partial<CompareOptions> {
  readonly runs?: number | readonly [base: number, head: number];
  readonly base?: InventedRun | ((index: number) => InventedRun);
  readonly head?: InventedRun | ((index: number) => InventedRun);
  /** How much runs vary by chance. */
  readonly noise?: number;
}

function compared({ runs = 10, base = {}, head = {}, noise = 0.01, ...options }: Case): Comparison {
  const [bases, heads] = typeof runs === 'number' ? [runs, runs] : runs;
  return compareEvidence(
    inventedSide('base', bases, base, noise),
    inventedSide('head', heads, head, noise),
    { ...OPTIONS, ...options },
  );
}

const CONSUMERS = parseGate(['cpu_per_event{group:consumers} value 5%']);

/** Of one gated metric. */
function judged(wanted: Case): MetricComparison {
  const [metric] = compared({ gate: CONSUMERS, ...wanted }).metrics;
  if (metric === undefined) throw new Error('nothing was judged');
  return metric;
}

const verdictsOf = ({ metrics }: Comparison) => metrics.map(({ verdict }) => verdict);

/** Of the first runs of a side; the others passed. */
const ended = (name: VerdictName, count: number) => (index: number) =>
  index < count ? { changes: { verdict: { name, reasons: ['a reason'] } } } : {};

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

describe('runs that are no evidence', () => {
  it.each<[name: VerdictName, why: string]>([
    ['saturated', 'the load generator itself was late'],
    ['incomplete', 'it is incomplete'],
    ['interrupted', 'it was interrupted'],
  ])('%s ones are left out and named', (name, why) => {
    const comparison = compared({ runs: 12, head: ended(name, 2), design: 'unpaired' });
    expect(comparison.head.runs.filter(({ leftOut }) => leftOut === why)).toHaveLength(2);
    expect(comparison.metrics[0]?.headRuns).toHaveLength(10);
    expect(comparison.metrics[0]?.baseRuns).toHaveLength(12);
    expect(comparison.warnings).toContain(
      `2 of 12 runs of the head are no evidence of speed: ${why} (head-1, head-2)`,
    );
    expect(comparison.verdict.name).toBe('same');
  });

  it('take the other run of their pair with them', () => {
    const comparison = compared({ runs: 12, head: ended('saturated', 2) });
    expect(comparison.base.runs[1]?.leftOut).toBe(
      'its partner head-2 was left out: the load generator itself was late',
    );
    expect(comparison.metrics[0]?.baseRuns).toHaveLength(10);
  });

  it('are those with crossed thresholds not: speed is what is asked', () => {
    const comparison = compared({ head: ended('thresholds', 10) });
    expect(comparison.verdict.name).toBe('same');
    expect(comparison.warnings).toEqual([]);
  });

  it.each<[what: string, changes: Partial<RunEvidence>, why: string]>([
    ['zero events', { cpu: { processUs: 1, events: 0, groupsUs: {} } }, 'no event was applied'],
    ['zero samples', { latency: [] }, 'it has no latency samples'],
  ])('have %s', (_, changes, why) => {
    const head = (index: number) => (index === 0 ? { changes } : {});
    expect(compared({ head }).head.runs[0]?.leftOut).toBe(why);
  });

  it('are those that are there twice', () => {
    const base = inventedSide('base', 5);
    const copies = { ...base, runs: [...base.runs, ...base.runs] };
    const { base: side } = compareEvidence(copies, inventedSide('head', 10), {
      ...OPTIONS,
      design: 'unpaired',
    });
    expect(side.runs.filter(({ leftOut }) => leftOut === 'it is there already')).toHaveLength(5);
  });

  it('refuse the comparison where a side has nothing else', () => {
    const error = refused({ head: ended('saturated', 10) });
    expect(error).toMatchObject({ code: 'NO_EVIDENCE', exitCode: 92 });
    expect(error.message).toContain('head-1: the load generator itself was late');
    expect(refused({ runs: [0, 10], design: 'unpaired' }).message).toBe('the base has no runs');
  });
});

describe('incorrect', () => {
  it('outranks any speed', () => {
    const head = (index: number) => ({ latency: 0.3, cpu: 0.3, ...ended('incorrect', 1)(index) });
    const { verdict } = compared({ runs: 12, head });
    expect(verdict).toMatchObject({ name: 'incorrect', exitCode: 90, moreRunsNeeded: null });
    expect(verdict.reasons[0]).toBe('head-1 of the head is incorrect: a reason');
  });

  it('needs no evidence of speed at all', () => {
    const { verdict, metrics } = compared({ runs: 2, head: ended('incorrect', 2) });
    expect(verdict).toMatchObject({ name: 'incorrect', exitCode: 90 });
    expect(metrics.every((metric) => metric.verdict === 'cannot tell')).toBe(true);
  });

  it('is no verdict on the head where only the base is so', () => {
    const comparison = compared({ runs: 12, base: ended('incorrect', 2), design: 'unpaired' });
    expect(comparison.verdict.name).toBe('same');
    expect(comparison.warnings).toContain('the base is incorrect itself in 2 of 12 runs: a reason');
  });
});

describe('the machine', () => {
  it('that became slower forbids conclusions from runs of different times', () => {
    const metric = judged({ design: 'unpaired', head: { speed: 0.88 } });
    expect(metric).toMatchObject({ verdict: 'cannot tell', moreRunsNeeded: null });
    expect(metric.reason).toContain('the machine was 12 % slower while the head was measured');
    expect(judged({ design: 'unpaired', base: { speed: 0.88 } }).verdict).toBe('cannot tell');
  });

  it('may differ by half of the floor, where nothing makes up for it', () => {
    const narrow = parseGate(['throughput value 5%']);
    const wide = parseGate(['throughput value 10%']);
    const verdictAt = (speed: number, gate: typeof wide) =>
      judged({ design: 'unpaired', head: { speed }, gate }).verdict;
    expect(verdictAt(0.98, narrow)).toBe('same');
    expect(verdictAt(0.97, narrow)).toBe('cannot tell');
    expect(verdictAt(0.97, wide)).toBe('same');
  });

  it('may differ by the floor of CPU times, which are stated at one speed', () => {
    const slow = judged({ design: 'unpaired', head: { speed: 0.96 } });
    expect(slow.verdict).toBe('same');
    expect(slow.ratio).toBeCloseTo(1, 1);
    const slower = judged({ design: 'unpaired', head: { speed: 0.94 } });
    expect(slower.verdict).toBe('cannot tell');
    expect(slower.reason).toContain('more than the floor of 5 %');
  });

  it('hides no change of CPU time, and invents none, while its speed goes up and down', () => {
    const speeds = [1, 0.9, 1.08, 0.95, 1.12, 0.97, 0.88, 1.05, 1.02, 0.93];
    const swaying = (cpu: number, shift: number) => (index: number) => ({
      cpu,
      speed: speeds[(index + shift) % speeds.length] ?? 1,
    });
    const verdictOf = (cpu: number) =>
      judged({ base: swaying(1, 0), head: swaying(cpu, 3) }).verdict;
    expect([verdictOf(1), verdictOf(1.1), verdictOf(1 / 1.1)]).toEqual([
      'same',
      'slower',
      'faster',
    ]);
    const comparison = compared({ base: swaying(1, 0), head: swaying(1, 3) });
    expect(comparison.machine?.text).toContain(
      'from run to run its speed went from −10.7 % to +13.7 %, half of which CPU times are corrected for',
    );
  });

  it('says nothing about memory', () => {
    const gate = parseGate(['rss max 10%']);
    expect(judged({ design: 'unpaired', head: { speed: 0.5 }, gate }).verdict).toBe('same');
  });

  it('is made up for by pairs, with a warning', () => {
    const comparison = compared({ head: { speed: 0.88 } });
    expect(comparison.verdict.name).toBe('same');
    expect(comparison.machine?.speedRatio).toBeCloseTo(0.88);
    expect(comparison.warnings[0]).toMatch(
      /^the machine was 12 % slower while the head was measured; pairs/,
    );
  });

  it('that nobody measured is a warning, unless there are pairs', () => {
    const unpaired = compared({ design: 'unpaired', base: { speed: null } });
    expect(unpaired.machine).toBeNull();
    expect(unpaired.warnings).toEqual([
      'nobody measured the speed of the machine beside the runs of the base: a drift would not be seen',
    ]);
    expect(compared({ base: { speed: null } }).warnings).toEqual([]);
  });

  it('is described by what was seen of it', () => {
    expect(compared({}).machine?.text).toBe('quiet');
    const machine = { ...QUIET_PROBE, speedSpread: 0.08, stolenShare: 0.03, timerLateP99Ms: 12 };
    expect(compared({ head: { changes: { machine } } }).machine?.text).toBe(
      'the same work varied by 8 %, others took 3 % of the time, timers came up to 12.0 ms late',
    );
  });

  it.each<[what: string, change: Partial<RunEvidence['environment']>, difference: string]>([
    ['CPU', { cpuModel: 'Another CPU' }, 'CPU: Example CPU and Another CPU'],
    ['number of cores', { cores: 8 }, 'cores: 2 and 8'],
    ['major version of Node', { node: 'v22.1.0' }, 'Node: v20 and v22'],
    ['platform', { platform: 'darwin' }, 'platform: linux and darwin'],
    ['architecture', { arch: 'arm64' }, 'architecture: x64 and arm64'],
  ])('of another %s forbids conclusions, and pairs', (_, change, difference) => {
    const head = (_index: number) => ({ changes: { environment: { ...ENVIRONMENT, ...change } } });
    const comparison = compared({ design: 'unpaired', head });
    expect(comparison.verdict.name).toBe('inconclusive');
    expect(comparison.metrics[0]?.reason).toBe('the runs are of different machines');
    expect(comparison.warnings).toContain(`different machines: ${difference}`);
    const error = refused({ head });
    expect(error).toMatchObject({ code: 'NOT_COMPARABLE', exitCode: 95 });
    expect(error.message).toContain(difference);
  });

  it('is the same with another patch of Node, and with other memory, which is a warning', () => {
    const environment = { ...ENVIRONMENT, node: 'v20.19.9', memoryBytes: 4e9 };
    const comparison = compared({ design: 'unpaired', head: { changes: { environment } } });
    expect(comparison.verdict.name).toBe('same');
    expect(comparison.warnings).toEqual(['different amounts of memory: 8 and 4 GB']);
  });
});

describe('metrics that cannot be known', () => {
  const groupsUs = { consumers: 360_000, producers: 390_000 };
  const withoutBroker = { changes: { cpu: { processUs: 1_130_000, events: 5000, groupsUs } } };

  it('on neither side are left out of the family, and named', () => {
    const comparison = compared({ base: withoutBroker, head: withoutBroker });
    expect(comparison.metrics.map(({ label }) => label)).not.toContain(
      'cpu_per_event{group:broker}',
    );
    expect(comparison.warnings).toEqual([
      'not judged: cpu_per_event{group:broker} (no run of either side can know it)',
    ]);
    expect(comparison.verdict.name).toBe('same');
    // Five metrics are a smaller family than six: seven pairs cannot, eight can.
    expect(
      compared({ runs: 7, base: withoutBroker, head: withoutBroker }).metrics[0]?.reason,
    ).toContain('5 metrics');
  });

  it('on one side cannot be told', () => {
    const { metrics, verdict } = compared({ head: withoutBroker });
    expect(metrics[3]).toMatchObject({
      verdict: 'cannot tell',
      reason: 'only the base has samples of it',
      head: null,
      ratio: null,
    });
    expect(verdict.name).toBe('inconclusive');
  });

  it('have no samples though they could: then nothing passes', () => {
    const gate = parseGate(['alert p(99) 25%', 'cpu_per_event value 5%']);
    const { metrics, verdict } = compared({ gate });
    expect(metrics[0]).toMatchObject({
      verdict: 'cannot tell',
      reason: 'no run has samples of it',
    });
    expect(verdict.name).toBe('inconclusive');
  });

  it('are latencies where the scenario harms its consumers', () => {
    const harmed = { changes: { configuration: { faults: [{ kill: 'consumer-1' }] } } };
    const comparison = compared({ base: harmed, head: harmed });
    expect(comparison.metrics).toHaveLength(4);
    expect(comparison.warnings).toEqual([
      'not judged: end_to_end p(50), end_to_end p(99) (the scenario harms its consumers, and the pauses are its doing)',
    ]);
    const error = refused({ base: harmed, head: harmed, gate: parseGate(['end_to_end p(50) 5%']) });
    expect(error.code).toBe('NO_EVIDENCE');
  });

  it('are left out in single runs, pair by pair', () => {
    const head = (index: number) => (index === 4 ? withoutBroker : {});
    const metric = compared({ runs: 11, head }).metrics[3];
    expect(metric?.baseRuns).toHaveLength(10);
    expect(metric?.headRuns).toHaveLength(10);
  });
});

describe('what is not comparable', () => {
  it.each<[what: string, changes: Partial<RunEvidence>, difference: string]>([
    ['another scenario', { scenario: 'day' }, 'scenario: "spike" and "day"'],
    ['another seed', { seed: '8' }, 'seed: "7" and "8"'],
    [
      'another broker',
      { setup: { broker: 'kafka', brokers: 1, pipeline: 'own' } },
      'broker: "embedded" and "kafka"',
    ],
    [
      'another configuration',
      { configuration: { pipeline: { partitions: 12 }, faults: [] } },
      'pipeline.partitions: 3 and 12',
    ],
    [
      'a key more, of the same version',
      { configuration: { pipeline: { partitions: 3, x: 1 }, faults: [] } },
      'pipeline.x: 1, only of the head',
    ],
    [
      'a longer list',
      { configuration: { pipeline: { partitions: 3 }, faults: [1] } },
      'faults: 0 and 1 entries',
    ],
  ])('%s is refused by name', (_, changes, difference) => {
    const error = refused({ head: { changes } });
    expect(error).toMatchObject({ code: 'NOT_COMPARABLE', exitCode: 95 });
    expect(error.message).toContain(difference);
  });

  it('is a run of a side that is not like the others', () => {
    const head = (index: number) => (index === 7 ? { changes: { seed: '8' } } : {});
    expect(refused({ head }).code).toBe('NOT_COMPARABLE');
    expect(refused({ base: head }).code).toBe('NOT_COMPARABLE');
  });

  it('is not a key that only another version has: that is a warning', () => {
    const configuration = { pipeline: { partitions: 3, x: 1 }, faults: [] };
    const comparison = compared({ head: { changes: { configuration, toolVersion: '0.2.0' } } });
    expect(comparison.warnings).toEqual([
      'only one version has a key of the configuration: pipeline.x: 1, only of the head',
    ]);
    const other = { ...inventedSide('head', 10, { changes: { configuration } }), revision: 'abc' };
    expect(compareEvidence(inventedSide('base', 10), other, OPTIONS).warnings).toHaveLength(1);
  });

  it('names eight differences, and counts the others', () => {
    const keys = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, 1]));
    const error = refused({ head: { changes: { configuration: keys } } });
    expect(error.message).toMatch(/; and 5 more$/);
  });

  it('are pairs of unequal sides', () => {
    expect(refused({ runs: [10, 9] })).toMatchObject({
      code: 'NOT_COMPARABLE',
      message: '10 and 9 runs make no pairs',
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

const ENVIRONMENT: RunEvidence['environment'] = {
  node: 'v20.20.2',
  platform: 'linux',
  arch: 'x64',
  cpuModel: 'Example CPU',
  cores: 2,
  memoryBytes: 8e9,
  ci: false,
};
const EMPTY = {
  percentiles: [],
  baseUs: [],
  baseLowUs: [],
  baseHighUs: [],
  headUs: [],
  baseCount: 0,
};

function refused(wanted: Case): StreamstockError {
  try {
    compared(wanted);
  } catch (error) {
    if (error instanceof StreamstockError) return error;
    throw error;
  }
  throw new Error('it was compared');
}
