/** Topics through kafkajs: what a cluster has of them, creating them, and seeing them everywhere. */
import type { Admin, Cluster, ConfigResourceTypes, ITopicConfig } from 'kafkajs';
import { withAdmin, within } from './admin.ts';
import { clusterOf } from './cluster-access.ts';
import type { Connection } from './connection.ts';
import {
  CONFIGS_READ,
  settingsOf,
  type TopicPlan,
  type TopicSeen,
  type TopicState,
} from './topic-plan.ts';

export interface TopicAccess {
  readonly admin: Admin;
  readonly cluster: Cluster;
}

const CLIENT_ID = 'streamstock-topics';
const CLOSE_TIMEOUT_MS = 1_000;
const CREATE_TIMEOUT_MS = 30_000;
const LOOK_AGAIN_MS = 250;
const TOPIC_RESOURCE: ConfigResourceTypes.TOPIC = 2;

/** @param work is run again when the connection is lost in the middle, so that it must bear repetition */
export function withTopics<T>(
  connection: Connection,
  work: (access: TopicAccess) => Promise<T>,
): Promise<T> {
  return withAdmin(connection, async (admin) => {
    const cluster = clusterOf({ ...connection, clientId: CLIENT_ID });
    try {
      await cluster.connect();
      await cluster.refreshMetadata();
      return await work({ admin, cluster });
    } finally {
      await within(CLOSE_TIMEOUT_MS, cluster.disconnect()).catch(() => undefined);
    }
  });
}

/** Topics that do not exist, or must not be seen, are not among what comes back. */
export async function readTopics(
  { admin, cluster }: TopicAccess,
  names: readonly string[],
): Promise<TopicState> {
  const answering = await anyBroker(cluster);
  const looks = await Promise.all(names.map((name) => look(answering, name)));
  const found = looks.filter((topic) => topic !== undefined);
  const configs = await readConfigs(
    admin,
    found.map(({ name }) => name),
  );
  return {
    brokers: cluster.getNodeIds().length,
    topics: found.map((topic) => ({ ...topic, configs: configs?.get(topic.name) ?? null })),
  };
}

/**
 * Creates topics one by one, so that it is known of each who made it.
 * @param created takes up the names of those that did not exist before
 * @throws KafkaJSAggregateError with what was refused, of all of them
 */
export async function createTopics(
  { admin }: Pick<TopicAccess, 'admin'>,
  plan: TopicPlan,
  names: readonly string[],
  created: Set<string>,
): Promise<void> {
  const attempts = await Promise.allSettled(
    names.map(async (name) => {
      const options = { topics: [configOf(name, plan)], timeout: CREATE_TIMEOUT_MS };
      // false: it exists; somebody else was faster.
      if (await admin.createTopics({ ...options, waitForLeaders: false })) created.add(name);
    }),
  );
  rethrow(attempts);
}

/**
 * Asks whether the topics could be created; nothing is.
 * @throws KafkaJSAggregateError with what would be refused, of all of them
 */
export async function rehearseCreation(
  { admin }: Pick<TopicAccess, 'admin'>,
  plan: TopicPlan,
  names: readonly string[],
): Promise<void> {
  const attempts = await Promise.allSettled(
    names.map((name) =>
      admin.createTopics({
        ...{ topics: [configOf(name, plan)], timeout: CREATE_TIMEOUT_MS },
        ...{ validateOnly: true, waitForLeaders: false },
      }),
    ),
  );
  rethrow(attempts);
}

/**
 * Topics that some living broker does not know yet, or knows without a leader. Brokers learn of new topics one after the
 * other, and a client may ask any of them.
 */
export async function unseenTopics(
  { cluster }: Pick<TopicAccess, 'cluster'>,
  names: readonly string[],
): Promise<string[]> {
  const unseen = new Set<string>();
  for (const nodeId of cluster.getNodeIds()) {
    const broker = await cluster.findBroker({ nodeId: String(nodeId) }).catch(() => undefined);
    // One that cannot be reached has not been missed in the metadata yet; nobody else can ask it either.
    if (broker === undefined) continue;
    const looks = await Promise.all(names.map((name) => look(broker, name)));
    for (const [place, name] of names.entries()) {
      if (looks[place]?.leaderless !== false) unseen.add(name);
    }
  }
  return [...unseen];
}

/**
 * New topics are known everywhere within seconds.
 * @returns what some living broker still does not know when time is up
 */
export async function untilSeen(
  access: Pick<TopicAccess, 'cluster'>,
  names: readonly string[],
  timeoutMs: number,
): Promise<string[]> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const unseen = await unseenTopics(access, names);
    if (unseen.length === 0 || performance.now() >= deadlineMs) return unseen;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

type Answering = Awaited<ReturnType<Cluster['findBroker']>>;

/** For seconds a cluster names brokers that have died. */
async function anyBroker(cluster: Cluster): Promise<Answering> {
  let last: unknown;
  for (const nodeId of cluster.getNodeIds()) {
    try {
      return await cluster.findBroker({ nodeId: String(nodeId) });
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

/** Each for itself: kafkajs makes one error of an answer in which a single topic has one. */
async function look(
  broker: Answering,
  name: string,
): Promise<Omit<TopicSeen, 'configs'> | undefined> {
  try {
    const { topicMetadata } = await broker.metadata([name]);
    const [topic] = topicMetadata;
    if (topic === undefined) return undefined;
    return {
      name,
      partitions: topic.partitionMetadata.map(({ replicas, isr }) => {
        return { replicas: replicas.length, inSync: isr.length };
      }),
      leaderless: topic.partitionMetadata.some(({ leader }) => leader < 0),
    };
  } catch (error) {
    const { type } = error as { type?: string };
    if (type === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
    if (type === 'LEADER_NOT_AVAILABLE') return { name, partitions: [], leaderless: true };
    throw error;
  }
}

/** @returns null when they may not be read */
async function readConfigs(
  admin: Admin,
  names: readonly string[],
): Promise<Map<string, Map<string, string>> | null> {
  if (names.length === 0) return new Map();
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: names.map((name) => {
        return { type: TOPIC_RESOURCE, name, configNames: [...CONFIGS_READ] };
      }),
    });
    return new Map(
      resources.map(({ resourceName, configEntries }) => [
        resourceName,
        new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
      ]),
    );
  } catch (error) {
    if ((error as { type?: string }).type?.endsWith('_AUTHORIZATION_FAILED') === true) return null;
    throw error;
  }
}

function configOf(topic: string, plan: TopicPlan): ITopicConfig {
  const { partitions, replicationFactor } = plan;
  return {
    topic,
    numPartitions: partitions,
    replicationFactor,
    configEntries: [...settingsOf(plan, topic)].map(([name, value]) => ({ name, value })),
  };
}

/** The errors of all topics in the first one, as kafkajs makes it when they are asked for together. */
function rethrow(attempts: readonly PromiseSettledResult<unknown>[]): void {
  const reasons = attempts.flatMap((attempt) =>
    attempt.status === 'rejected' ? [attempt.reason as unknown] : [],
  );
  const [first] = reasons;
  if (first === undefined) return;
  const all = reasons.flatMap((reason) => (reason as { errors?: unknown[] }).errors ?? []);
  throw first instanceof Error && all.length > 0 ? Object.assign(first, { errors: all }) : first;
}
