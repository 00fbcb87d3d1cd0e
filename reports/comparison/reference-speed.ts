/**
 * CPU times of all runs, stated at one speed of the machine. The same work takes more CPU time while a neighbour uses the
 * other half of a core or its cache; a fixed piece of work, timed beside each run, meets the same. So CPU times are
 * multiplied by (speed beside the run ÷ median speed of all runs) to the power of {@link CORRECTED_SHARE}.
 */
import { median } from './machine-comparison.ts';
import type { RunEvidence } from './run-evidence.ts';

/**
 * The run itself slows the piece beside it, so that to correct for all of it would hide a part of what the program did.
 * Half of it takes most of the machine's noise out, and leaves nine tenths of a change.
 */
const CORRECTED_SHARE = 0.5;

export interface AtOneSpeed {
  readonly base: readonly RunEvidence[];
  readonly head: readonly RunEvidence[];
  /** Pieces per second of CPU time; null: not every run has a probe of the same version, and CPU times are as measured. */
  readonly speedPerSecond: number | null;
}

export function atOneSpeed(base: readonly RunEvidence[], head: readonly RunEvidence[]): AtOneSpeed {
  const speeds = commonSpeeds([...base, ...head]);
  if (speeds === null) return { base, head, speedPerSecond: null };
  const speedPerSecond = median(speeds);
  const stated = (run: RunEvidence): RunEvidence => {
    const ratio = (run.machine?.speedPerSecond ?? speedPerSecond) / speedPerSecond;
    return withCpuTimes(run, ratio ** CORRECTED_SHARE);
  };
  return { base: base.map(stated), head: head.map(stated), speedPerSecond };
}

function commonSpeeds(runs: readonly RunEvidence[]): readonly number[] | null {
  const version = runs[0]?.machine?.probeVersion;
  const speeds = runs.map(({ machine }) => {
    return machine?.probeVersion === version ? (machine?.speedPerSecond ?? 0) : 0;
  });
  return speeds.length > 0 && speeds.every((speed) => speed > 0) ? speeds : null;
}

function withCpuTimes(run: RunEvidence, factor: number): RunEvidence {
  const { cpu } = run;
  const groups = Object.entries(cpu.groupsUs).map(([name, us]) => {
    return [name, us === null ? null : us * factor] as const;
  });
  return {
    ...run,
    cpu: { ...cpu, processUs: cpu.processUs * factor, groupsUs: Object.fromEntries(groups) },
  };
}
