/** What a capacity search found, as versioned plain JSON: everything its terminal text and its page show. */
import { join } from 'node:path';
import { StreamstockError } from '../pipeline/errors.ts';
import { writeFileAtomically } from './atomic-file.ts';
import type { LatencySummary } from './histogram.ts';
import type { RunEnvironment } from './record.ts';
import type { ThresholdResult } from './thresholds.ts';
import type { VerdictName } from './verdict.ts';

export const CAPACITY_VERSION = 1;
export const CAPACITY_FILE = 'capacity.json';
export const CAPACITY_PAGE_FILE = 'capacity.html';

export interface CapacityReport {
  readonly capacityVersion: typeof CAPACITY_VERSION;
  readonly tool: { readonly name: 'streamstock-bench'; readonly version: string };
  /** Name of the search's folder. */
  readonly id: string;
  /** ISO 8601, wall time. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly scenario: {
    readonly name: string;
    readonly source: string;
    readonly description: string;
  };
  readonly seed: string;
  /** `the embedded broker`, `Kafka at host:port`. */
  readonly broker: string;
  readonly environment: RunEnvironment;
  readonly search: SearchSettings;
  /** Thresholds as written, that a rate must hold. */
  readonly judged: readonly string[];
  /** Thresholds of the scenario that say nothing about capacity, and why. */
  readonly setAside: readonly { readonly threshold: string; readonly why: string }[];
  /** In the order in which they were made. */
  readonly probes: readonly CapacityProbe[];
  readonly result: CapacityResult;
  /** The command that repeats the search. */
  readonly replay: string;
}

/** Rates in events per second, of the highest rate of the load. */
export interface SearchSettings {
  readonly startRate: number;
  readonly minRate: number;
  readonly maxRate: number;
  readonly growth: number;
  readonly tolerance: number;
  readonly confirmations: number;
  readonly repeats: number;
  readonly maxProbes: number;
  /** Of every probe: latencies of the warm-up are kept apart. */
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

export type ProbeOutcome =
  | 'holds'
  | 'system'
  | 'harness'
  | 'inconclusive'
  | 'incorrect'
  | 'interrupted';

export interface CapacityProbe {
  /** From 1. */
  readonly number: number;
  readonly purpose: 'bracket' | 'second-look' | 'bisection' | 'confirmation' | 'repetition';
  readonly ratePerSecond: number;
  readonly outcome: ProbeOutcome;
  /** Why, in sentences without full stops; never empty. */
  readonly evidence: readonly string[];
  /** null when the run could not begin. */
  readonly run: ProbeRun | null;
}

export interface ProbeRun {
  /** Relative to the search's folder. */
  readonly folder: string;
  readonly verdict: VerdictName;
  readonly events: number;
  /** On average over the load; on ramps that is less than the probe's highest rate. */
  readonly plannedPerSecond: number;
  readonly appliedPerSecond: number;
  /** Of what came due, the share that was acknowledged while the load ran; null when that is not known. */
  readonly achievedShare: number | null;
  /** Of the measured time; null without samples. */
  readonly endToEnd: LatencySummary | null;
  readonly cpuPerEventUs: number | null;
  readonly drainMs: number;
  readonly thresholds: readonly ThresholdResult[];
  /** From the first thread to the audited record. */
  readonly tookMs: number;
}

export interface CapacityResult {
  readonly status: 'found' | 'none' | 'unsettled' | 'incorrect' | 'interrupted' | 'under-way';
  readonly exitCode: number;
  /** The highest rate that held and was not refuted; confirmed only when the status is `found`. */
  readonly ratePerSecond: number | null;
  readonly timesHeld: number;
  readonly timesFailed: number;
  /** Nothing of the system itself was seen to stop it: it may be able to do more. */
  readonly isLowerBound: boolean;
  readonly stoppedBy: CapacityStop;
  /** The result in one sentence. */
  readonly headline: string;
  /** What stopped it and what else is to be said, in sentences. */
  readonly reasons: readonly string[];
}

/** What lies above the rate that was found. */
export interface CapacityStop {
  readonly kind:
    | 'system'
    | 'harness'
    | 'inconclusive'
    | 'max-rate'
    | 'incorrect'
    | 'interrupted'
    | 'probes';
  readonly ratePerSecond: number | null;
  readonly evidence: readonly string[];
}

/**
 * Writes a file of the search; a reader never sees half of it.
 * @throws StreamstockError RUN_FOLDER_UNWRITABLE
 */
export function writeCapacityFile(folder: string, name: string, text: string): void {
  try {
    writeFileAtomically(join(folder, name), text);
  } catch (cause) {
    throw new StreamstockError(
      'RUN_FOLDER_UNWRITABLE',
      `${name} cannot be written to ${folder}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { hint: 'Free some space there, or choose another folder with --runs-dir.', cause },
    );
  }
}
