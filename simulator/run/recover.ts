/** The record of a run whose process was killed, from what it had written until then. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StreamstockError } from '../../pipeline/errors.ts';
import { initHistograms } from '../../reports/histogram.ts';
import { type Journal, readJournal } from '../../reports/journal.ts';
import { measurementsOf } from '../../reports/journal-measurements.ts';
import { duration } from '../../reports/numbers.ts';
import type { RunRecord } from '../../reports/record.ts';
import { RECORD_FILE } from '../../reports/record-file.ts';
import type { Measurements } from '../../reports/recorder.ts';
import { threadUseOf } from '../../reports/run-figures.ts';
import { seriesOf } from '../../reports/run-series.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { simulate } from '../simulation.ts';
import { buildWorld } from '../world/world.ts';
import { assembleRecord } from './assemble.ts';
import type { RunFacts } from './facts.ts';

/**
 * Latencies are known by stage, not by topic, and nothing was audited: the verdict is `incomplete` at best.
 * @param folder of the run
 * @throws StreamstockError RECORD_UNREADABLE when there is nothing to recover, or the run has its record already
 */
export async function recoverRecord(folder: string): Promise<RunRecord> {
  if (existsSync(join(folder, RECORD_FILE))) {
    throw new StreamstockError('RECORD_UNREADABLE', `${folder} has its record: nothing is lost`, {
      hint: 'Look at it with `streamstock report`.',
    });
  }
  const journal = readJournal(folder);
  await initHistograms();
  const { start, intervals } = journal;
  const scenario = start.scenario.resolved as Scenario;
  const plan = replayed(scenario);
  const measurements = await measurementsOf(folder, intervals);
  const series = await seriesOf(journal, folder, plan.plannedPerSecond);
  const {
    kind: _,
    journalVersion: __,
    loadStartedUs: ___,
    broker: ____,
    pipeline: _____,
    ...identity
  } = start;
  const facts = factsOf(journal, measurements, plan);
  return assembleRecord(identity, scenario, facts, { intervals, series }, endOf(folder, journal));
}

function factsOf(
  { start, intervals, marks, cutOff }: Journal,
  measurements: Measurements,
  plan: ReturnType<typeof replayed>,
): RunFacts {
  const lastMs = ((intervals.at(-1)?.index ?? -1) + 1) * 1000;
  const endUs = start.loadStartedUs + lastMs * 1000;
  const { events_acknowledged: acknowledged, events_applied: applied } = measurements.counters;
  const text =
    intervals.length === 0
      ? 'the process ended within the first second of the load'
      : `the process ended without finishing the run; it wrote until ${duration(lastMs)} into the load`;
  return {
    broker: start.broker,
    pipeline: pipelineOf(start.pipeline, acknowledged, applied),
    loadStartedUs: start.loadStartedUs,
    loadEndedUs: endUs,
    drainedUs: endUs,
    measurements,
    acknowledged,
    applied,
    group: null,
    audit: { ...plan, report: { invariants: [], comparable: false, unacknowledged: 0 } },
    cpu: {
      processUs: intervals.reduce((sum, { process }) => sum + process.cpuUs, 0),
      threads: threadUseOf(intervals).map(({ group, cpuUs }) => {
        return { group, cpuUs: cpuUs ?? undefined };
      }),
    },
    rssMaxBytes: intervals.reduce((most, { process }) => Math.max(most, process.rssBytes), 0),
    interruptedBy: undefined,
    stoppedAtMs: lastMs,
    aborted: undefined,
    missing: [text],
    notes: [
      'recovered from what the run had written before its process ended',
      ...(cutOff ? ['its last line was cut off and is left out'] : []),
    ],
    marks,
  };
}

/** Of results it is known only how many events had one. */
function pipelineOf(
  pipeline: Journal['start']['pipeline'],
  acknowledged: number,
  applied: number,
): Journal['start']['pipeline'] {
  if (pipeline.kind === 'own' || pipeline.results === null) return pipeline;
  const missing = Math.max(0, acknowledged - applied);
  return { ...pipeline, results: { ...pipeline.results, events: applied, missing } };
}

/** What the scenario plans: it follows from scenario and seed. */
function replayed(scenario: Scenario) {
  const plannedPerSecond = new Int32Array(Math.floor(scenario.load.durationMs / 1000) + 1);
  const last = plannedPerSecond.length - 1;
  const { events, eventsByType, digest } = simulate(buildWorld(scenario), {
    witness: ({ dueOffsetUs }) => {
      const second = Math.min(last, Math.floor(dueOffsetUs / 1_000_000));
      plannedPerSecond[second] = (plannedPerSecond[second] as number) + 1;
    },
  });
  return {
    plannedEvents: events,
    plannedByType: eventsByType,
    plannedPerSecond,
    totals: null,
    pipelineDigest: null,
    simulatedDigest: digest,
    inventory: null,
  };
}

/** When the process was last known to live. */
function endOf(folder: string, { start, intervals }: Journal): Date {
  const last = intervals.at(-1);
  if (last === undefined) return statSync(folder).mtime;
  return new Date(start.loadStartedUs / 1000 + (last.index + 1) * 1000);
}
