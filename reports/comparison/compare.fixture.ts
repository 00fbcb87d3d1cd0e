/** Comparisons of invented runs, for the tests of the rules that a verdict follows. */
import { StreamstockError } from '../../pipeline/errors.ts';
import type { VerdictName } from '../verdict.ts';
import { type CompareOptions, compareEvidence } from './compare.ts';
import type { Comparison, MetricComparison } from './comparison.ts';
import { type InventedRun, inventedSide } from './evidence.fixture.ts';
import { parseGate } from './gated-metrics.ts';
import type { RunEvidence } from './run-evidence.ts';

export const OPTIONS: CompareOptions = {
  design: 'paired',
  gate: null,
  acceptOutcomes: false,
  toolVersion: '0.1.0',
  createdAt: new Date(Date.UTC(2026, 0, 6)),
  comparisonId: 'a-comparison',
  replay: 'streamstock compare base head',
};

export interface Case extends Partial<CompareOptions> {
  readonly runs?: number | readonly [base: number, head: number];
  readonly base?: InventedRun | ((index: number) => InventedRun);
  readonly head?: InventedRun | ((index: number) => InventedRun);
  /** How much runs vary by chance. */
  readonly noise?: number;
}

export function compared({
  runs = 10,
  base = {},
  head = {},
  noise = 0.01,
  ...options
}: Case): Comparison {
  const [bases, heads] = typeof runs === 'number' ? [runs, runs] : runs;
  return compareEvidence(
    inventedSide('base', bases, base, noise),
    inventedSide('head', heads, head, noise),
    { ...OPTIONS, ...options },
  );
}

export const CONSUMERS = parseGate(['cpu_per_event{group:consumers} value 5%']);

/** Of one gated metric. */
export function judged(wanted: Case): MetricComparison {
  const [metric] = compared({ gate: CONSUMERS, ...wanted }).metrics;
  if (metric === undefined) throw new Error('nothing was judged');
  return metric;
}

export const verdictsOf = ({ metrics }: Comparison) => metrics.map(({ verdict }) => verdict);

/** Of the first runs of a side; the others passed. */
export const ended = (name: VerdictName, count: number) => (index: number) =>
  index < count ? { changes: { verdict: { name, reasons: ['a reason'] } } } : {};

export const ENVIRONMENT: RunEvidence['environment'] = {
  node: 'v20.20.2',
  platform: 'linux',
  arch: 'x64',
  cpuModel: 'Example CPU',
  cores: 2,
  memoryBytes: 8e9,
  ci: false,
};
export const EMPTY = {
  percentiles: [],
  baseUs: [],
  baseLowUs: [],
  baseHighUs: [],
  headUs: [],
  baseCount: 0,
};

export function refused(wanted: Case): StreamstockError {
  try {
    compared(wanted);
  } catch (error) {
    if (error instanceof StreamstockError) return error;
    throw error;
  }
  throw new Error('it was compared');
}
