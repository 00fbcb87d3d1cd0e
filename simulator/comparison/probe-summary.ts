/** From the pieces of a machine probe to its figures, and to a line for people. Pure. */
import type { MachineProbe } from '../../reports/comparison/run-evidence.ts';

export const PROBE_VERSION = 1;

/** One piece of the fixed work, and the timer that was set after it. */
export interface Piece {
  readonly cpuUs: number;
  readonly wallUs: number;
  /** How much later than it was asked to a timer rang. */
  readonly timerLateMs: number;
}

/** @param pieces at least one */
export function summariseProbe(pieces: readonly Piece[]): MachineProbe {
  const cpuUs = pieces.map((piece) => piece.cpuUs);
  const totalUs = sum(cpuUs);
  const medianUs = middle(cpuUs);
  const spreadUs = middle(cpuUs.map((us) => Math.abs(us - medianUs)));
  const wallUs = sum(pieces.map((piece) => piece.wallUs));
  // Helper threads of the runtime may have worked beside: more CPU than wall time is nothing stolen.
  const stolenShare = wallUs === 0 ? 0 : Math.max(0, 1 - totalUs / wallUs);
  const late = pieces.map((piece) => piece.timerLateMs).sort((a, b) => a - b);
  return {
    probeVersion: PROBE_VERSION,
    // Of all pieces together, slow ones too: a run meets them as they come.
    speedPerSecond: totalUs === 0 ? 0 : (1e6 * cpuUs.length) / totalUs,
    speedSpread: medianUs === 0 ? 0 : spreadUs / medianUs,
    stolenShare,
    timerLateP99Ms: late[Math.ceil(late.length * 0.99) - 1] ?? 0,
  };
}

const QUIET = { spread: 0.03, stolen: 0.02, timerLateMs: 2 } as const;

/** `quiet: …` or `noisy: …`, with what was seen. */
export function machineNoiseText(probe: MachineProbe): string {
  const { speedSpread, stolenShare, timerLateP99Ms } = probe;
  const isQuiet =
    speedSpread <= QUIET.spread &&
    stolenShare <= QUIET.stolen &&
    timerLateP99Ms <= QUIET.timerLateMs;
  const seen = [
    `the same work varies by ${share(speedSpread)}`,
    `${share(stolenShare)} of its time went to others`,
    `timers are up to ${timerLateP99Ms.toFixed(1)} ms late`,
  ].join(', ');
  return isQuiet ? `quiet: ${seen}` : `noisy: ${seen}; it may take more runs to see a change`;
}

function share(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return (low + high) / 2;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
