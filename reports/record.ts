/**
 * The run record: everything a report may say of a run, as versioned plain JSON. A number that is not in
 * here appears in no report. Times of the plan are virtual, all others wall time.
 */
import type { EventType } from '../pipeline/event.ts';
import type { Counter, Stage } from '../pipeline/observer.ts';
import type { GroupReport } from './group-report.ts';
import type { HistogramSnapshot, LatencySummary } from './histogram.ts';
import type { Interaction } from './interaction.ts';
import type { InventoryReport } from './inventory.ts';
import type { RunOutcome } from './outcome.ts';
import type { PipelineUsed } from './pipeline-used.ts';
import type { RunSeries } from './series.ts';
import type { ThresholdResult } from './thresholds.ts';
import type { InvariantResult, Verdict } from './verdict.ts';

export const RECORD_VERSION = 4;

export interface RunRecord {
  readonly recordVersion: typeof RECORD_VERSION;
  readonly tool: { readonly name: 'streamstock-bench'; readonly version: string };
  readonly runId: string;
  /** ISO 8601, wall time. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly scenario: {
    readonly name: string;
    /** The file it was read from, or how else it came about. */
    readonly source: string;
    /** The plan in a sentence. */
    readonly description: string;
    /** Fully resolved, as the run used it. */
    readonly resolved: unknown;
  };
  readonly seed: string;
  readonly broker: BrokerUsed;
  readonly pipeline: PipelineUsed;
  /** null: a pipeline of somebody else's, or the record was recovered. */
  readonly group: GroupReport | null;
  readonly environment: RunEnvironment;
  readonly plan: RunPlan;
  readonly load: {
    readonly durationMs: number;
    /** Latencies of events due before this offset are kept apart. */
    readonly warmUpMs: number;
    readonly phases: readonly LoadPhase[];
  };
  readonly counts: Readonly<Record<Counter, number>>;
  readonly rates: RunRates;
  readonly latency: { readonly measured: PhaseLatency; readonly warmUp: PhaseLatency };
  readonly cpu: CpuUse;
  readonly memory: { readonly rssMaxBytes: number };
  /** Of each thread over the whole load; empty when nothing was sampled. */
  readonly threads: readonly ThreadUse[];
  readonly lateness: Lateness;
  /** null when the broker could not be asked. */
  readonly lag: LagSummary | null;
  /** Most events that ever waited in the sequencers for a missing one; null when no consumer told. */
  readonly waitingMaxEvents: number | null;
  /** null when nothing was due. */
  readonly availability: Availability | null;
  /** Things that happened at an instant of the run, in order of time. */
  readonly marks: readonly RunMark[];
  readonly audit: readonly InvariantResult[];
  readonly thresholds: readonly ThresholdResult[];
  /** null when the run ended without an outcome. */
  readonly outcome: RunOutcome | null;
  /** null when the plan was not replayed, as in a record that was recovered. */
  readonly inventory: InventoryReport | null;
  /** null when not a single interval was recorded. */
  readonly series: RunSeries | null;
  readonly digest: {
    readonly pipeline: string | null;
    readonly simulated: string | null;
    /** Everything planned was acknowledged and nobody intervened. */
    readonly comparable: boolean;
  };
  /** What people did to the run by hand; absent: nobody could. */
  readonly interaction?: Interaction;
  readonly verdict: Verdict;
  /** The command that repeats this run. */
  readonly replay: string;
  readonly notes: readonly string[];
}

export interface BrokerUsed {
  readonly kind: 'embedded' | 'kafka';
  /** `host:port`, several with commas. */
  readonly address: string;
  /** As the cluster reports it; null when it does not. */
  readonly clusterId: string | null;
  readonly brokers: number;
}

export interface RunEnvironment {
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly ci: boolean;
}

export interface RunPlan {
  /** All events, deliveries included. */
  readonly events: number;
  /** Restocks that the replenishment policy adds to the arrivals. */
  readonly deliveries: number;
  readonly byType: Readonly<Record<EventType, number>>;
}

/** One stage of the load; offsets from the start, rates in events per second. */
export interface LoadPhase {
  readonly fromMs: number;
  readonly toMs: number;
  readonly startPerSecond: number;
  readonly endPerSecond: number;
}

/** Events per second over the time in which events were due; `applied` until the last one was applied. */
export interface RunRates {
  readonly plannedPerSecond: number;
  readonly duePerSecond: number;
  readonly sentPerSecond: number;
  readonly acknowledgedPerSecond: number;
  readonly appliedPerSecond: number;
}

export interface PhaseLatency {
  /** A stage without samples is absent. */
  readonly stages: Readonly<Partial<Record<Stage, LatencySummary>>>;
  /** Every histogram by stage and topic, so that percentiles can be recomputed and merged. */
  readonly histograms: readonly {
    readonly stage: Stage;
    readonly topic: string;
    readonly histogram: HistogramSnapshot;
  }[];
}

export interface CpuUse {
  /** All threads of the process, including those of the runtime. */
  readonly processUs: number;
  readonly perEventUs: number | null;
  readonly groups: readonly CpuGroup[];
}

export interface CpuGroup {
  /** `producers`, `broker`, `consumers`, `forecast`, `main`, and `other` for threads of the runtime. */
  readonly name: string;
  readonly threads: number;
  /** null where the platform does not tell. */
  readonly cpuUs: number | null;
  readonly perEventUs: number | null;
}

/** Events that were queued late, and why. */
export interface Lateness {
  /** Our own doing. */
  readonly generator: number;
  /** The bound on messages in flight was reached: the system's doing. */
  readonly window: number;
  /** The interval with most events late by our own doing; null when there was none. */
  readonly worst: LatenessEvidence | null;
}

export interface LatenessEvidence {
  readonly fromMs: number;
  readonly toMs: number;
  readonly events: number;
  /** What else was seen in that interval, in words: `producer 1's event loop stood still for 340 ms`. */
  readonly cause: string;
}

/** A thread of the harness while the load ran. */
export interface ThreadUse {
  readonly name: string;
  readonly group: string;
  /** null where the platform does not tell. */
  readonly cpuUs: number | null;
  /** Share of time in which its event loop was busy. */
  readonly busyShare: number | null;
  readonly loopDelayP99Ms: number | null;
  readonly loopDelayMaxMs: number | null;
  readonly gcMs: number;
  readonly gcCount: number;
  readonly heapMaxBytes: number;
}

/** Consumer lag: log end − committed offset, as the broker told once a second. */
export interface LagSummary {
  /** Over all topic-partitions together. */
  readonly maxRecords: number;
  /** When that was, since the load began. */
  readonly maxAtMs: number;
  readonly endRecords: number;
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly maxRecords: number;
    readonly endRecords: number;
  }[];
}

/** One-second windows in which something was due, and those whose events were all dealt with within a second. */
export interface Availability {
  readonly windows: number;
  readonly available: number;
  readonly share: number;
}

export interface RunMark {
  /** Since the load began. */
  readonly atMs: number;
  readonly kind: 'rebalance' | 'fault' | 'lost' | 'trouble' | 'aborted' | 'interrupted';
  /** A sentence without a full stop. */
  readonly text: string;
}
