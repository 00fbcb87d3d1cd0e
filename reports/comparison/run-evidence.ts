/**
 * What a comparison needs to know of one run, taken from its record; small enough to be kept for months beside the
 * code. Histograms are whole, so that percentiles of several runs are those of all their samples.
 */
import type { Stage } from '../../pipeline/observer.ts';
import type { HistogramSnapshot } from '../histogram.ts';
import type { RunOutcome } from '../outcome.ts';
import type { RunEnvironment } from '../record.ts';
import type { Column } from '../series.ts';
import type { VerdictName } from '../verdict.ts';

export interface RunEvidence {
  readonly runId: string;
  /** ISO 8601, wall time. */
  readonly startedAt: string;
  readonly toolVersion: string;
  readonly scenario: string;
  readonly seed: string;
  /** Everything that two runs must have in common: the resolved scenario without its texts and limits. */
  readonly configuration: unknown;
  readonly setup: RunSetup;
  readonly environment: RunEnvironment;
  readonly verdict: { readonly name: VerdictName; readonly reasons: readonly string[] };
  readonly digest: { readonly pipeline: string | null; readonly comparable: boolean };
  readonly outcome: RunOutcome | null;
  readonly eventsPlanned: number;
  readonly eventsApplied: number;
  /** Events applied per second, until the last one was; null: this run cannot know. */
  readonly throughputPerSecond: number | null;
  readonly cpu: CpuEvidence;
  readonly rssMaxBytes: number;
  /** After the warm-up, by stage and topic. */
  readonly latency: readonly {
    readonly stage: Stage;
    readonly topic: string;
    readonly histogram: HistogramSnapshot;
  }[];
  /** null when not a single interval was recorded. */
  readonly series: EvidenceSeries | null;
  /** How fast and how steady the machine was while the run went on; null: nobody measured. */
  readonly machine: MachineProbe | null;
}

/** What of a run is no part of the scenario. */
export interface RunSetup {
  readonly broker: 'embedded' | 'kafka';
  readonly brokers: number;
  readonly pipeline: 'own' | 'external';
}

/** CPU time over the load, µs; null where the platform does not tell. */
export interface CpuEvidence {
  readonly processUs: number;
  /** By which it is divided: events applied, or acknowledged where the pipeline is not the project's own. */
  readonly events: number;
  readonly groupsUs: Readonly<Record<string, number | null>>;
}

/** Of the run record's series, what is drawn one over the other. */
export interface EvidenceSeries {
  readonly intervalMs: number;
  readonly appliedPerSecond: Column;
  readonly endToEndP50Us: Column;
  readonly endToEndP99Us: Column;
  readonly cpuCores: Column;
}

/** A fixed piece of work, done over and over beside a run: the same on every machine and in every version. */
export interface MachineProbe {
  readonly probeVersion: number;
  /** Pieces of work per second of CPU time: how fast the machine is. */
  readonly speedPerSecond: number;
  /** Median absolute deviation of the pieces' CPU times ÷ their median. */
  readonly speedSpread: number;
  /** Share of wall time in which the work could not run although it wanted to. */
  readonly stolenShare: number;
  /** How late timers of 1 ms were. */
  readonly timerLateP99Ms: number;
}

/** One side of a comparison: several runs of one version. */
export interface EvidenceSet {
  /** `base` and `head`, or what the user called it: a git reference, a folder, a file. */
  readonly label: string;
  /** Commit that was built; null: not known. */
  readonly revision: string | null;
  /** In the order in which they were measured. */
  readonly runs: readonly RunEvidence[];
}
