/** What is known of a run before it begins: the head of its journal and of its record. */
import { describeEnvironment } from '../../reports/environment.ts';
import type { JournalStart } from '../../reports/journal.ts';
import type { RunRecord } from '../../reports/record.ts';
import type { Scenario } from '../scenario/scenario.ts';

export type RunIdentity = Omit<
  JournalStart,
  'kind' | 'journalVersion' | 'broker' | 'pipeline' | 'loadStartedUs'
>;

export interface RunOrigin {
  readonly version: string;
  readonly runId: string;
  readonly scenario: Scenario;
  /** The file the scenario was read from. */
  readonly source: string;
  /** The plan in a sentence. */
  readonly description: string;
  readonly startedAt: Date;
  /** The command that repeats the run. */
  readonly replay: string;
}

export function describeRun(origin: RunOrigin): RunIdentity {
  const { version, runId, scenario, source, description, startedAt, replay } = origin;
  const { durationMs, warmUpMs } = scenario.load;
  return {
    tool: { name: 'streamstock-bench', version },
    runId,
    startedAt: startedAt.toISOString(),
    scenario: { name: scenario.name, source, description, resolved: scenario },
    seed: scenario.seed,
    environment: describeEnvironment(),
    load: { durationMs, warmUpMs, phases: phasesOf(scenario) },
    replay,
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
