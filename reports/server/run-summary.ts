/** The line of a run in the list: what it was, what came of it, and the few figures that one compares runs by. */
import { inertText } from '../inert-text.ts';
import { missedRate } from '../missed-rate.ts';
import { RECORD_VERSION, type RunRecord } from '../record.ts';
import { VERDICTS, type VerdictName } from '../verdict.ts';
import { recordValues } from './record-values.ts';

export interface RunSummary {
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** From the first step of the preparation to the end of the audit. */
  readonly tookMs: number;
  readonly scenario: string;
  readonly seed: string;
  readonly broker: 'embedded' | 'kafka';
  /** As the cluster reports it; null when it does not. */
  readonly clusterId: string | null;
  /** The consumer group of an external pipeline; null: the project's own was loaded. */
  readonly group: string | null;
  readonly verdict: VerdictName;
  readonly exitCode: number;
  /** Why, worst first. */
  readonly reason: string;
  readonly eventsPlanned: number;
  readonly plannedPerSecond: number;
  readonly sentPerSecond: number;
  /** A sentence when the system did not get the planned load, else null. */
  readonly missedRate: string | null;
  /** null without samples. */
  readonly endToEndP99Us: number | null;
  /** null without an outcome, as of an external pipeline, or without demand. */
  readonly fillRate: number | null;
}

const WANTED = new Set([
  'recordVersion',
  'tool',
  'runId',
  'startedAt',
  'endedAt',
  'scenario',
  'seed',
  'broker',
  'pipeline',
  'plan',
  'counts',
  'marks',
  'rates',
  'latency',
  'outcome',
  'verdict',
]);

/**
 * @param json text of a record
 * @returns undefined when the text is no record of this version, or lacks something that the list shows; `readRecord`
 *   knows how to say what is wrong
 */
export function summaryOfRecord(json: Buffer): RunSummary | undefined {
  const values = recordValues(json, WANTED);
  if (values === undefined) return undefined;
  const at = (...path: readonly string[]): unknown => reach(values, path);
  if (at('tool', 'name') !== 'streamstock-bench') return undefined;
  if (at('recordVersion') !== RECORD_VERSION) return undefined;
  const startedAt = text(at('startedAt'));
  const startedMs = Date.parse(startedAt ?? '');
  const endedMs = Date.parse(text(at('endedAt')) ?? '');
  const runId = text(at('runId'));
  const scenario = text(at('scenario', 'name'));
  const seed = text(at('seed'));
  const broker = at('broker', 'kind');
  const pipeline = at('pipeline', 'kind');
  const group = pipeline === 'external' ? text(at('pipeline', 'group')) : null;
  const verdict = VERDICTS.find((name) => name === at('verdict', 'name'));
  const exitCode = count(at('verdict', 'exitCode'));
  const eventsPlanned = count(at('plan', 'events'));
  const plannedPerSecond = count(at('rates', 'plannedPerSecond'));
  const sentPerSecond = count(at('rates', 'sentPerSecond'));
  if (startedAt === undefined || !(endedMs >= startedMs) || verdict === undefined) return undefined;
  if (runId === undefined || scenario === undefined || seed === undefined) return undefined;
  if (broker !== 'embedded' && broker !== 'kafka') return undefined;
  if ((pipeline !== 'own' && pipeline !== 'external') || group === undefined) return undefined;
  if (exitCode === null || eventsPlanned === null) return undefined;
  if (plannedPerSecond === null || sentPerSecond === null) return undefined;
  return {
    runId,
    startedAt: new Date(startedMs).toISOString(),
    tookMs: endedMs - startedMs,
    scenario,
    seed,
    broker,
    clusterId: text(at('broker', 'clusterId')) ?? null,
    group,
    verdict,
    exitCode,
    reason: text(at('verdict', 'reasons', '0')) ?? 'no reason was recorded',
    eventsPlanned,
    plannedPerSecond,
    sentPerSecond,
    missedRate: missedIn(values),
    endToEndP99Us: count(at('latency', 'measured', 'stages', 'end_to_end', 'p99Us')),
    // Of an external pipeline there is none, whatever the plan expects.
    fillRate: group === null ? count(at('outcome', 'totals', 'fillRate')) : null,
  };
}

function reach(values: unknown, path: readonly string[]): unknown {
  let value = values;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** Of values whose figures were looked at already. */
function missedIn(values: Readonly<Record<string, unknown>>): string | null {
  const { counts, marks } = values;
  if (!isObject(counts) || !Array.isArray(marks) || !marks.every(isObject)) return null;
  return missedRate(values as unknown as RunRecord)?.text ?? null;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Enough for any name; what is longer was meant to break the list. */
const MAX_CHARACTERS = 120;

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? inertText(value, MAX_CHARACTERS) : undefined;
}

/** 0 or more; null: there is none. */
function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
