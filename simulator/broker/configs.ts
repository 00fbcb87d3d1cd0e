import type { Cleanup } from './log.ts';
import type { BrokerState } from './state.ts';

/**
 * Topic settings that are accepted and reported, with Apache Kafka's defaults. Only `max.message.bytes`, `cleanup.policy`
 * and `min.compaction.lag.ms` have an effect; the others are kept so that tools which set them work. What would promise
 * something the broker does not do (log append time) is refused by its list of values.
 */
interface TopicConfig {
  readonly defaultValue: string;
  readonly allowed?: readonly string[];
  /** The value is one or more of these, with commas between. */
  readonly someOf?: readonly string[];
}

export const MAX_MESSAGE_BYTES = 'max.message.bytes';
const CLEANUP_POLICY = 'cleanup.policy';
const COMPACTION_LAG = 'min.compaction.lag.ms';

export const TOPIC_CONFIGS: ReadonlyMap<string, TopicConfig> = new Map([
  [CLEANUP_POLICY, { defaultValue: 'delete', someOf: ['delete', 'compact'] }],
  [
    'compression.type',
    // Batches are stored as they come.
    { defaultValue: 'producer', allowed: ['producer'] },
  ],
  ['delete.retention.ms', { defaultValue: '86400000' }],
  ['file.delete.delay.ms', { defaultValue: '60000' }],
  ['flush.messages', { defaultValue: '9223372036854775807' }],
  ['flush.ms', { defaultValue: '9223372036854775807' }],
  ['index.interval.bytes', { defaultValue: '4096' }],
  [MAX_MESSAGE_BYTES, { defaultValue: '1048588' }],
  ['message.timestamp.type', { defaultValue: 'CreateTime', allowed: ['CreateTime'] }],
  [COMPACTION_LAG, { defaultValue: '0' }],
  ['min.insync.replicas', { defaultValue: '1' }],
  ['retention.bytes', { defaultValue: '-1' }],
  ['retention.ms', { defaultValue: '604800000' }],
  ['segment.bytes', { defaultValue: '1073741824' }],
  ['segment.ms', { defaultValue: '604800000' }],
]);

const WHOLE_NUMBER = /^-?\d+$/;

/** What is wrong with a setting, or undefined. A null value means the default. */
export function configFault(name: string, value: string | null): string | undefined {
  const config = TOPIC_CONFIGS.get(name);
  if (config === undefined) return `unknown topic setting '${name}'`;
  if (value === null) return undefined;
  if (config.allowed !== undefined) {
    if (config.allowed.includes(value)) return undefined;
    return `'${name}' may only be ${config.allowed.join(' or ')} here, not '${value}'`;
  }
  const { someOf } = config;
  if (someOf !== undefined) {
    if (listOf(value).every((word) => someOf.includes(word))) return undefined;
    return `'${name}' is a list of ${someOf.join(', ')}, not '${value}'`;
  }
  return WHOLE_NUMBER.test(value) ? undefined : `'${name}' is a whole number, not '${value}'`;
}

/** How the logs of a topic with these settings are cleaned. */
export function cleanupOf(configs: ReadonlyMap<string, string>): Cleanup {
  const policies = listOf(configs.get(CLEANUP_POLICY) ?? 'delete');
  const deletes = policies.includes('delete');
  if (!policies.includes('compact')) return { deletes };
  return { deletes, compaction: { lagMs: Number(configs.get(COMPACTION_LAG) ?? 0) } };
}

function listOf(value: string): string[] {
  return value.split(',').map((word) => word.trim());
}

/** Largest record batch that the topic takes. */
export function maxMessageBytesOf(broker: BrokerState, topic: string): number {
  const value = broker.topics.get(topic)?.configs.get(MAX_MESSAGE_BYTES);
  return value === undefined ? broker.settings.maxMessageBytes : Number(value);
}

/** The broker's own settings, by the names Kafka gives them; all read-only. */
export function brokerConfigs(broker: BrokerState): ReadonlyMap<string, string> {
  const { settings } = broker;
  return new Map([
    ['auto.create.topics.enable', String(settings.autoCreateTopics)],
    ['broker.id', String(settings.nodeId)],
    ['default.replication.factor', '1'],
    ['group.initial.rebalance.delay.ms', String(settings.initialRebalanceDelayMs)],
    ['group.max.session.timeout.ms', String(settings.maxSessionTimeoutMs)],
    ['group.min.session.timeout.ms', String(settings.minSessionTimeoutMs)],
    ['message.max.bytes', String(settings.maxMessageBytes)],
    ['num.partitions', String(settings.defaultPartitions)],
    ['socket.request.max.bytes', String(settings.maxFrameBytes)],
  ]);
}
