/** What a comparison needs to know of a run, out of its record. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { inertText } from '../inert-text.ts';
import { knownSeries, unknownStages } from '../known.ts';
import { appliedIsKnown } from '../known-end.ts';
import type { RunRecord } from '../record.ts';
import { shapeFaultOf } from './evidence-faults.ts';
import type { CpuEvidence, EvidenceSeries, MachineProbe, RunEvidence } from './run-evidence.ts';

/**
 * @param machine how it was while the run went on; null: nobody measured
 * @throws StreamstockError RECORD_UNREADABLE naming the key, when the record was cut or edited
 */
export function evidenceOf(record: RunRecord, machine: MachineProbe | null = null): RunEvidence {
  const evidence = takenFrom(record, machine);
  const fault = evidence === null ? 'something is missing' : shapeFaultOf(evidence);
  if (evidence !== null && fault === null) return evidence;
  throw new StreamstockError(
    'RECORD_UNREADABLE',
    `the record of run ${inertText(String(record.runId), 120)} is not usable: ${fault}`,
    { hint: 'It was cut or edited; run the scenario again.' },
  );
}

/** A file that claims to be a record may lack anything below its first level. */
function takenFrom(record: RunRecord, machine: MachineProbe | null): RunEvidence | null {
  try {
    return extracted(record, machine);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function extracted(record: RunRecord, machine: MachineProbe | null): RunEvidence {
  const { pipeline, digest } = record;
  const unknown = new Set(unknownStages(pipeline));
  return {
    runId: record.runId,
    startedAt: record.startedAt,
    toolVersion: record.tool.version,
    scenario: record.scenario.name,
    seed: record.seed,
    configuration: comparableConfiguration(record.scenario.resolved),
    setup: { broker: record.broker.kind, brokers: record.broker.brokers, pipeline: pipeline.kind },
    environment: record.environment,
    verdict: { name: record.verdict.name, reasons: record.verdict.reasons },
    digest: { pipeline: digest.pipeline, comparable: digest.comparable },
    outcome: record.outcome,
    eventsPlanned: record.plan.events,
    eventsApplied: record.counts.events_applied,
    throughputPerSecond: appliedIsKnown(pipeline) ? record.rates.appliedPerSecond : null,
    cpu: cpuEvidence(record),
    rssMaxBytes: record.memory.rssMaxBytes,
    latency: record.latency.measured.histograms.filter(({ stage }) => !unknown.has(stage)),
    series: evidenceSeries(record),
    machine,
  };
}

/** Name and seed are compared by themselves; texts and limits change nothing of what a run does. */
const NO_CONFIGURATION: ReadonlySet<string> = new Set([
  'name',
  'seed',
  'description',
  'thresholds',
  'gate',
]);

/** @param resolved the scenario as the run used it */
export function comparableConfiguration(resolved: unknown): unknown {
  if (typeof resolved !== 'object' || resolved === null || Array.isArray(resolved)) return resolved;
  return Object.fromEntries(Object.entries(resolved).filter(([key]) => !NO_CONFIGURATION.has(key)));
}

function cpuEvidence({ cpu, counts, pipeline }: RunRecord): CpuEvidence {
  return {
    processUs: cpu.processUs,
    events: pipeline.kind === 'own' ? counts.events_applied : counts.events_acknowledged,
    groupsUs: Object.fromEntries(cpu.groups.map(({ name, cpuUs }) => [name, cpuUs])),
  };
}

function evidenceSeries({ series, pipeline }: RunRecord): EvidenceSeries | null {
  if (series === null) return null;
  const { intervalMs, intervals, rates, latency, process } = knownSeries(series, pipeline);
  const nothing = () => new Array<null>(intervals).fill(null);
  return {
    intervalMs,
    appliedPerSecond: rates.appliedPerSecond,
    endToEndP50Us: latency.end_to_end?.p50Us ?? nothing(),
    endToEndP99Us: latency.end_to_end?.p99Us ?? nothing(),
    cpuCores: process.cpuCores,
  };
}
