/** What the topics of a run have to be like, held against what the cluster has. Pure: state in, findings out. */
import { type ErrorCode, StreamstockError } from '../errors.ts';

/** What the run does with a topic, which decides what is asked of its settings. */
export type TopicUse =
  /** Its records are read by their offsets: nothing may vanish from it while the run goes on. */
  | 'log'
  /** The newest record of each key is what counts; read from the latest snapshot on. */
  | 'changelog'
  /** The same as `log`, for one partition, whatever others there are. */
  | 'messages'
  /** Written, and not read in the run. */
  | 'output';

export interface TopicWanted {
  readonly name: string;
  readonly use: TopicUse;
}

export interface TopicPlan {
  /** Every topic of the run. */
  readonly topics: readonly TopicWanted[];
  readonly partitions: number;
  /** -1: the cluster's default; then an existing topic may have any. */
  readonly replicationFactor: number;
  /** Absent: the cluster's default; then an existing topic may have any. */
  readonly minInSyncReplicas?: number;
  /** Absent: the cluster's default; then an existing topic may have any that is long enough. */
  readonly retentionMs?: number;
  /** How long records must be kept at least: the load and its drain. */
  readonly neededMs: number;
}

export interface TopicSeen {
  readonly name: string;
  /** In any order; empty while nothing is known of them because a leader is missing. */
  readonly partitions: readonly { readonly replicas: number; readonly inSync: number }[];
  /** Some partition has no leader, so that nobody can write there yet. */
  readonly leaderless: boolean;
  /** By Kafka's names; null when they may not be read. */
  readonly configs: ReadonlyMap<string, string> | null;
}

export interface TopicState {
  /** Alive. */
  readonly brokers: number;
  readonly topics: readonly TopicSeen[];
}

export interface TopicFindings {
  readonly missing: readonly string[];
  readonly leaderless: readonly string[];
  /** Sentences without a full stop: topics are not what the run needs, and waiting does not help. */
  readonly mismatches: readonly string[];
  /** Likewise: there are fewer brokers than asked for. */
  readonly tooSmall: readonly string[];
  /** Likewise, and a broker that comes back would help. */
  readonly outOfSync: readonly string[];
  readonly warnings: readonly string[];
}

export const RETENTION = 'retention.ms';
export const RETENTION_BYTES = 'retention.bytes';
export const MIN_IN_SYNC = 'min.insync.replicas';
export const CLEANUP = 'cleanup.policy';
export const COMPACTION_LAG = 'min.compaction.lag.ms';
/** What is looked at of a topic's settings. */
export const CONFIGS_READ = [
  RETENTION,
  RETENTION_BYTES,
  MIN_IN_SYNC,
  CLEANUP,
  COMPACTION_LAG,
] as const;
/**
 * How long a changelog is left alone at least. Many times what passes between two snapshots, so that compaction never takes
 * anything from between them: a restore reads what was written, in the order in which it was written.
 */
export const COMPACTION_LAG_MS = 3_600_000;

/** A topic that is there, and what it is there for. */
interface Seen extends TopicSeen {
  readonly use: TopicUse;
}

/** Names of all topics of the run. */
export function topicsOf({ topics }: TopicPlan): string[] {
  return topics.map(({ name }) => name);
}

/** Settings by Kafka's names that a new topic gets; what is not among them is left to the cluster. */
export function settingsOf(plan: TopicPlan, name: string): ReadonlyMap<string, string> {
  const { minInSyncReplicas, retentionMs } = plan;
  const settings = new Map<string, string>();
  const use = plan.topics.find((topic) => topic.name === name)?.use;
  if (use === 'changelog') {
    settings.set(CLEANUP, 'compact,delete').set(COMPACTION_LAG, String(COMPACTION_LAG_MS));
  }
  if (use === 'messages') settings.set(CLEANUP, 'delete');
  if (minInSyncReplicas !== undefined) settings.set(MIN_IN_SYNC, String(minInSyncReplicas));
  if (retentionMs !== undefined) settings.set(RETENTION, String(retentionMs));
  return settings;
}

export function examineTopics(plan: TopicPlan, { brokers, topics }: TopicState): TopicFindings {
  const seen = plan.topics.flatMap(({ name, use }): Seen[] => {
    const topic = topics.find((candidate) => candidate.name === name);
    return topic === undefined ? [] : [{ ...topic, use }];
  });
  const known = new Set(seen.map(({ name }) => name));
  const whole = seen.filter(({ leaderless }) => !leaderless);
  return {
    missing: topicsOf(plan).filter((name) => !known.has(name)),
    leaderless: seen.filter(({ leaderless }) => leaderless).map(({ name }) => name),
    mismatches: [
      ...partitionMismatch(plan, whole),
      ...replicaMismatch(plan, whole),
      ...configMismatch(MIN_IN_SYNC, plan.minInSyncReplicas, seen),
      ...configMismatch(RETENTION, plan.retentionMs, seen),
      ...shortRetention(plan, seen),
      ...compaction(seen),
    ],
    tooSmall: tooSmall(plan, brokers),
    outOfSync: outOfSync(whole),
    warnings: warnings(plan, seen),
  };
}

/** What stands in the way of a run, now and for good; topics that are missing or not ready yet are not among it. */
export function topicTrouble(
  { tooSmall, mismatches }: TopicFindings,
  where: string,
): StreamstockError | undefined {
  if (tooSmall.length > 0) {
    return trouble('CLUSTER_TOO_SMALL', tooSmall, {
      hint: `Start the missing brokers of ${where}, or lower --replication-factor and --min-isr.`,
    });
  }
  if (mismatches.length > 0) {
    return trouble('TOPIC_MISMATCH', mismatches, {
      hint: 'Set the number of partitions to what the topics have, or the other settings; use another topic prefix (--topic-prefix); or delete the topics.',
    });
  }
  return undefined;
}

export function trouble(
  code: ErrorCode,
  sentences: readonly string[],
  details: { readonly hint: string; readonly cause?: unknown },
): StreamstockError {
  return new StreamstockError(
    code,
    sentences.map((sentence) => `${sentence}.`).join('\n'),
    details,
  );
}

function partitionMismatch({ partitions }: TopicPlan, seen: readonly Seen[]): string[] {
  return differing(
    seen.filter(({ use }) => use !== 'messages'),
    (topic) => topic.partitions.length,
    (count) => count !== partitions,
    `Every topic needs ${partitions} partitions, but`,
  );
}

function replicaMismatch({ replicationFactor }: TopicPlan, seen: readonly TopicSeen[]): string[] {
  if (replicationFactor === -1) return [];
  return differing(
    seen,
    (topic) => Math.min(...topic.partitions.map(({ replicas }) => replicas)),
    (replicas) => replicas !== replicationFactor,
    `${replicationFactor} replicas of every topic were asked for, but`,
  );
}

function configMismatch(
  config: string,
  wanted: number | undefined,
  seen: readonly TopicSeen[],
): string[] {
  if (wanted === undefined) return [];
  return differing(
    seen,
    ({ configs }) => configs?.get(config),
    (value) => value !== undefined && Number(value) !== wanted,
    `${config} ${wanted} was asked for, but`,
  );
}

function shortRetention({ neededMs, retentionMs }: TopicPlan, seen: readonly Seen[]): string[] {
  const asked = retentionMs !== undefined && retentionMs < neededMs;
  const short = (topic: Seen): boolean => {
    const kept = Number(topic.configs?.get(RETENTION) ?? -1);
    return isRead(topic) && deletes(topic) && kept >= 0 && kept < neededMs && kept !== retentionMs;
  };
  const what = `the run and its drain may take ${seconds(neededMs)}: records could be deleted before they are read`;
  return [
    ...(asked ? [`A retention of ${seconds(retentionMs)} is too short: ${what}`] : []),
    ...seen
      .filter(short)
      .map(
        ({ name, configs }) =>
          `${name} keeps records for ${seconds(Number(configs?.get(RETENTION)))} (${RETENTION}), but ${what}`,
      ),
  ];
}

function compaction(seen: readonly Seen[]): string[] {
  return seen
    .filter((topic) => topic.use !== 'changelog' && isRead(topic) && compacts(topic))
    .map(
      ({ name, configs }) =>
        `${name} has ${CLEANUP} ${configs?.get(CLEANUP)}, which removes older records of a key before they are read: they would count as lost`,
    );
}

/** What a changelog that somebody else made does to the state in it. */
function changelogWarnings(seen: readonly Seen[]): string[] {
  return seen
    .filter(({ use, configs }) => use === 'changelog' && configs?.has(CLEANUP) === true)
    .flatMap((topic) => {
      const { name, configs } = topic;
      const lagMs = Number(configs?.get(COMPACTION_LAG) ?? 0);
      if (!compacts(topic)) {
        return [
          `${name} is not compacted (${CLEANUP} ${configs?.get(CLEANUP)}): superseded state of every run stays in it until it is old enough to be deleted`,
        ];
      }
      return lagMs >= COMPACTION_LAG_MS
        ? []
        : [
            `${name} may be compacted after ${seconds(lagMs)} (${COMPACTION_LAG}; ${seconds(COMPACTION_LAG_MS)} are safe): what a consumer writes that has lost its partitions and does not know it could push out newer state before that is read`,
          ];
    });
}

/** Something is read of it that must not have vanished. */
function isRead({ use }: Seen): boolean {
  return use !== 'output';
}

function compacts({ configs }: TopicSeen): boolean {
  return policiesOf(configs).includes('compact');
}

/** By age or size. Kafka's default. */
function deletes({ configs }: TopicSeen): boolean {
  return policiesOf(configs).includes('delete');
}

function policiesOf(configs: TopicSeen['configs']): string[] {
  return (configs?.get(CLEANUP) ?? 'delete').split(',').map((policy) => policy.trim());
}

function tooSmall(plan: TopicPlan, brokers: number): string[] {
  const { replicationFactor, minInSyncReplicas = 1 } = plan;
  const has = `the cluster has ${brokers} broker${brokers === 1 ? '' : 's'}`;
  if (replicationFactor > brokers) {
    return [`${replicationFactor} replicas of every topic were asked for, and ${has}`];
  }
  return minInSyncReplicas > brokers
    ? [`${minInSyncReplicas} in-sync replicas of every topic were asked for, and ${has}`]
    : [];
}

/**
 * Kafka asks for no more replicas in sync than a topic has (`effectiveMinIsr` of its Partition class; seen with 4.1), whatever
 * `min.insync.replicas` says.
 */
function outOfSync(seen: readonly TopicSeen[]): string[] {
  return seen.flatMap(({ name, partitions, configs }) => {
    const minimum = minInSync(configs);
    const short = partitions.find(({ replicas, inSync }) => inSync < Math.min(minimum, replicas));
    if (short === undefined) return [];
    const { inSync } = short;
    return [
      `${name} has ${MIN_IN_SYNC} ${minimum}, and ${inSync} of its replicas ${inSync === 1 ? 'is' : 'are'} in sync: nothing would be acknowledged`,
    ];
  });
}

function minInSync(configs: TopicSeen['configs']): number {
  return Number(configs?.get(MIN_IN_SYNC) ?? 1);
}

function warnings(plan: TopicPlan, seen: readonly Seen[]): string[] {
  const { minInSyncReplicas, retentionMs } = plan;
  const bounded = seen.filter((topic) => {
    const bytes = topic.configs?.get(RETENTION_BYTES) ?? '-1';
    return isRead(topic) && deletes(topic) && bytes !== '-1';
  });
  const thin = seen.filter(({ partitions, configs }) => {
    return partitions.some(({ replicas }) => replicas < minInSync(configs));
  });
  const unread = seen.filter(({ configs }) => configs === null).map(({ name }) => name);
  const asked = minInSyncReplicas !== undefined || retentionMs !== undefined;
  return [
    ...bounded.map(
      ({ name, configs }) =>
        `${name} keeps ${configs?.get(RETENTION_BYTES)} bytes a partition (${RETENTION_BYTES}); what a lag pushes out of it is lost`,
    ),
    ...changelogWarnings(seen),
    ...(thin.length === 0
      ? []
      : [
          `${MIN_IN_SYNC} of ${thin.map(({ name }) => name).join(', ')} is higher than the number of replicas: older versions of Kafka acknowledge nothing there`,
        ]),
    ...(asked && unread.length > 0
      ? [
          `the settings of ${unread.join(', ')} may not be read, so that min-isr and retention were not checked`,
        ]
      : []),
  ];
}

/** One sentence for all topics that differ in the same respect. */
function differing<T extends string | number | undefined>(
  seen: readonly TopicSeen[],
  valueIn: (topic: TopicSeen) => T,
  differs: (value: T) => boolean,
  begin: string,
): string[] {
  const faults = seen
    .filter((topic) => differs(valueIn(topic)))
    .map((topic) => `${topic.name} has ${valueIn(topic)}`);
  return faults.length === 0 ? [] : [`${begin} ${faults.sort().join(', ')}`];
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
