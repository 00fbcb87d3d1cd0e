/** Facts about the machine and the measurements, in the shape of the run record. */
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { STAGES } from '../pipeline/observer.ts';
import { EVENT_TOPICS } from '../pipeline/topics.ts';
import type { LatencySummary } from './histogram.ts';
import type { CpuGroup, CpuUse, PhaseLatency, RunEnvironment } from './record.ts';
import type { Measurements } from './recorder.ts';
import type { Phase } from './series-table.ts';

export function describeEnvironment(env: NodeJS.ProcessEnv = process.env): RunEnvironment {
  return {
    node: process.version,
    platform: platform(),
    arch: arch(),
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    ci: env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false',
  };
}

export function phaseLatency(measurements: Measurements, phase: Phase): PhaseLatency {
  const stages = STAGES.flatMap((stage): [string, LatencySummary][] => {
    const histogram = measurements.histogram(phase, stage);
    if (histogram === undefined) return [];
    const summary = histogram.summary();
    histogram.destroy();
    return [[stage, summary]];
  });
  return {
    stages: Object.fromEntries(stages),
    histograms: measurements.series(phase).map(({ stage, topicIndex, histogram }) => {
      return { stage, topic: EVENT_TOPICS[topicIndex] ?? 'unknown', histogram };
    }),
  };
}

/**
 * A group `other` is added for what the threads do not account for: garbage collection and compilation.
 * @param threads CPU time of each thread with the group it belongs to; undefined where it is not known
 * @param events by which the time is divided
 */
export function cpuUse(
  processUs: number,
  threads: readonly { readonly group: string; readonly cpuUs: number | undefined }[],
  events: number,
): CpuUse {
  const perEventUs = (us: number | null) => (us === null || events === 0 ? null : us / events);
  const names = [...new Set(threads.map(({ group }) => group))];
  const groups = names.map((name): CpuGroup => {
    const members = threads.filter(({ group }) => group === name);
    let cpuUs: number | null = 0;
    for (const member of members) {
      cpuUs = cpuUs === null || member.cpuUs === undefined ? null : cpuUs + member.cpuUs;
    }
    return { name, threads: members.length, cpuUs, perEventUs: perEventUs(cpuUs) };
  });
  const otherUs = groups.reduce<number | null>(
    (rest, { cpuUs }) => (rest === null || cpuUs === null ? null : rest - cpuUs),
    processUs,
  );
  // Clocks of threads and process are read at different instants; a rest below nothing is nothing.
  const cpuUs = otherUs === null ? null : Math.max(0, otherUs);
  const other = { name: 'other', threads: 0, cpuUs, perEventUs: perEventUs(cpuUs) };
  return { processUs, perEventUs: perEventUs(processUs), groups: [...groups, other] };
}
