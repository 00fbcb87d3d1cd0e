/** Comparisons for tests of what is made from one: one of every verdict, and the odd ones. Deterministic. */
import { EXIT_CODES } from '../../pipeline/errors.ts';
import type { RunEnvironment } from '../record.ts';
import {
  COMPARISON_VERSION,
  type ComparedRun,
  type ComparedSide,
  type Comparison,
  type ComparisonVerdictName,
  type MachineComparison,
  type MetricComparison,
  type OutcomeComparison,
} from './comparison.ts';
import { comparisonFigures, NO_FIGURES } from './comparison-figures.fixture.ts';

const PAIRS = 10;
const REVISION = 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334';
const BASE_DIGEST = '4f2a9c01d7be'.padEnd(64, '7');
const HEAD_DIGEST = '90be11a2c344'.padEnd(64, '5');

/** What is invented of a metric: the rest follows. */
interface Invented {
  /** head ÷ base. */
  readonly ratio: number;
  /** Half the interval's width, as a share. */
  readonly margin: number;
  readonly pValue: number;
  readonly verdict: MetricComparison['verdict'];
  readonly reason: string;
  readonly moreRunsNeeded?: number;
}

const STILL: Invented = {
  ratio: 1.004,
  margin: 0.013,
  pValue: 0.375,
  verdict: 'same',
  reason: '+0.4 % (95 % interval −0.9 … +1.7 %, p 1), within the floor',
};

type MetricShape = Pick<
  MetricComparison,
  'label' | 'metric' | 'unit' | 'better' | 'noiseThreshold' | 'base'
>;

const GATE: readonly MetricShape[] = [
  shape('end_to_end p(50)', 'end_to_end', 'ms', 0.1, 1.93),
  shape('end_to_end p(99)', 'end_to_end', 'ms', 0.25, 17.2),
  shape('cpu_per_event{group:producers}', 'cpu_per_event', 'µs', 0.05, 78),
  shape('cpu_per_event{group:broker}', 'cpu_per_event', 'µs', 0.05, 42),
  shape('cpu_per_event{group:consumers}', 'cpu_per_event', 'µs', 0.05, 72),
  shape('cpu_per_event', 'cpu_per_event', 'µs', 0.05, 226),
];

/** Consumers take 12.3 % more CPU for an event; nothing else moved by what is worth a word. */
export function slowerComparison(changes: Partial<Comparison> = {}): Comparison {
  const slower: Invented = {
    ratio: 1.123,
    margin: 0.037,
    pValue: 2 / 2 ** PAIRS,
    verdict: 'slower',
    reason: '+12.3 % (95 % interval +8.2 … +16.5 %, p 0.012), beyond the floor of 5 %',
  };
  return comparison({
    metrics: metricsOf({ 'cpu_per_event{group:consumers}': slower }),
    figures: comparisonFigures(1.02),
    verdict: verdict('slower', [
      `cpu_per_event{group:consumers} is slower: ${slower.reason}`,
      'the same: end_to_end p(50), end_to_end p(99), cpu_per_event',
    ]),
    ...changes,
  });
}

export function fasterComparison(changes: Partial<Comparison> = {}): Comparison {
  const faster: Invented = {
    ratio: 0.812,
    margin: 0.05,
    pValue: 2 / 2 ** PAIRS,
    verdict: 'faster',
    reason: '−18.8 % (95 % interval −22.8 … −14.6 %, p 0.012), beyond the floor of 10 %',
  };
  const broker: Invented = {
    ...faster,
    ratio: 0.874,
    reason: '−12.6 % (95 % interval −16.9 … −8.1 %, p 0.012), beyond the floor of 5 %',
  };
  return comparison({
    metrics: metricsOf({
      'end_to_end p(50)': faster,
      'cpu_per_event{group:broker}': broker,
    }),
    figures: comparisonFigures(0.812),
    verdict: verdict('faster', [
      `end_to_end p(50) is faster: ${faster.reason}`,
      `cpu_per_event{group:broker} is faster: ${broker.reason}`,
    ]),
    ...changes,
  });
}

export function sameComparison(changes: Partial<Comparison> = {}): Comparison {
  return comparison({ ...changes });
}

/** p99 is too noisy to tell, and 14 more pairs would probably decide. */
export function inconclusiveComparison(changes: Partial<Comparison> = {}): Comparison {
  const open: Invented = {
    ratio: 1.284,
    margin: 0.31,
    pValue: 0.084,
    verdict: 'cannot tell',
    reason: '+28.4 % (95 % interval −5.8 … +75.1 %, p 0.51): that may be chance',
    moreRunsNeeded: 14,
  };
  return comparison({
    metrics: metricsOf({ 'end_to_end p(99)': open }),
    figures: comparisonFigures(1.284),
    verdict: {
      ...verdict('inconclusive', [`end_to_end p(99) cannot be told: ${open.reason}`]),
      moreRunsNeeded: 14,
    },
    base: withLeftOut(sideOfBase(PAIRS + 2), [2, 6], 'passed', 'the run beside it is no evidence'),
    head: withLeftOut(sideOfHead(PAIRS + 2), [2, 6], 'saturated', 'the generator itself was late'),
    warnings: [
      '2 of 12 runs of head are no evidence: the generator itself was late',
      'the machine was 6 % slower during head than during base',
    ],
    machine: { ...QUIET, speedRatio: 0.94, text: '6 % slower during head, 2.1 % of time stolen' },
    ...changes,
  });
}

/** A lost event outranks that head is faster. */
export function incorrectComparison(changes: Partial<Comparison> = {}): Comparison {
  const faster = fasterComparison();
  const reason = 'run 3 of head broke an invariant: every acknowledged event was applied once';
  return {
    ...faster,
    base: withLeftOut(sideOfBase(PAIRS + 1), [2], 'passed', 'the run beside it is no evidence'),
    head: withLeftOut(sideOfHead(PAIRS + 1), [2], 'incorrect', 'it broke an invariant'),
    outcome: MOVED,
    verdict: verdict('incorrect', [reason, MOVED.text, ...faster.verdict.reasons]),
    ...changes,
  };
}

/** The outcomes differ, and somebody said that they were meant to. */
export function acceptedComparison(changes: Partial<Comparison> = {}): Comparison {
  return comparison({
    outcome: {
      ...MOVED,
      verdict: 'accepted',
      text: 'the outcomes differ: 4 figures moved, which was accepted',
    },
    ...changes,
  });
}

/** One run on a side: differences without intervals, of which nothing follows. */
export function singleComparison(changes: Partial<Comparison> = {}): Comparison {
  const metrics = GATE.map((metric, index): MetricComparison => {
    const base = metric.base ?? 0;
    const ratio = 1 + 0.02 * index;
    return {
      ...metric,
      head: base * ratio,
      ratio,
      interval: null,
      test: null,
      verdict: 'cannot tell',
      reason: '1 run a side is too few to judge 6 metrics: 5 are needed',
      moreRunsNeeded: 4,
      detectableShare: null,
      baseRuns: [base],
      headRuns: [base * ratio],
    };
  });
  return comparison({
    design: 'single',
    base: side('runs/one', null, 1, 0),
    head: side('runs/two', null, 1, 1),
    machine: null,
    metrics,
    verdict: {
      ...verdict('inconclusive', ['a single run on a side says nothing about speed']),
      moreRunsNeeded: 4,
    },
    ...changes,
  });
}

/** Nobody measured the machine, nothing was drawn, a metric has no samples, an unknown digest. */
export function bareComparison(changes: Partial<Comparison> = {}): Comparison {
  const [first, ...others] = metricsOf({});
  if (first === undefined) throw new Error('the gate has metrics');
  const empty: MetricComparison = {
    ...first,
    ...{ base: null, head: null, ratio: null, interval: null, test: null, baseRuns: [] },
    ...{ headRuns: [], verdict: 'cannot tell', detectableShare: null, moreRunsNeeded: null },
    reason: 'no run has samples of it',
  };
  return comparison({
    machine: null,
    metrics: [empty, ...others],
    figures: NO_FIGURES,
    outcome: {
      ...{ verdict: 'unknown', baseDigest: BASE_DIGEST, headDigest: null, moved: [] },
      text: 'the outcomes cannot be compared: head has no digest',
    },
    verdict: verdict('inconclusive', ['end_to_end p(50) cannot be told: no run has samples of it']),
    ...changes,
  });
}

/** Everything that comes from records, scenarios or git says `text`. */
export function hostileComparison(text: string): Comparison {
  const { base, head, metrics, outcome, ...slower } = slowerComparison();
  const hostile = (one: ComparedSide): ComparedSide => ({
    label: text,
    revision: text,
    toolVersions: [text],
    environment: { ...one.environment, node: text, cpuModel: text, platform: text, arch: text },
    runs: one.runs.map((run) => ({ ...run, runId: text, startedAt: text, leftOut: text })),
  });
  return {
    ...slower,
    comparisonId: text,
    scenario: { name: text, seed: text },
    base: hostile(base),
    head: hostile(head),
    machine: { ...QUIET, text },
    metrics: metrics.map((metric) => ({ ...metric, label: text, metric: text, reason: text })),
    outcome: {
      ...outcome,
      ...{ verdict: 'differs', baseDigest: text, headDigest: text, text },
      moved: [{ name: text, label: text, base: 1, head: 2 }],
    },
    verdict: { ...slower.verdict, reasons: [text, text] },
    warnings: [text],
    replay: text,
  };
}

/** One of every kind, by what is odd about it. */
export const COMPARISONS: Readonly<Record<string, () => Comparison>> = {
  slower: slowerComparison,
  faster: fasterComparison,
  same: sameComparison,
  inconclusive: inconclusiveComparison,
  incorrect: incorrectComparison,
  accepted: acceptedComparison,
  single: singleComparison,
  bare: bareComparison,
};

function comparison(changes: Partial<Comparison>): Comparison {
  return {
    comparisonVersion: COMPARISON_VERSION,
    tool: { name: 'streamstock-bench', version: '0.1.0' },
    comparisonId: '20260105-101500-spike',
    createdAt: '2026-01-05T10:15:00.000Z',
    scenario: { name: 'spike', seed: '7' },
    design: 'paired',
    base: sideOfBase(PAIRS),
    head: sideOfHead(PAIRS),
    machine: QUIET,
    metrics: metricsOf({}),
    outcome: EQUAL,
    verdict: verdict('same', [
      'nothing moved beyond its floor: end_to_end p(50), end_to_end p(99), cpu_per_event',
    ]),
    warnings: [],
    figures: comparisonFigures(1.004),
    replay: 'streamstock ab spike --base main --head . --pairs 10 --seed 7',
    ...changes,
  };
}

function metricsOf(invented: Readonly<Record<string, Invented>>): MetricComparison[] {
  return GATE.map((metric) => metricOf(metric, invented[metric.label] ?? STILL));
}

function metricOf(metric: MetricShape, one: Invented): MetricComparison {
  const { ratio, margin, pValue, moreRunsNeeded = null } = one;
  const base = metric.base ?? 0;
  const runs = (factor: number, phase: number) =>
    Array.from({ length: PAIRS }, (_, run) => {
      return base * factor * (1 + (margin / 2) * Math.sin(run * 1.7 + phase));
    });
  return {
    ...metric,
    head: base * ratio,
    ratio,
    interval: { low: ratio * Math.exp(-margin), high: ratio * Math.exp(margin) },
    test: {
      name: 'signed-rank',
      isExact: true,
      pValue,
      adjustedPValue: Math.min(1, pValue * GATE.length),
    },
    verdict: one.verdict,
    reason: one.reason,
    moreRunsNeeded,
    detectableShare: Math.round(margin * 180) / 100,
    baseRuns: runs(1, 0),
    headRuns: runs(ratio, 0.4),
  };
}

function shape(
  label: string,
  metric: string,
  unit: MetricComparison['unit'],
  noiseThreshold: number,
  base: number,
): MetricShape {
  return { label, metric, unit, better: 'lower', noiseThreshold, base };
}

function verdict(name: ComparisonVerdictName, reasons: readonly string[]): Comparison['verdict'] {
  const exitCode = {
    incorrect: EXIT_CODES.incorrect,
    slower: EXIT_CODES.regression,
    inconclusive: EXIT_CODES.inconclusive,
    faster: EXIT_CODES.passed,
    same: EXIT_CODES.passed,
  }[name];
  return { name, exitCode, reasons, moreRunsNeeded: null };
}

function side(label: string, revision: string | null, runs: number, phase: number): ComparedSide {
  return {
    label,
    revision,
    toolVersions: ['0.1.0'],
    environment: ENVIRONMENT,
    runs: Array.from({ length: runs }, (_, run) => comparedRun(2 * run + phase)),
  };
}

function sideOfBase(runs: number): ComparedSide {
  return side('main', REVISION, runs, 0);
}

function sideOfHead(runs: number): ComparedSide {
  return side('working tree', REVISION, runs, 1);
}

function withLeftOut(
  whole: ComparedSide,
  which: readonly number[],
  name: ComparedRun['verdict'],
  leftOut: string,
): ComparedSide {
  const runs = whole.runs.map((run, index) => {
    return which.includes(index) ? { ...run, verdict: name, leftOut } : run;
  });
  return { ...whole, runs };
}

/** Runs begin half a minute apart. */
function comparedRun(order: number): ComparedRun {
  const startedAt = new Date(Date.UTC(2026, 0, 5, 10, 0, 30 * order)).toISOString();
  const runId = `${startedAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-spike-7`;
  return { runId, startedAt, verdict: 'passed', leftOut: null };
}

const ENVIRONMENT: RunEnvironment = {
  node: 'v20.20.2',
  platform: 'linux',
  arch: 'x64',
  cpuModel: 'Example CPU',
  cores: 2,
  memoryBytes: 8e9,
  ci: false,
};

const PROBE = {
  probeVersion: 1,
  speedPerSecond: 512,
  speedSpread: 0.012,
  stolenShare: 0.004,
  timerLateP99Ms: 1.4,
};

const QUIET: MachineComparison = {
  base: PROBE,
  head: { ...PROBE, speedPerSecond: 514 },
  speedRatio: 514 / 512,
  cpuAtSpeedPerSecond: 513,
  text: 'quiet',
};

const EQUAL: OutcomeComparison = {
  verdict: 'equal',
  baseDigest: BASE_DIGEST,
  headDigest: BASE_DIGEST,
  moved: [],
  text: 'the outcomes are equal',
};

const MOVED: OutcomeComparison = {
  verdict: 'differs',
  baseDigest: BASE_DIGEST,
  headDigest: HEAD_DIGEST,
  moved: [
    { name: 'soldUnits', label: 'units sold', base: 48_210, head: 48_207 },
    { name: 'stockUnits', label: 'units in stock at the end', base: 51_020, head: 51_023 },
    { name: 'fillRate', label: 'fill rate', base: 0.98213, head: 0.98207 },
    {
      name: 'alertsByType.LOW_STOCK.raised',
      label: 'LOW_STOCK alerts raised',
      base: 121,
      head: null,
    },
  ],
  text: 'the outcomes differ: 4 figures moved',
};
