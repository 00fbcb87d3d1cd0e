/**
 * The run record: everything a report may say of a run, as versioned plain JSON. A number that is not in
 * here appears in no report. Times of the plan are virtual, all others wall time.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StreamstockError } from '../pipeline/errors.ts';
import type { EventType } from '../pipeline/event.ts';
import type { Counter, Stage } from '../pipeline/observer.ts';
import { writeFileAtomically } from './atomic-file.ts';
import type { HistogramSnapshot, LatencySummary } from './histogram.ts';
import type { InventoryReport } from './inventory.ts';
import type { RunOutcome } from './outcome.ts';
import type { RunSeries } from './series.ts';
import type { ThresholdResult } from './thresholds.ts';
import type { InvariantResult, Verdict } from './verdict.ts';

export const RECORD_VERSION = 2;
export const RECORD_FILE = 'run.json';

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
  readonly broker: { readonly kind: 'embedded' | 'kafka'; readonly address: string };
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
  readonly verdict: Verdict;
  /** The command that repeats this run. */
  readonly replay: string;
  readonly notes: readonly string[];
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
  readonly kind: 'rebalance' | 'lost' | 'trouble' | 'aborted' | 'interrupted';
  /** A sentence without a full stop. */
  readonly text: string;
}

/**
 * Writes `run.json` into the run's folder, which is made when it is missing; a reader never sees half a
 * file.
 * @returns path of the file
 * @throws StreamstockError RUN_FOLDER_UNWRITABLE
 */
export function writeRecord(directory: string, record: RunRecord): string {
  const file = join(directory, RECORD_FILE);
  try {
    mkdirSync(directory, { recursive: true });
    writeFileAtomically(file, recordText(record));
  } catch (cause) {
    throw new StreamstockError(
      'RUN_FOLDER_UNWRITABLE',
      `the run record cannot be written to ${directory}: ${messageOf(cause)}`,
      { hint: 'Choose another folder or free some space there.', cause },
    );
  }
  return file;
}

/** A key of the record a line: short enough for long runs, and some of it can be read without the rest. */
function recordText(record: RunRecord): string {
  const lines = Object.entries(record).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}

/**
 * @param file a record, or the folder of a run
 * @throws StreamstockError RECORD_UNREADABLE when it is missing, broken, foreign or of a newer version
 */
export function readRecord(file: string): RunRecord {
  const path = file.endsWith('.json') ? file : join(file, RECORD_FILE);
  const value = parse(path, readText(path));
  if (!isObject(value) || !isObject(value['tool'])) throw foreign(path);
  if (value['tool']['name'] !== 'streamstock-bench') throw foreign(path);
  const version = value['recordVersion'];
  if (typeof version !== 'number') throw foreign(path);
  if (version > RECORD_VERSION) {
    throw new StreamstockError(
      'RECORD_UNREADABLE',
      `${path} has record version ${version}; this program reads up to ${RECORD_VERSION}`,
      { hint: 'It was written by a newer streamstock-bench: update this one.' },
    );
  }
  if (version < RECORD_VERSION) {
    throw new StreamstockError(
      'RECORD_UNREADABLE',
      `${path} has record version ${version}; this program reads version ${RECORD_VERSION}`,
      { hint: 'It was written by an older streamstock-bench: run the scenario again.' },
    );
  }
  const absent = REQUIRED_KEYS.filter((key) => value[key] === undefined);
  if (absent.length > 0) {
    throw new StreamstockError(
      'RECORD_UNREADABLE',
      `${path} is not a complete run record: ${absent.join(', ')} missing`,
      { hint: 'Run the scenario again.' },
    );
  }
  return value as unknown as RunRecord;
}

const REQUIRED_KEYS = [
  'runId',
  'scenario',
  'seed',
  'broker',
  'environment',
  'plan',
  'load',
  'counts',
  'rates',
  'latency',
  'cpu',
  'threads',
  'marks',
  'audit',
  'thresholds',
  'digest',
  'verdict',
] as const satisfies readonly (keyof RunRecord)[];

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StreamstockError('RECORD_UNREADABLE', `${path} cannot be read: ${messageOf(cause)}`, {
      hint: 'Name the folder of a finished run, or its run.json.',
      cause,
    });
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StreamstockError('RECORD_UNREADABLE', `${path} is broken: ${messageOf(cause)}`, {
      hint: 'The file was cut or edited; run the scenario again.',
      cause,
    });
  }
}

function foreign(path: string): StreamstockError {
  return new StreamstockError('RECORD_UNREADABLE', `${path} is not a record of streamstock-bench`, {
    hint: 'Name the folder of a finished run, or its run.json.',
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
