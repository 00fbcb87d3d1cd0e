/**
 * The last runs of a scenario as every output shows them, with the levels their metrics kept and where these shifted:
 * versioned plain JSON. A number that is not in here appears in no report of a history.
 */
import type { RunEnvironment } from '../record.ts';
import type { VerdictName } from '../verdict.ts';
import type { MetricComparison } from './comparison.ts';

export const HISTORY_VERSION = 1;

export interface History {
  readonly historyVersion: typeof HISTORY_VERSION;
  readonly tool: { readonly name: 'streamstock-bench'; readonly version: string };
  /** ISO 8601, wall time. */
  readonly createdAt: string;
  readonly scenario: string;
  /** The file it was read from, as people are told it. */
  readonly source: string;
  /** Runs of the scenario in the file; at most so many as were asked for are in `runs`. */
  readonly runsKnown: number;
  /** Oldest first. */
  readonly runs: readonly HistoryRun[];
  /** The newest run's first: only runs of one group are compared with each other. */
  readonly groups: readonly HistoryGroup[];
  /** In the order in which the newest run declares them; those that only older runs have follow. */
  readonly metrics: readonly HistoryMetric[];
  /** What a reader should know beside it, a sentence each: lines that could not be read. */
  readonly warnings: readonly string[];
}

export interface HistoryRun {
  readonly runId: string;
  /** ISO 8601, wall time. */
  readonly startedAt: string;
  readonly verdict: VerdictName;
  readonly toolVersion: string;
  /** null: the run was made outside of a git checkout. */
  readonly revision: HistoryRevision | null;
  /** null: there is none that could be compared. */
  readonly digest: string | null;
  /** Index into `groups`. */
  readonly group: number;
  /** Why it is no evidence of speed; null: it is evidence. Its values are shown and belong to no level. */
  readonly leftOut: string | null;
}

export interface HistoryRevision {
  readonly commit: string;
  /** Files that git knows had changed. */
  readonly isDirty: boolean;
}

/** Runs of one seed, configuration, setup and machine. */
export interface HistoryGroup {
  readonly seed: string;
  readonly environment: RunEnvironment;
  readonly runs: number;
  /** How it differs from the newest run's, such as `another seed: 7`; empty for the first group. */
  readonly differences: readonly string[];
}

export interface HistoryMetric {
  /** As declared: `end_to_end p(99)`, `cpu_per_event{group:consumers}`. */
  readonly label: string;
  readonly unit: MetricComparison['unit'];
  readonly better: MetricComparison['better'];
  /** Changes smaller than this share are not worth a word: 0.05. */
  readonly noiseThreshold: number;
  /** As long as `runs`; null: that run did not measure it. */
  readonly values: readonly (number | null)[];
  /** Stretches of runs at one level, within a group, oldest first; a stretch of one group may span runs of others. */
  readonly levels: readonly HistoryLevel[];
  /** Oldest first. */
  readonly shifts: readonly LevelShift[];
}

export interface HistoryLevel {
  /** Index into `groups`. */
  readonly group: number;
  /** Indices into `runs`, both inclusive. */
  readonly fromRun: number;
  readonly toRun: number;
  /** Median of the runs that are evidence, in the unit. */
  readonly value: number;
}

/** From one level to the next. */
export interface LevelShift {
  readonly group: number;
  /** Index into `runs` of the first run at the new level. */
  readonly atRun: number;
  readonly before: number;
  readonly after: number;
  /** after ÷ before. */
  readonly ratio: number;
  readonly pValue: number;
  /** In the direction that a reader wants, or not. */
  readonly verdict: 'worse' | 'better';
  /** One sentence without a full stop. */
  readonly text: string;
}
