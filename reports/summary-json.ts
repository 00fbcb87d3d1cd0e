/** What `--json` prints: the run record without its bulk. `docs/outputs.md` lists every key. */
import type { Counter } from '../pipeline/observer.ts';
import type { GroupReport } from './group-report.ts';
import type { Interaction } from './interaction.ts';
import { jsonLine } from './json-line.ts';
import { unknownCounters } from './known.ts';
import { appliedIsKnown } from './known-end.ts';
import { type MissedRate, missedRate } from './missed-rate.ts';
import type { PhaseLatency, RunRates, RunRecord } from './record.ts';

export const SUMMARY_VERSION = 1;

/** Every key is always there; what is not known is null. What the record has too stands at the same place. */
export type RunSummary = {
  readonly summaryVersion: typeof SUMMARY_VERSION;
  /** null when the load was kept up with. */
  readonly missedRate: MissedRate | null;
  /** As it was given on the command line: absolute, or from the working directory. */
  readonly runFolder: string;
  /** Names of the files in the run's folder. */
  readonly files: readonly string[];
  readonly scenario: Omit<RunRecord['scenario'], 'resolved'>;
  readonly latency: Readonly<
    Record<keyof RunRecord['latency'], { readonly stages: PhaseLatency['stages'] }>
  >;
  /** null: this run cannot know, as of what an external pipeline does inside. */
  readonly counts: Readonly<Record<Counter, number | null>>;
  /** `appliedPerSecond` null likewise. */
  readonly rates: Readonly<Record<keyof RunRates, number | null>>;
  readonly inventory: Omit<NonNullable<RunRecord['inventory']>, 'days' | 'products'> | null;
  /** Without the spans of ownership; null of an external pipeline. */
  readonly group: Omit<GroupReport, 'ownership'> | null;
  /** null: nobody could do anything by hand. */
  readonly interaction: Interaction | null;
} & Omit<
  RunRecord,
  'scenario' | 'latency' | 'counts' | 'rates' | 'inventory' | 'group' | 'interaction' | 'series'
>;

export interface RunFiles {
  readonly runFolder: string;
  readonly files: readonly string[];
}

export function summaryOf(record: RunRecord, { runFolder, files }: RunFiles): RunSummary {
  const { latency, counts, rates, inventory, pipeline, group } = record;
  const unknown = unknownCounters(pipeline).map((counter) => [counter, null]);
  return {
    summaryVersion: SUMMARY_VERSION,
    missedRate: missedRate(record),
    verdict: record.verdict,
    runFolder,
    files,
    ...without(record, ['verdict', 'scenario', 'latency', 'inventory', 'group', 'series']),
    scenario: without(record.scenario, ['resolved']),
    latency: {
      measured: { stages: latency.measured.stages },
      warmUp: { stages: latency.warmUp.stages },
    },
    counts: { ...counts, ...Object.fromEntries(unknown) },
    rates: {
      ...rates,
      appliedPerSecond: appliedIsKnown(pipeline) ? rates.appliedPerSecond : null,
    },
    inventory: inventory === null ? null : without(inventory, ['days', 'products']),
    group: group === null ? null : without(group, ['ownership']),
    interaction: record.interaction ?? null,
  };
}

/** One line, safe for a terminal. */
export function summaryJson(record: RunRecord, run: RunFiles): string {
  return jsonLine(summaryOf(record, run));
}

function without<T extends object, K extends keyof T>(value: T, keys: readonly K[]): Omit<T, K> {
  const dropped = new Set<PropertyKey>(keys);
  const kept = Object.entries(value).filter(([key]) => !dropped.has(key));
  return Object.fromEntries(kept) as Omit<T, K>;
}
