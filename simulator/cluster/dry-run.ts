/** What a run on a cluster would meet there, found out without writing anything: no topic, no offset, no record. */
import { StreamstockError } from '../../pipeline/errors.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { checkRights, type RightWanted, topicRights } from '../../pipeline/kafka/rights.ts';
import {
  examineTopics,
  type TopicFindings,
  type TopicState,
  topicsOf,
  topicTrouble,
} from '../../pipeline/kafka/topic-plan.ts';
import {
  readTopics,
  rehearseCreation,
  type TopicAccess,
  withTopics,
} from '../../pipeline/kafka/topic-setup.ts';
import { topicNames } from '../../pipeline/topics.ts';
import { pipelineRights } from '../consumers/member-rights.ts';
import { groupInUse } from '../consumers/remote/group-in-use.ts';
import type { PipelineWanted } from '../external/wanted.ts';
import { ownGroupId } from '../run/own-group.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { clear } from './clearance.ts';
import { type ClusterWanted, topicPrefixOf } from './cluster.ts';
import type { PlannedPeak } from './guard.ts';
import { topicPlan } from './run-topic-plan.ts';

export interface DryRun {
  readonly cluster: {
    readonly id: string;
    readonly address: string;
    readonly brokers: number;
    /** Started by this tool on this machine: it may be loaded without being named. */
    readonly free: boolean;
  };
  readonly rate: {
    readonly peakPerSecond: number;
    /** null: no cap. */
    readonly capPerSecond: number | null;
  };
  readonly topics: readonly DryTopic[];
  readonly group: DryGroup;
  /** Sentences without a full stop. */
  readonly warnings: readonly string[];
  /** What would keep the run from beginning; null when nothing would. */
  readonly trouble: StreamstockError | null;
}

export interface DryTopic {
  readonly name: string;
  /** `create`: missing, and would be created; `missing`: would be waited for. */
  readonly state: 'ready' | 'create' | 'missing' | 'leaderless';
  /** null where the topic does not exist. */
  readonly partitions: number | null;
  readonly replicas: number | null;
}

export interface DryGroup {
  readonly name: string;
  /** As Kafka calls it; null when the cluster cannot be asked without writing, or has no such group. */
  readonly state: string | null;
  readonly members: number | null;
}

/** In place of the id that a run would get. */
const RUN_ID = 'dry-run';
const OFFSETS_TOPIC = '__consumer_offsets';

/**
 * @param pipeline whose consumer group would read
 * @throws StreamstockError when the cluster cannot be reached or must not be loaded
 */
export async function dryRun(
  wanted: ClusterWanted,
  scenario: Scenario,
  peak: () => PlannedPeak | Promise<PlannedPeak>,
  pipeline: PipelineWanted,
): Promise<DryRun> {
  const { topics: settings, rules } = wanted;
  const clearance = await clear(wanted.connection, rules, peak);
  const { connection, clusterId, brokers, free, capPerSecond } = clearance;
  const prefix = topicPrefixOf(settings, RUN_ID);
  const plan = topicPlan({
    ...{ settings, prefix },
    partitions: scenario.pipeline.partitions,
    durationMs: scenario.load.durationMs,
    ownPipeline: pipeline.kind === 'own',
  });
  const groupName = pipeline.group ?? ownGroupId(RUN_ID);
  const seen = await withTopics(connection, async (access) => {
    const state = await readTopics(access, topicsOf(plan));
    const findings = examineTopics(plan, state);
    const wouldCreate = settings.create && topicTrouble(findings, '') === undefined;
    if (wouldCreate) await rehearseCreation(access, plan, findings.missing);
    const offsetsKept = await hasOffsets(access);
    const unknown = { name: groupName, state: null, members: null };
    return {
      ...{ state, findings, offsetsKept },
      group: offsetsKept ? await describeGroup(access, groupName) : unknown,
    };
  });
  const rights = rightsToLookAt(prefix, seen, pipeline, groupName);
  const where = connection.brokers.join(', ');
  return {
    cluster: { id: clusterId, address: where, brokers: brokers.length, free },
    rate: {
      peakPerSecond: (await peak()).perSecond,
      capPerSecond: capPerSecond === Number.POSITIVE_INFINITY ? null : capPerSecond,
    },
    topics: topicsOf(plan).map((name) => dryTopic(name, seen.state, settings.create)),
    group: seen.group,
    warnings: seen.findings.warnings,
    trouble:
      topicTrouble(seen.findings, where) ??
      notThere(seen.findings, settings.create, where) ??
      takenGroup(connection, pipeline, seen.group) ??
      (await refusalOf(checkRights(connection, rights))),
  };
}

/** Of topics that are missing nobody can say; asking about a group is asking for its coordinator. */
function rightsToLookAt(
  prefix: string,
  { state, offsetsKept }: { readonly state: TopicState; readonly offsetsKept: boolean },
  { kind }: PipelineWanted,
  group: string,
): RightWanted[] {
  const there = new Set(state.topics.map(({ name }) => name));
  const names = topicNames(prefix);
  const wanted: readonly RightWanted[] =
    kind === 'own'
      ? pipelineRights(names, group)
      : [
          ...topicRights(names.events, ['Write']),
          { resource: 'group', name: group, operations: ['Describe'] },
        ];
  return wanted.filter(({ resource, name }) =>
    resource === 'group' ? offsetsKept : there.has(name),
  );
}

/** Members of an external pipeline's group are what the run is for. */
function takenGroup(
  connection: Connection,
  { kind }: PipelineWanted,
  { name, members }: DryGroup,
): StreamstockError | undefined {
  const isTaken = kind === 'own' && members !== null && members > 0;
  return isTaken ? groupInUse(connection, name, members) : undefined;
}

/** @returns null when nothing is refused */
async function refusalOf(work: Promise<void>): Promise<StreamstockError | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof StreamstockError) return error;
    throw error;
  }
}

function notThere(
  { missing, leaderless, outOfSync }: TopicFindings,
  create: boolean,
  where: string,
): StreamstockError | undefined {
  const absent = create ? [] : missing;
  if (absent.length > 0) {
    return new StreamstockError(
      'TOPICS_MISSING',
      `${where} has no topics ${absent.join(', ')}; a run would wait for them.`,
      { hint: 'Create them, or leave out --no-create-topics.' },
    );
  }
  if (leaderless.length > 0) {
    return new StreamstockError(
      'TOPICS_MISSING',
      `Partitions of ${leaderless.join(', ')} have no leader.`,
      { hint: 'Check that every broker of the cluster is healthy.' },
    );
  }
  if (outOfSync.length === 0) return undefined;
  return new StreamstockError('CLUSTER_TOO_SMALL', `${outOfSync.join('.\n')}.`, {
    hint: 'Start the missing brokers, or lower min.insync.replicas of the topics.',
  });
}

function dryTopic(name: string, { topics }: TopicState, create: boolean): DryTopic {
  const topic = topics.find((candidate) => candidate.name === name);
  if (topic === undefined) {
    return { name, state: create ? 'create' : 'missing', partitions: null, replicas: null };
  }
  if (topic.leaderless) return { name, state: 'leaderless', partitions: null, replicas: null };
  const replicas = Math.min(...topic.partitions.map((partition) => partition.replicas));
  return { name, state: 'ready', partitions: topic.partitions.length, replicas };
}

/** Asking for the coordinator of a group makes Kafka create its topic of offsets, where nobody has asked yet. */
async function hasOffsets(access: TopicAccess): Promise<boolean> {
  const { topics } = await readTopics(access, [OFFSETS_TOPIC]).catch(() => ({ topics: [] }));
  return topics.length > 0;
}

async function describeGroup({ admin }: TopicAccess, name: string): Promise<DryGroup> {
  const { groups } = await admin.describeGroups([name]);
  const [group] = groups;
  if (group === undefined || group.state === 'Dead') return { name, state: null, members: null };
  return { name, state: group.state, members: group.members.length };
}
