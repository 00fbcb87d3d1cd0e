/** From the facts of a run to its record: figures, thresholds, verdict. Pure. */
import { EVENT_TYPES, type EventType, RESTOCK } from '../../pipeline/event.ts';
import { cpuUse, describeEnvironment, phaseLatency } from '../../reports/environment.ts';
import { runOutcome } from '../../reports/outcome.ts';
import { RECORD_VERSION, type RunRecord } from '../../reports/record.ts';
import { evaluateThresholds, figuresOf } from '../../reports/thresholds.ts';
import { verdictOf } from '../../reports/verdict.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { RunFacts } from './facts.ts';

export interface RunIdentity {
  readonly version: string;
  readonly runId: string;
  readonly scenario: Scenario;
  /** The file the scenario was read from. */
  readonly source: string;
  /** The plan in a sentence. */
  readonly description: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** The command that repeats the run. */
  readonly replay: string;
}

export function assembleRecord(identity: RunIdentity, facts: RunFacts): RunRecord {
  const { scenario } = identity;
  const { audit, measurements, interruptedBy } = facts;
  const counts = {
    ...measurements.counters,
    // What a worker never got to plan is shed as well; only an interruption is nobody's fault.
    events_shed:
      interruptedBy === undefined
        ? audit.plannedEvents - facts.acknowledged
        : measurements.counters.events_shed,
  };
  const loadSeconds = scenario.load.durationMs / 1000;
  const sentSeconds = Math.max(loadSeconds, secondsBetween(facts.loadStartedUs, facts.loadEndedUs));
  const appliedPerSecond = facts.applied / secondsBetween(facts.loadStartedUs, facts.drainedUs);
  const cpu = cpuUse(facts.cpu.processUs, facts.cpu.threads, facts.applied);
  const outcome =
    audit.totals === null ? null : runOutcome(audit.totals, scenario.catalogue.products);
  const thresholds = evaluateThresholds(scenario.thresholds, {
    measurements,
    durationSeconds: loadSeconds,
    figures: figuresOf(outcome?.totals ?? null, {
      throughputPerSecond: appliedPerSecond,
      cpuPerEventUs: cpu.perEventUs,
    }),
  });
  const verdict = verdictOf({
    invariants: audit.report.invariants,
    thresholds,
    ...(interruptedBy === undefined ? {} : { interruptedBy }),
    missing: facts.missing,
    interactive: false,
    eventsPlanned: audit.plannedEvents,
    eventsDue: counts.events_due,
    eventsShed: counts.events_shed,
    eventsAcknowledged: facts.acknowledged,
    eventsApplied: facts.applied,
    lateGenerator: counts.late_generator,
  });
  return {
    recordVersion: RECORD_VERSION,
    tool: { name: 'streamstock-bench', version: identity.version },
    runId: identity.runId,
    startedAt: identity.startedAt.toISOString(),
    endedAt: identity.endedAt.toISOString(),
    scenario: {
      name: scenario.name,
      source: identity.source,
      description: identity.description,
      resolved: scenario,
    },
    seed: scenario.seed,
    broker: facts.broker,
    environment: describeEnvironment(),
    plan: {
      events: audit.plannedEvents,
      deliveries:
        scenario.replenishment.mode === 'closed' ? (audit.plannedByType[RESTOCK] as number) : 0,
      byType: Object.fromEntries(
        EVENT_TYPES.map((type, index) => [type, audit.plannedByType[index] as number]),
      ) as Record<EventType, number>,
    },
    load: {
      durationMs: scenario.load.durationMs,
      warmUpMs: scenario.load.warmUpMs,
      phases: phasesOf(scenario),
    },
    counts,
    rates: {
      plannedPerSecond: audit.plannedEvents / loadSeconds,
      duePerSecond: counts.events_due / loadSeconds,
      sentPerSecond: counts.events_sent / sentSeconds,
      acknowledgedPerSecond: facts.acknowledged / sentSeconds,
      appliedPerSecond,
    },
    latency: {
      measured: phaseLatency(measurements, 'measured'),
      warmUp: phaseLatency(measurements, 'warmUp'),
    },
    cpu,
    memory: { rssMaxBytes: facts.rssMaxBytes },
    threads: [],
    lateness: { generator: counts.late_generator, window: counts.late_window, worst: null },
    lag: null,
    waitingMaxEvents: 0,
    availability: null,
    marks: [],
    audit: audit.report.invariants,
    thresholds,
    outcome,
    inventory: null,
    series: null,
    digest: {
      pipeline: audit.pipelineDigest,
      simulated: audit.simulatedDigest,
      comparable: audit.report.comparable,
    },
    verdict,
    replay: identity.replay,
    notes: facts.notes,
  };
}

function phasesOf({ load }: Scenario): RunRecord['load']['phases'] {
  let fromMs = 0;
  return load.stages.map(({ durationMs, startRate, endRate, timeUnitMs }) => {
    const phase = {
      fromMs,
      toMs: fromMs + durationMs,
      startPerSecond: (startRate * 1000) / timeUnitMs,
      endPerSecond: (endRate * 1000) / timeUnitMs,
    };
    fromMs = phase.toMs;
    return phase;
  });
}

/** At least a millisecond, so that rates of a run that was cut off at once stay finite. */
function secondsBetween(fromUs: number, toUs: number): number {
  return Math.max(1_000, toUs - fromUs) / 1_000_000;
}
