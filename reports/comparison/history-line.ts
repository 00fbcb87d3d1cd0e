/** One run in `history.jsonl`: what is worth keeping of it for years, on one line. */
import { createHash } from 'node:crypto';
import { Ajv } from 'ajv';
import Type from 'typebox';
import { VERDICTS } from '../verdict.ts';
import type { HistoryRevision } from './history.ts';
import { HISTORY_VERSION } from './history.ts';
import type { RunEvidence } from './run-evidence.ts';

/** More than any line of ours has. */
export const MAX_LINE_CHARACTERS = 100_000;

const text = Type.String({ maxLength: 1000 });
const count = Type.Number({ minimum: 0 });

const VALUE = Type.Object({
  /** As declared: `end_to_end p(99)`. */
  label: Type.String({ minLength: 1, maxLength: 200 }),
  unit: Type.Enum(['ms', 'µs', 'per second', 'MB']),
  better: Type.Enum(['lower', 'higher']),
  noiseThreshold: Type.Number({ exclusiveMinimum: 0, maximum: 10 }),
  /** In the unit; null: the run could not know. */
  value: Type.Union([count, Type.Null()]),
});

const LINE = Type.Object({
  historyVersion: Type.Literal(HISTORY_VERSION),
  runId: Type.String({ minLength: 1, maxLength: 200 }),
  /** ISO 8601, wall time. */
  startedAt: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' }),
  toolVersion: text,
  scenario: Type.String({ minLength: 1, maxLength: 200 }),
  seed: text,
  /** Equal for two runs of one scenario and seed that may be compared. */
  configurationHash: text,
  setup: Type.Object({
    broker: Type.Enum(['embedded', 'kafka']),
    brokers: count,
    pipeline: Type.Enum(['own', 'external']),
  }),
  environment: Type.Object({
    node: text,
    platform: text,
    arch: text,
    cpuModel: text,
    cores: count,
    memoryBytes: count,
    ci: Type.Boolean(),
  }),
  revision: Type.Union([Type.Object({ commit: text, isDirty: Type.Boolean() }), Type.Null()]),
  verdict: Type.Enum([...VERDICTS]),
  digest: Type.Union([text, Type.Null()]),
  values: Type.Array(VALUE, { maxItems: 100 }),
});

export type HistoryLine = Readonly<Type.Static<typeof LINE>>;
export type HistoryValue = Readonly<Type.Static<typeof VALUE>>;

/** @param values of the gated metrics, the default ones and the scenario's */
export function historyLineOf(
  evidence: RunEvidence,
  values: readonly HistoryValue[],
  revision: HistoryRevision | null,
): HistoryLine {
  const { runId, startedAt, toolVersion, scenario, seed, setup, environment, digest } = evidence;
  const { node, platform, arch, cpuModel, cores, memoryBytes, ci } = environment;
  return {
    historyVersion: HISTORY_VERSION,
    runId,
    startedAt,
    toolVersion,
    scenario,
    seed,
    configurationHash: configurationHash(evidence.configuration),
    setup: { broker: setup.broker, brokers: setup.brokers, pipeline: setup.pipeline },
    environment: { node, platform, arch, cpuModel, cores, memoryBytes, ci },
    revision,
    verdict: evidence.verdict.name,
    digest: digest.comparable ? digest.pipeline : null,
    values: [...values],
  };
}

/** The same whatever the order of the keys. The seed has a key of its own in the line. */
export function configurationHash(configuration: unknown): string {
  const { seed: _, ...rest } = isMapping(configuration) ? configuration : { configuration };
  return createHash('sha256')
    .update(JSON.stringify(sorted(rest)))
    .digest('hex')
    .slice(0, 16);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMapping(value)) return value;
  const entries = Object.keys(value)
    .sort()
    .map((key) => [key, sorted(value[key])]);
  return Object.fromEntries(entries);
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type ReadLine =
  | { readonly state: 'read'; readonly line: HistoryLine }
  /** Written by a version that knows more. */
  | { readonly state: 'newer' }
  | { readonly state: 'broken' };

const isLine = new Ajv().compile<HistoryLine>(JSON.parse(JSON.stringify(LINE)));

export function readHistoryLine(textLine: string): ReadLine {
  if (textLine.length > MAX_LINE_CHARACTERS) return { state: 'broken' };
  let value: unknown;
  try {
    value = JSON.parse(textLine);
  } catch {
    return { state: 'broken' };
  }
  if (!isMapping(value)) return { state: 'broken' };
  const { historyVersion } = value;
  if (Number.isInteger(historyVersion) && Number(historyVersion) > HISTORY_VERSION) {
    return { state: 'newer' };
  }
  if (!isLine(value) || Number.isNaN(Date.parse(value.startedAt))) return { state: 'broken' };
  return { state: 'read', line: value };
}
