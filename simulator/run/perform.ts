/** One scenario played and recorded: from the resolved scenario to a run record in a folder of its own. */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { RunRecord } from '../../reports/record.ts';
import { writeRecord } from '../../reports/record-file.ts';
import { topicPrefixOf } from '../cluster/cluster.ts';
import type { PipelineWanted } from '../external/wanted.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { assembleRecord } from './assemble.ts';
import type { BrokerWanted } from './cast.ts';
import { conduct } from './conductor.ts';
import type { Progress } from './facts.ts';
import { describeRun } from './identity.ts';
import type { Interruption } from './interruption.ts';
import { readRecorded } from './recorded.ts';
import { createRunFolder, removeIfEmpty } from './run-folder.ts';
import type { RunWatcher } from './watcher.ts';

export interface PerformOptions {
  readonly scenario: Scenario;
  /** The file the scenario was read from. */
  readonly source: string;
  /** The plan in a sentence. */
  readonly description: string;
  /** The command that repeats the run. */
  readonly replay: string;
  readonly version: string;
  readonly broker: BrokerWanted;
  /** Absent: the project's own, in threads of this process alone. */
  readonly pipeline?: PipelineWanted;
  /** The run's own folder is made in here. */
  readonly runsFolder: string;
  readonly interruption: Interruption;
  readonly onProgress: (progress: Progress) => void;
  readonly watcher?: RunWatcher;
}

export interface PerformedRun {
  readonly record: RunRecord;
  /** Absolute path; it holds the record. */
  readonly folder: string;
}

const ALONE: PipelineWanted = { kind: 'own', isClosed: true };

/**
 * @throws StreamstockError when the run could not begin, or its folder cannot be written; then no folder is left unless
 *   something was written into it
 */
export async function performRun(options: PerformOptions): Promise<PerformedRun> {
  const { scenario, source, description, replay, version } = options;
  const startedAt = new Date();
  const folder = createRunFolder(options.runsFolder, scenario.name, scenario.seed, startedAt);
  const removeUnused = (): void => removeIfEmpty(folder);
  process.once('exit', removeUnused);
  try {
    // Runs on a shared cluster must not meet, even when two machines start one in the same second.
    const runId = `${basename(folder)}-${randomBytes(3).toString('hex')}`;
    const { broker, pipeline = ALONE, interruption, onProgress } = options;
    const identity = describeRun({
      ...{ version, runId, scenario, source, description, replay, startedAt },
    });
    const facts = await conduct({
      ...(options.watcher === undefined ? {} : { watcher: options.watcher }),
      ...{ scenario, broker, pipeline, runId, interruption, onProgress, folder, identity },
      topicPrefix: broker.kind === 'embedded' ? '' : topicPrefixOf(broker.topics, runId),
    });
    const recorded = await readRecorded(folder, facts.audit.plannedPerSecond);
    const record = assembleRecord(identity, scenario, facts, recorded, new Date());
    writeRecord(folder, record);
    // Runs that follow each other in one process must not add up.
    facts.measurements.destroy();
    return { record, folder };
  } finally {
    process.off('exit', removeUnused);
    removeUnused();
  }
}
