/**
 * The comparison of two versions as every output shows it: versioned plain JSON, as the run record is for a run. A
 * number that is not in here appears in no report.
 */
import type { Stage } from '../../pipeline/observer.ts';
import type { RunEnvironment } from '../record.ts';
import type { Column } from '../series.ts';
import type { VerdictName } from '../verdict.ts';
import type { MachineProbe } from './run-evidence.ts';

export const COMPARISON_VERSION = 1;

/** Worst first. `inconclusive` as an overall verdict is `cannot tell` of a metric. */
export const COMPARISON_VERDICTS = [
  'incorrect',
  'slower',
  'inconclusive',
  'faster',
  'same',
] as const;
export type ComparisonVerdictName = (typeof COMPARISON_VERDICTS)[number];

export const METRIC_VERDICTS = ['slower', 'cannot tell', 'faster', 'same'] as const;
export type MetricVerdictName = (typeof METRIC_VERDICTS)[number];

/**
 * `paired`: run i of the one side and run i of the other were measured next to each other. `unpaired`: at different
 * times. `single`: one run on a side, of which nothing about speed can be concluded.
 */
export type ComparisonDesign = 'paired' | 'unpaired' | 'single';

export interface Comparison {
  readonly comparisonVersion: typeof COMPARISON_VERSION;
  readonly tool: { readonly name: 'streamstock-bench'; readonly version: string };
  readonly comparisonId: string;
  /** ISO 8601, wall time. */
  readonly createdAt: string;
  readonly scenario: { readonly name: string; readonly seed: string };
  readonly design: ComparisonDesign;
  readonly base: ComparedSide;
  readonly head: ComparedSide;
  readonly machine: MachineComparison | null;
  /** In the order in which they were declared; at most eight. */
  readonly metrics: readonly MetricComparison[];
  readonly outcome: OutcomeComparison;
  readonly verdict: ComparisonVerdict;
  /** What a reader should know beside the verdict, a sentence each: different machines, runs left out. */
  readonly warnings: readonly string[];
  readonly figures: ComparisonFigures;
  /** The command that repeats this comparison. */
  readonly replay: string;
}

export interface ComparisonVerdict {
  readonly name: ComparisonVerdictName;
  readonly exitCode: number;
  /** Worst first, never empty; sentences without a full stop. */
  readonly reasons: readonly string[];
  /** Pairs (or runs a side) beyond those measured that would probably decide; null: nothing is undecided, or no number would do. */
  readonly moreRunsNeeded: number | null;
}

export interface ComparedSide {
  readonly label: string;
  readonly revision: string | null;
  readonly toolVersions: readonly string[];
  readonly environment: RunEnvironment;
  readonly runs: readonly ComparedRun[];
}

export interface ComparedRun {
  readonly runId: string;
  readonly startedAt: string;
  readonly verdict: VerdictName;
  /** Why it is no evidence of speed; null: it is evidence. */
  readonly leftOut: string | null;
}

/** The machine while the two sides were measured; `base` and `head` are medians over the runs. */
export interface MachineComparison {
  readonly base: MachineProbe;
  readonly head: MachineProbe;
  /** Speed during head ÷ during base. */
  readonly speedRatio: number;
  /** CPU times are stated at this speed, the median of all runs; null: as they were measured. */
  readonly cpuAtSpeedPerSecond: number | null;
  /** In words: `quiet`, or what was seen. */
  readonly text: string;
}

export interface MetricComparison {
  /** As declared: `end_to_end p(99)`, `cpu_per_event{group:consumers}`. */
  readonly label: string;
  /** Name without selector, as in `docs/metrics.md`. */
  readonly metric: string;
  readonly unit: 'ms' | 'µs' | 'per second' | 'MB';
  /** Which direction a reader wants. */
  readonly better: 'lower' | 'higher';
  /** Changes smaller than this share are not worth a word: 0.05. */
  readonly noiseThreshold: number;
  /** Over all runs of the side together, in the unit; null without samples. */
  readonly base: number | null;
  readonly head: number | null;
  /** head ÷ base; null where one of them is null or base is 0. */
  readonly ratio: number | null;
  /** 95 % interval of the ratio; null where there are too few runs. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly test: {
    readonly name: 'signed-rank' | 'rank-sum';
    readonly isExact: boolean;
    readonly pValue: number;
    /** Holm's, over all metrics that were tested. */
    readonly adjustedPValue: number;
  } | null;
  readonly verdict: MetricVerdictName;
  /** One sentence without a full stop. */
  readonly reason: string;
  /** Beyond those measured; null: decided, or no number up to the cap would do. */
  readonly moreRunsNeeded: number | null;
  /** Smallest change that so many runs would probably find (power 80 %), as a share: 0.07; null: not known. */
  readonly detectableShare: number | null;
  /** By run, in the unit, in the order of measurement; of paired designs, index i of both belongs together. */
  readonly baseRuns: readonly number[];
  readonly headRuns: readonly number[];
}

export interface OutcomeComparison {
  /** `unknown`: a side has no comparable digest. */
  readonly verdict: 'equal' | 'differs' | 'accepted' | 'unknown';
  readonly baseDigest: string | null;
  readonly headDigest: string | null;
  /** Only what moved. */
  readonly moved: readonly OutcomeChange[];
  /** One sentence without a full stop. */
  readonly text: string;
}

export interface OutcomeChange {
  /** `soldUnits`, `alertsByType.LOW_STOCK.raised`. */
  readonly name: string;
  /** For people: `units sold`. */
  readonly label: string;
  readonly base: number | null;
  readonly head: number | null;
}

/** What is drawn, nothing that is not. */
export interface ComparisonFigures {
  /** One a stage that both sides have, `end_to_end` first. */
  readonly spectra: readonly StageSpectra[];
  readonly series: ComparedSeries | null;
}

/** Latency by percentile, over all runs of a side; the points are of both sides at the same percentiles. */
export interface StageSpectra {
  readonly stage: Stage;
  readonly baseCount: number;
  readonly headCount: number;
  readonly percentiles: readonly number[];
  readonly baseUs: readonly number[];
  readonly headUs: readonly number[];
  /** By run, the lowest and the highest of the side at each percentile. */
  readonly baseLowUs: readonly number[];
  readonly baseHighUs: readonly number[];
  readonly headLowUs: readonly number[];
  readonly headHighUs: readonly number[];
}

/** By interval since the load began, the median over a side's runs, with lowest and highest. */
export interface ComparedSeries {
  readonly intervalMs: number;
  readonly intervals: number;
  readonly throughputPerSecond: ComparedColumns;
  readonly endToEndP50Us: ComparedColumns;
  readonly endToEndP99Us: ComparedColumns;
  readonly cpuCores: ComparedColumns;
}

export interface ComparedColumns {
  readonly base: Band;
  readonly head: Band;
}

export interface Band {
  readonly median: Column;
  readonly low: Column;
  readonly high: Column;
}
