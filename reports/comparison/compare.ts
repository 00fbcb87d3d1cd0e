/** Two versions held against each other: from the evidence of both sides to what every output shows. Pure. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { comparability } from './comparability.ts';
import { comparedSeries } from './compared-series.ts';
import { COMPARISON_VERSION, type Comparison, type ComparisonDesign } from './comparison.ts';
import { comparisonVerdict } from './comparison-verdict.ts';
import type { GatedMetric } from './gate.ts';
import { DEFAULT_GATE, gateFault } from './gated-metrics.ts';
import { DecodedLatencies } from './gated-values.ts';
import { judgeMetric } from './judge-metric.ts';
import { compareMachines, environmentDifferences } from './machine-comparison.ts';
import { type EvidencePairing, metricEvidence } from './metric-evidence.ts';
import { metricFamily } from './metric-family.ts';
import { testedMetrics } from './metric-tests.ts';
import { compareOutcomes } from './outcome-comparison.ts';
import { atOneSpeed } from './reference-speed.ts';
import { obstacleTo, warningsOf } from './reservations.ts';
import type { EvidenceSet, RunEvidence } from './run-evidence.ts';
import { comparedSide, evidenceRuns, type JudgedRun, judgedPairs, judgedRuns } from './side.ts';
import { stageSpectra } from './spectra.ts';

export interface CompareOptions {
  /** `paired`: run i of both sides were measured next to each other, on one machine. */
  readonly design: 'paired' | 'unpaired';
  /** null: {@link DEFAULT_GATE}. */
  readonly gate: readonly GatedMetric[] | null;
  /** In place of the floor of every metric, as a share. */
  readonly noiseThreshold?: number;
  /** Outcomes that differ between the sides were meant to. */
  readonly acceptOutcomes: boolean;
  readonly toolVersion: string;
  readonly createdAt: Date;
  readonly comparisonId: string;
  /** The command that repeats the comparison. */
  readonly replay: string;
}

/**
 * @throws StreamstockError NOT_COMPARABLE naming each difference; NO_EVIDENCE when a side has no run that says something
 * about speed (unless the head is incorrect, which needs no speed); USAGE for a gate that is none
 */
export function compareEvidence(
  base: EvidenceSet,
  head: EvidenceSet,
  options: CompareOptions,
): Comparison {
  const gate = gateOf(options);
  const [first, firstHead] = firstRuns(base, head);
  const { warnings } = requireComparable(base, head, options.design);
  const judged = judgedSides(base, head, options.design);
  const outcome = compareOutcomes(base, head, options.acceptOutcomes);
  requireEvidence(judged, base, head);
  const { speedPerSecond, ...sides } = atOneSpeed(
    evidenceRuns(judged.base),
    evidenceRuns(judged.head),
  );
  const pairing: EvidencePairing = { design: options.design, ...sides };
  const machine = compareMachines(
    orAll(pairing.base, base),
    orAll(pairing.head, head),
    speedPerSecond,
  );
  const machines = environmentDifferences([...base.runs, ...head.runs]);
  const family = metricFamily(gate, pairing);
  const latencies = new DecodedLatencies();
  const tested = testedMetrics(
    family.metrics.map((metric) => metricEvidence(metric, pairing, latencies)),
  );
  const metrics = tested.map((one) =>
    judgeMetric(one, obstacleTo(one.evidence, { machine, machines, design: options.design })),
  );
  const design = designOf(base, head, options.design);
  const verdict = comparisonVerdict({
    headRuns: head.runs,
    outcome,
    metrics,
    isSingle: design === 'single',
  });
  if (metrics.length === 0 && verdict.name !== 'incorrect') throw nothingToJudge(family.warnings);
  return {
    comparisonVersion: COMPARISON_VERSION,
    tool: { name: 'streamstock-bench', version: options.toolVersion },
    comparisonId: options.comparisonId,
    createdAt: options.createdAt.toISOString(),
    scenario: { name: first.scenario, seed: first.seed },
    design,
    base: comparedSide(base, judged.base, first),
    head: comparedSide(head, judged.head, firstHead),
    machine,
    metrics,
    outcome: outcome.comparison,
    verdict,
    warnings: [
      ...warningsOf({ judged, machine, machines, design: options.design, metrics, pairing }),
      ...family.warnings,
      ...warnings,
    ],
    figures: {
      spectra: stageSpectra(pairing.base, pairing.head, latencies),
      series: comparedSeries(pairing.base, pairing.head),
    },
    replay: options.replay,
  };
}

function gateOf({ gate, noiseThreshold }: CompareOptions): readonly GatedMetric[] {
  const declared = gate ?? DEFAULT_GATE;
  const fault = gateFault(declared);
  if (fault !== undefined) throw fault;
  return noiseThreshold === undefined
    ? declared
    : declared.map((metric) => ({ ...metric, noiseThreshold }));
}

function firstRuns(base: EvidenceSet, head: EvidenceSet): [base: RunEvidence, head: RunEvidence] {
  const [first] = base.runs;
  const [firstHead] = head.runs;
  if (first !== undefined && firstHead !== undefined) return [first, firstHead];
  throw new StreamstockError(
    'NO_EVIDENCE',
    `the ${first === undefined ? 'base' : 'head'} has no runs`,
    { hint: 'Measure some: streamstock baseline, or streamstock compare with --measure.' },
  );
}

/** More are counted, not named. */
const NAMED_DIFFERENCES = 8;

function requireComparable(
  base: EvidenceSet,
  head: EvidenceSet,
  design: CompareOptions['design'],
): { readonly warnings: readonly string[] } {
  const { differences, warnings } = comparability(base, head);
  if (differences.length > 0) {
    throw new StreamstockError(
      'NOT_COMPARABLE',
      `the runs did not do the same: ${listed(differences)}`,
      { hint: 'Measure both sides with the same scenario, seed and broker.' },
    );
  }
  if (design === 'paired') requirePairs(base, head);
  const keys = warnings.slice(0, NAMED_DIFFERENCES).map((warning) => {
    return `only one version has a key of the configuration: ${warning}`;
  });
  const more = warnings.length - NAMED_DIFFERENCES;
  return { warnings: more > 0 ? [...keys, `and ${more} more such keys`] : keys };
}

function requirePairs(base: EvidenceSet, head: EvidenceSet): void {
  if (base.runs.length !== head.runs.length) {
    throw new StreamstockError(
      'NOT_COMPARABLE',
      `${base.runs.length} and ${head.runs.length} runs make no pairs`,
      { hint: 'Compare them without pairs, or measure as many of the one as of the other.' },
    );
  }
  const differences = environmentDifferences([...base.runs, ...head.runs]);
  if (differences.length === 0) return;
  throw new StreamstockError(
    'NOT_COMPARABLE',
    `pairs must be measured on one machine: ${listed(differences)}`,
    { hint: 'Measure both sides on the same machine.' },
  );
}

interface JudgedSides {
  readonly base: readonly JudgedRun[];
  readonly head: readonly JudgedRun[];
}

function judgedSides(base: EvidenceSet, head: EvidenceSet, design: CompareOptions['design']) {
  return design === 'paired'
    ? judgedPairs(base, head)
    : { base: judgedRuns(base), head: judgedRuns(head) };
}

/** A head that is incorrect is so without a word about its speed. */
function requireEvidence(judged: JudgedSides, base: EvidenceSet, head: EvidenceSet): void {
  if (head.runs.some(({ verdict }) => verdict.name === 'incorrect')) return;
  if (evidenceRuns(judged.base).length > 0 && evidenceRuns(judged.head).length > 0) return;
  const own = { base: judgedRuns(base), head: judgedRuns(head) };
  const without = (['base', 'head'] as const).filter(
    (name) => evidenceRuns(own[name]).length === 0,
  );
  const reasons = [...own.base, ...own.head].flatMap(({ run, leftOut }) => {
    return leftOut === null ? [] : [`${run.runId}: ${leftOut}`];
  });
  const nothing =
    without.length === 0 ? 'no pair' : `no run of the ${without.join(' and of the ')}`;
  throw new StreamstockError('NO_EVIDENCE', `${nothing} is evidence of speed: ${listed(reasons)}`, {
    hint: 'Lower the rate, or measure on a machine with less to do.',
  });
}

/** The first eight, and how many more there are. */
function listed(texts: readonly string[]): string {
  const more = texts.length - NAMED_DIFFERENCES;
  const named = texts.slice(0, NAMED_DIFFERENCES).join('; ');
  return more > 0 ? `${named}; and ${more} more` : named;
}

function nothingToJudge(warnings: readonly string[]): StreamstockError {
  return new StreamstockError(
    'NO_EVIDENCE',
    `none of the gated metrics can be judged: ${warnings.join('; ')}`,
    { hint: 'Name other metrics with --gate.' },
  );
}

/** Where nothing is evidence, what was seen of the machine may still explain it. */
function orAll(runs: readonly RunEvidence[], set: EvidenceSet): readonly RunEvidence[] {
  return runs.length > 0 ? runs : set.runs;
}

function designOf(
  base: EvidenceSet,
  head: EvidenceSet,
  design: CompareOptions['design'],
): ComparisonDesign {
  return base.runs.length === 1 || head.runs.length === 1 ? 'single' : design;
}
