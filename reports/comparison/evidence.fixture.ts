/** Invented evidence for tests of what is concluded from it. Deterministic; `initHistograms()` must have been awaited. */
import seedrandom from 'seedrandom';
import { LatencyHistogram } from '../histogram.ts';
import { passedRecord } from '../record.fixture.ts';
import { evidenceOf } from './evidence-of-run.ts';
import type { EvidenceSet, MachineProbe, RunEvidence } from './run-evidence.ts';

export interface InventedRun {
  /** Factor on every latency. */
  readonly latency?: number;
  /** Factor on every CPU time. */
  readonly cpu?: number;
  readonly throughput?: number;
  readonly rss?: number;
  /** How fast the machine was; null: nobody measured. */
  readonly speed?: number | null;
  readonly changes?: Partial<RunEvidence>;
}

const SAMPLES = 400;

export const QUIET_PROBE: MachineProbe = {
  probeVersion: 1,
  speedPerSecond: 500,
  speedSpread: 0.01,
  stolenShare: 0,
  timerLateP99Ms: 1.2,
};

/** @param name makes the run's id, and its noise: a percent or so on everything */
export function inventedRun(name: string, invented: InventedRun = {}, noise = 0.01): RunEvidence {
  const { latency = 1, cpu = 1, throughput = 1, rss = 1, speed = 1, changes = {} } = invented;
  // Of a generator whose neighbouring seeds have nothing in common: runs must be independent.
  const random = seedrandom.alea(name);
  const factor = () => 1 + noise * (random() + random() - 1);
  const evidence = evidenceOf(passedRecord());
  // A slower machine takes longer for the same work.
  const cpuFactor = (cpu * factor()) / Math.sqrt(speed ?? 1);
  return {
    ...evidence,
    runId: name,
    startedAt: new Date(Date.UTC(2026, 0, 5) + secondOf(name) * 1000).toISOString(),
    configuration: { pipeline: { partitions: 3 }, faults: [] },
    throughputPerSecond: 250 * throughput * factor(),
    cpu: {
      processUs: evidence.cpu.processUs * cpuFactor,
      events: evidence.cpu.events,
      groupsUs: Object.fromEntries(
        Object.entries(evidence.cpu.groupsUs).map(([group, us]) => [group, (us ?? 0) * cpuFactor]),
      ),
    },
    rssMaxBytes: evidence.rssMaxBytes * rss * factor(),
    latency: [
      {
        stage: 'end_to_end',
        topic: 'inventory.sales',
        histogram: samples(latency * factor(), random),
      },
    ],
    machine:
      speed === null
        ? null
        : { ...QUIET_PROBE, speedPerSecond: QUIET_PROBE.speedPerSecond * speed },
    ...changes,
  };
}

/** Runs with names, and so with noise, of their own. */
export function inventedSide(
  label: string,
  runs: number,
  invented: InventedRun | ((index: number) => InventedRun) = {},
  noise = 0.01,
): EvidenceSet {
  const shape = typeof invented === 'function' ? invented : () => invented;
  return {
    label,
    revision: null,
    runs: Array.from({ length: runs }, (_, index) =>
      inventedRun(`${label}-${index + 1}`, shape(index), noise),
    ),
  };
}

function samples(factor: number, random: () => number) {
  const histogram = new LatencyHistogram();
  for (let index = 0; index < SAMPLES; index += 1) {
    histogram.record(Math.round(2_000 * factor * (0.8 + 0.4 * random() + 2 * random() ** 30)));
  }
  const snapshot = histogram.snapshot();
  histogram.destroy();
  return snapshot;
}

/** Seconds of a day; different for most names. */
function secondOf(name: string): number {
  let seed = 7;
  for (const character of name) seed = (Math.imul(seed, 31) + character.charCodeAt(0)) >>> 0;
  return seed % 86_400;
}
