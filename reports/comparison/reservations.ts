/** What forbids a conclusion whatever the values are, and what a reader should know beside the verdict. */
import { percent } from '../numbers.ts';
import type { MachineComparison, MetricComparison } from './comparison.ts';
import { speedDifference, speedWords } from './machine-comparison.ts';
import type { EvidencePairing, MetricEvidence } from './metric-evidence.ts';
import type { RunEvidence } from './run-evidence.ts';
import { type JudgedRun, leftOutWarning } from './side.ts';

export interface Circumstances {
  readonly machine: MachineComparison | null;
  /** What of the machines differs; empty: they are alike. */
  readonly machines: readonly string[];
  readonly design: 'paired' | 'unpaired';
}

/** Pairs were measured next to each other: what the machine did, it did to both. */
export function obstacleTo(
  { metric, reading }: Pick<MetricEvidence, 'metric' | 'reading'>,
  { machine, machines, design }: Circumstances,
): string | null {
  if (!reading.isOfTime || design === 'paired') return null;
  if (machines.length > 0) return 'the runs are of different machines';
  if (machine === null) return null;
  // Half of it is corrected for: what is left is half of the floor at most, here as there.
  const isCorrected = metric.metric === 'cpu_per_event' && machine.cpuAtSpeedPerSecond !== null;
  const [floors, words] = isCorrected ? [1, 'the'] : [0.5, 'half of the'];
  if (speedDifference(machine) <= floors * metric.noiseThreshold) return null;
  return `the machine was ${speedWords(machine)}, more than ${words} floor of ${percent(metric.noiseThreshold)}; streamstock ab measures both sides in turns`;
}

export interface WarningFacts extends Circumstances {
  readonly judged: { readonly base: readonly JudgedRun[]; readonly head: readonly JudgedRun[] };
  readonly metrics: readonly MetricComparison[];
  readonly pairing: EvidencePairing;
}

export function warningsOf(facts: WarningFacts): string[] {
  const { judged, machines } = facts;
  return [
    leftOutWarning('base', judged.base),
    leftOutWarning('head', judged.head),
    incorrectBase(judged.base),
    machines.length === 0 ? null : `different machines: ${machines.slice(0, 8).join('; ')}`,
    driftWarning(facts),
    probeWarning(facts),
    memoryWarning(facts),
  ].filter((warning) => warning !== null);
}

function incorrectBase(base: readonly JudgedRun[]): string | null {
  const broken = base.filter(({ run }) => run.verdict.name === 'incorrect');
  const [first] = broken;
  if (first === undefined) return null;
  const reason = first.run.verdict.reasons[0] ?? 'an invariant is broken';
  return `the base is incorrect itself in ${broken.length} of ${base.length} runs: ${reason}`;
}

function driftWarning({ machine, design, metrics }: WarningFacts): string | null {
  if (machine === null || design === 'unpaired') return null;
  const floors = metrics.filter(({ unit }) => unit !== 'MB').map((one) => one.noiseThreshold);
  if (speedDifference(machine) <= Math.min(...floors) / 2) return null;
  return `the machine was ${speedWords(machine)}; pairs make up for that as far as both runs of a pair met it`;
}

function probeWarning({ machine, design, pairing }: WarningFacts): string | null {
  if (machine !== null || design === 'paired') return null;
  const sides = (['base', 'head'] as const).filter((name) => pairing[name].some(isUnprobed));
  if (sides.length === 0) {
    return 'the speed of the machine was not measured alike on both sides: a drift would not be seen';
  }
  return `nobody measured the speed of the machine beside the runs of the ${sides.join(' and the ')}: a drift would not be seen`;
}

function isUnprobed({ machine }: RunEvidence): boolean {
  return machine === null;
}

/** Beside the fingerprint: less memory means more garbage collection. */
function memoryWarning({ pairing, machines }: WarningFacts): string | null {
  if (machines.length > 0) return null;
  const sizes = new Set(
    [...pairing.base, ...pairing.head].map(({ environment }) =>
      Math.round(environment.memoryBytes / 1e9),
    ),
  );
  return sizes.size <= 1 ? null : `different amounts of memory: ${[...sizes].join(' and ')} GB`;
}
