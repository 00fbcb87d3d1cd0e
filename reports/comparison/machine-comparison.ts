/** The machine while the two sides were measured: what it is, how fast it was, and what that forbids to conclude. */
import { inertText } from '../inert-text.ts';
import { percent, threeDigits } from '../numbers.ts';
import type { RunEnvironment } from '../record.ts';
import type { MachineComparison } from './comparison.ts';
import type { MachineProbe, RunEvidence } from './run-evidence.ts';
import { changeText } from './words.ts';

/** From these on a machine is not called quiet. */
const UNSTEADY_SPREAD = 0.05;
const STOLEN_SHARE = 0.02;
const LATE_TIMER_MS = 5;
/** A difference of speed that is worth a word. */
const OTHER_SPEED = 0.02;

/** null: a side has no probe, or the probes are of different versions. */
export function compareMachines(
  bases: readonly RunEvidence[],
  heads: readonly RunEvidence[],
  cpuAtSpeedPerSecond: number | null,
): MachineComparison | null {
  const base = medianProbe(bases);
  const head = medianProbe(heads);
  if (base === null || head === null || base.probeVersion !== head.probeVersion) return null;
  const speedRatio = head.speedPerSecond / base.speedPerSecond;
  if (!Number.isFinite(speedRatio) || speedRatio <= 0) return null;
  const range =
    cpuAtSpeedPerSecond === null ? null : speedRange([...bases, ...heads], cpuAtSpeedPerSecond);
  const text = machineText(base, head, speedRatio, range);
  return { base, head, speedRatio, cpuAtSpeedPerSecond, text };
}

/** How much faster the one machine was than the other, whichever it was: 0.12 of 12 %. */
export function speedDifference({ speedRatio }: MachineComparison): number {
  return Math.max(speedRatio, 1 / speedRatio) - 1;
}

/** `12 % slower while the head was measured`. */
export function speedWords({ speedRatio }: Pick<MachineComparison, 'speedRatio'>): string {
  const change = rounded(Math.abs(speedRatio - 1));
  return `${change} ${speedRatio < 1 ? 'slower' : 'faster'} while the head was measured`;
}

/** Slowest and fastest run, ÷ the speed that CPU times are stated at. */
function speedRange(
  runs: readonly RunEvidence[],
  speedPerSecond: number,
): readonly [number, number] {
  const ratios = runs.map(
    ({ machine }) => (machine?.speedPerSecond ?? speedPerSecond) / speedPerSecond,
  );
  return [Math.min(...ratios), Math.max(...ratios)];
}

function machineText(
  base: MachineProbe,
  head: MachineProbe,
  speedRatio: number,
  range: readonly [number, number] | null,
): string {
  const spread = Math.max(base.speedSpread, head.speedSpread);
  const stolen = Math.max(base.stolenShare, head.stolenShare);
  const lateMs = Math.max(base.timerLateP99Ms, head.timerLateP99Ms);
  const seen = [
    ...(Math.abs(Math.log(speedRatio)) >= OTHER_SPEED ? [speedWords({ speedRatio })] : []),
    ...(spread >= UNSTEADY_SPREAD ? [`the same work varied by ${rounded(spread)}`] : []),
    ...(stolen >= STOLEN_SHARE ? [`others took ${rounded(stolen)} of the time`] : []),
    ...(lateMs >= LATE_TIMER_MS ? [`timers came up to ${threeDigits(lateMs)} ms late`] : []),
  ];
  const text = seen.length === 0 ? 'quiet' : seen.join(', ');
  if (range === null || range[1] / range[0] - 1 < OTHER_SPEED) return text;
  const [slowest, fastest] = range.map(changeText);
  return `${text}; from run to run its speed went from ${slowest} to ${fastest}, half of which CPU times are corrected for`;
}

/** To two digits: nobody needs more of a noise. */
function rounded(share: number): string {
  return percent(Number(share.toPrecision(2)));
}

/** null without probes, or with those of several versions. */
function medianProbe(runs: readonly RunEvidence[]): MachineProbe | null {
  const probes = runs.map(({ machine }) => machine).filter((machine) => machine !== null);
  const [first] = probes;
  if (first === undefined || probes.some((one) => one.probeVersion !== first.probeVersion)) {
    return null;
  }
  const middle = (pick: (probe: MachineProbe) => number) => median(probes.map(pick));
  return {
    probeVersion: first.probeVersion,
    speedPerSecond: middle((probe) => probe.speedPerSecond),
    speedSpread: middle((probe) => probe.speedSpread),
    stolenShare: middle((probe) => probe.stolenShare),
    timerLateP99Ms: middle((probe) => probe.timerLateP99Ms),
  };
}

/** NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** What of the machines differs, a clause each, such as `cores: 2 and 8`. Every run is held against the first. */
export function environmentDifferences(runs: readonly RunEvidence[]): string[] {
  const [first, ...others] = runs.map(({ environment }) => fingerprint(environment));
  if (first === undefined) return [];
  const differences = others.flatMap((other) =>
    Object.entries(first)
      .filter(([name, value]) => other[name] !== value)
      .map(
        ([name, value]) =>
          `${name}: ${inertText(value, 60)} and ${inertText(other[name] ?? '', 60)}`,
      ),
  );
  return [...new Set(differences)];
}

function fingerprint(environment: RunEnvironment): Readonly<Record<string, string>> {
  const { cpuModel, cores, node, platform, arch } = environment;
  return {
    CPU: cpuModel,
    cores: String(cores),
    Node: node.replace(/^(v?\d+)\..*$/s, '$1'),
    platform,
    architecture: arch,
  };
}
