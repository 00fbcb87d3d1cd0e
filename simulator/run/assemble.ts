/** From the facts of a run to its record: figures, thresholds, verdict. Pure. */
import { EVENT_TYPES, type EventType, RESTOCK } from '../../pipeline/event.ts';
import { cpuUse, phaseLatency } from '../../reports/environment.ts';
import { evidenceOf } from '../../reports/evidence.ts';
import { figuresOf } from '../../reports/figures.ts';
import { readOff } from '../../reports/interval-samples.ts';
import { runOutcome } from '../../reports/outcome.ts';
import { unknownMetrics } from '../../reports/pipeline-used.ts';
import { RECORD_VERSION, type RunRecord } from '../../reports/record.ts';
import {
  availabilityOf,
  lagSummaryOf,
  threadUseOf,
  waitingMaxOf,
} from '../../reports/run-figures.ts';
import { SampleBook } from '../../reports/samples.ts';
import { evaluateThresholds } from '../../reports/thresholds.ts';
import { verdictOf } from '../../reports/verdict.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { RunFacts } from './facts.ts';
import type { RunIdentity } from './identity.ts';
import type { Recorded } from './recorded.ts';

export function assembleRecord(
  identity: RunIdentity,
  scenario: Scenario,
  facts: RunFacts,
  { intervals, series }: Recorded,
  endedAt: Date,
): RunRecord {
  const { audit, measurements, interruptedBy, aborted, stoppedAtMs, pipeline } = facts;
  const unknown = unknownMetrics(pipeline);
  const counts = {
    ...measurements.counters,
    // What the threads counted has what was done twice in it, and lacks what a killed one did last.
    events_applied: pipeline.kind === 'own' ? facts.applied : measurements.counters.events_applied,
    // What a worker never got to plan is shed as well; what was called off is nobody's fault.
    events_shed:
      stoppedAtMs === undefined
        ? audit.plannedEvents - facts.acknowledged
        : measurements.counters.events_shed,
  };
  const { interaction } = facts;
  const { loadSeconds, rates } = ratesOf(scenario, facts, counts);
  const { plannedEvents } = audit;
  const judged = {
    plan: planOf(scenario, audit),
    load: interaction === undefined ? identity.load : playedLoad(facts),
    rates,
    // Of a foreign pipeline it is the harness that is measured.
    cpu: cpuUse(
      facts.cpu.processUs,
      facts.cpu.threads,
      pipeline.kind === 'own' ? facts.applied : facts.acknowledged,
    ),
    // Of the last second before a stop, what was due had no second to be dealt with.
    availability: unknown.has('availability') ? null : availabilityOf(intervals, stoppedAtMs),
    lag: lagSummaryOf(intervals),
    outcome: audit.totals === null ? null : runOutcome(audit.totals, scenario.catalogue.products),
    inventory: audit.inventory,
    series,
    group: facts.group,
  };
  const samples = new SampleBook(scenario.thresholds, scenario.load.warmUpMs);
  for (const interval of intervals) readOff(samples, interval);
  const thresholds = evaluateThresholds(
    scenario.thresholds,
    {
      measurements: {
        counters: counts,
        histogram: (...series) => measurements.histogram(...series),
      },
      samples,
      figures: figuresOf({ ...judged, ...(stoppedAtMs === undefined ? {} : { stoppedAtMs }) }),
      durationSeconds: loadSeconds,
    },
    aborted,
    pipeline,
  );
  const worstLateness = series === null ? null : evidenceOf(series, identity.environment.cores);
  const verdict = verdictOf({
    invariants: audit.report.invariants,
    thresholds,
    ...(interruptedBy === undefined ? {} : { interruptedBy }),
    ...(aborted === undefined ? {} : { aborted }),
    cutShort: stoppedAtMs !== undefined,
    worstLateness,
    missing: facts.missing,
    interactive: interaction !== undefined,
    eventsPlanned: plannedEvents,
    eventsDue: counts.events_due,
    eventsShed: counts.events_shed,
    eventsAcknowledged: facts.acknowledged,
    eventsApplied: facts.applied,
    lateGenerator: counts.late_generator,
    ...(pipeline.kind === 'own'
      ? {}
      : { external: { ...pipeline, lagKnown: judged.lag !== null } }),
  });
  return {
    recordVersion: RECORD_VERSION,
    ...identity,
    ...judged,
    endedAt: endedAt.toISOString(),
    broker: facts.broker,
    pipeline,
    counts,
    latency: {
      measured: phaseLatency(measurements, 'measured'),
      warmUp: phaseLatency(measurements, 'warmUp'),
    },
    memory: { rssMaxBytes: facts.rssMaxBytes },
    threads: threadUseOf(intervals),
    lateness: {
      generator: counts.late_generator,
      window: counts.late_window,
      worst: worstLateness,
    },
    waitingMaxEvents: waitingMaxOf(intervals),
    marks: facts.marks,
    audit: audit.report.invariants,
    thresholds,
    digest: {
      pipeline: audit.pipelineDigest,
      simulated: audit.simulatedDigest,
      comparable: audit.report.comparable,
    },
    ...(interaction === undefined ? {} : { interaction }),
    verdict,
    notes: facts.notes,
  };
}

/** Over the time in which events came due; what was called off has no rest to be measured by. */
function ratesOf({ load }: Scenario, facts: RunFacts, counts: RunRecord['counts']) {
  const { audit, stoppedAtMs, loadStartedUs, loadEndedUs, drainedUs, interaction } = facts;
  const durationMs = interaction === undefined ? load.durationMs : playedLoad(facts).durationMs;
  const isCutShort = stoppedAtMs !== undefined && stoppedAtMs < durationMs;
  const loadSeconds = Math.max(1, isCutShort ? stoppedAtMs : durationMs) / 1000;
  const sentSeconds = Math.max(loadSeconds, secondsBetween(loadStartedUs, loadEndedUs));
  const planned =
    isCutShort && audit.plannedPerSecond !== undefined
      ? plannedUntil(audit.plannedPerSecond, loadSeconds)
      : audit.plannedEvents;
  return {
    loadSeconds,
    rates: {
      plannedPerSecond: planned / loadSeconds,
      duePerSecond: counts.events_due / loadSeconds,
      sentPerSecond: counts.events_sent / sentSeconds,
      acknowledgedPerSecond: facts.acknowledged / sentSeconds,
      appliedPerSecond: facts.applied / secondsBetween(loadStartedUs, drainedUs),
    },
  };
}

/** Nobody knew before how long a plan would be played, and how fast. */
function playedLoad({ loadStartedUs, loadEndedUs }: RunFacts): RunRecord['load'] {
  const durationMs = Math.max(1, Math.round((loadEndedUs - loadStartedUs) / 1000));
  return { durationMs, warmUpMs: 0, phases: [] };
}

/** Evenly within the second in which the load was stopped. */
function plannedUntil(plannedPerSecond: ArrayLike<number>, seconds: number): number {
  let events = 0;
  for (let second = 0; second < seconds; second += 1) {
    events += (plannedPerSecond[second] ?? 0) * Math.min(1, seconds - second);
  }
  return events;
}

function planOf(
  { replenishment }: Scenario,
  { plannedEvents, plannedByType }: RunFacts['audit'],
): RunRecord['plan'] {
  return {
    events: plannedEvents,
    deliveries: replenishment.mode === 'closed' ? (plannedByType[RESTOCK] as number) : 0,
    byType: Object.fromEntries(
      EVENT_TYPES.map((type, index) => [type, plannedByType[index] as number]),
    ) as Record<EventType, number>,
  };
}

/** At least a millisecond, so that rates of a run that was cut off at once stay finite. */
function secondsBetween(fromUs: number, toUs: number): number {
  return Math.max(1_000, toUs - fromUs) / 1_000_000;
}
