/** What is wrong with evidence that was read from somewhere: the first fault, with its run and its key. */
import { Ajv, type ErrorObject } from 'ajv';
import { inertText } from '../inert-text.ts';
import { countedValues } from './counted-values.ts';
import { EVIDENCE_SET_SCHEMA } from './evidence-schema.ts';
import type { EvidenceSet, RunEvidence } from './run-evidence.ts';

/** Fault: a clause without a full stop. */
export type CheckedEvidence =
  | { readonly fault: string; readonly set?: never }
  | { readonly fault: null; readonly set: EvidenceSet };

const validate = new Ajv().compile<EvidenceSet>(JSON.parse(JSON.stringify(EVIDENCE_SET_SCHEMA)));

export function evidenceFault(value: unknown): CheckedEvidence {
  if (!validate(value)) return { fault: shapeFault(validate.errors?.[0], value) };
  return setFault(value);
}

/** Of a run by itself, without a look into its histograms; null: none. */
export function shapeFaultOf(run: RunEvidence): string | null {
  const set = { label: '', revision: null, runs: [run] };
  return validate(set) ? null : shapeFault(validate.errors?.[0], set, false);
}

function setFault(set: EvidenceSet): CheckedEvidence {
  const seen = new Set<string>();
  for (const run of set.runs) {
    if (seen.has(run.runId)) return { fault: `run ${shown(run.runId)} is in it twice` };
    seen.add(run.runId);
    const fault = runFault(run);
    if (fault !== null) return { fault: `run ${shown(run.runId)}: ${fault}` };
  }
  return { fault: null, set };
}

function runFault({ startedAt, latency, series, throughputPerSecond }: RunEvidence): string | null {
  if (Number.isNaN(Date.parse(startedAt))) return `startedAt is no time: ${shown(startedAt)}`;
  if (throughputPerSecond === 0)
    return 'throughputPerSecond is 0, which is null where nothing is known';
  const pairs = new Set<string>();
  for (const { stage, topic, histogram } of latency) {
    const where = `latency of ${stage} and ${topic}`;
    if (pairs.has(where)) return `${where} is in it twice`;
    pairs.add(where);
    if (histogram.minUs > histogram.maxUs) return `${where}: its minimum exceeds its maximum`;
    try {
      countedValues([histogram]);
    } catch (error) {
      return `${where} cannot be decoded: ${inertText(error instanceof Error ? error.message : String(error))}`;
    }
  }
  return seriesFault(series);
}

function seriesFault(series: RunEvidence['series']): string | null {
  if (series === null) return null;
  const { intervalMs: _, ...columns } = series;
  const lengths = new Set(Object.values(columns).map(({ length }) => length));
  return lengths.size === 1
    ? null
    : `series has columns of ${[...lengths].join(' and ')} intervals`;
}

/** `run spike-42: cpu.processUs must be >= 0`. */
function shapeFault(error: ErrorObject | undefined, value: unknown, isRunNamed = true): string {
  if (error === undefined) return 'it has another shape';
  const parts = error.instancePath.split('/').slice(1).map(unescaped);
  const missing: unknown = error.params['missingProperty'];
  const key = [...parts, ...(typeof missing === 'string' ? [missing] : [])];
  const what = typeof missing === 'string' ? 'is missing' : (error.message ?? 'is wrong');
  const [list, index, ...ofRun] = key;
  const isOfRun = list === 'runs' && index !== undefined;
  const run = isOfRun && isRunNamed ? `run ${runName(value, Number(index))}: ` : '';
  const path = (isOfRun ? ofRun : key).join('.');
  return `${run}${path === '' ? 'it' : shown(path)} ${what}`;
}

/** By its name where it has one, else by its place. */
function runName(value: unknown, index: number): string {
  const { runs } = value as { readonly runs: readonly unknown[] };
  const run = runs[index];
  const id = typeof run === 'object' && run !== null && 'runId' in run ? run.runId : undefined;
  return typeof id === 'string' && id !== '' ? shown(id) : String(index + 1);
}

/** JSON pointers escape their separators. */
function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function shown(text: string): string {
  return inertText(text, 120);
}
