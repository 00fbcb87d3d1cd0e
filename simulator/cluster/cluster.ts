/** A running cluster as a run sees it: that it may be loaded, how to reach it, and what its topics are to look like. */
import type { Connection } from '../../pipeline/kafka/connection.ts';
import type { Clearance, LoadRules } from './clearance.ts';

export interface Cluster {
  /** Holds the connection, so that it cannot be had without. */
  readonly clearance: Clearance;
  readonly topics: TopicSettings;
}

/** Where somebody wants the load to go; nobody has looked yet whether it may. */
export interface ClusterWanted {
  readonly connection: Connection;
  readonly topics: TopicSettings;
  readonly rules: LoadRules;
}

export interface TopicSettings {
  /** Before every topic's name; `{run}` in it stands for the run's id. */
  readonly prefix: string;
  /** Topics that are missing are created; false: they are waited for. */
  readonly create: boolean;
  /** -1: the cluster's default. */
  readonly replicationFactor: number;
  /** Absent: the cluster's default. */
  readonly minInSyncReplicas?: number;
  /** Absent: the cluster's default. */
  readonly retentionMs?: number;
  /** Delete, when the run is over, the topics that it created itself. */
  readonly deleteAfter: boolean;
  readonly wait: TopicWait;
}

/** How long topics may take to appear; the variables `TOPIC_WAIT_*` set it. */
export interface TopicWait {
  /** Look once, and do not wait. */
  readonly skip: boolean;
  readonly timeoutMs: number;
  readonly intervalMs: number;
}

export const DEFAULT_TOPICS: TopicSettings = {
  prefix: '',
  create: true,
  replicationFactor: -1,
  deleteAfter: false,
  wait: { skip: false, timeoutMs: 300_000, intervalMs: 2_000 },
};

/** Put before every topic's name in this run. */
export function topicPrefixOf({ prefix }: Pick<TopicSettings, 'prefix'>, runId: string): string {
  return prefix.replaceAll('{run}', runId);
}
