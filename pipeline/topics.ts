/** Topic names and the one rule that maps a product to a partition number. */
import { Partitioners } from 'kafkajs';

/** Event topics in the order of `EVENT_TYPES`, then the place for types nobody knows. */
export const EVENT_TOPICS = [
  'inventory.sales',
  'inventory.restocks',
  'inventory.returns',
  'inventory.alerts',
  'inventory.events',
] as const;
export const DEAD_LETTER_TOPIC = 'inventory.dlq';
/** The state of the pipeline, compacted: what an owner of a partition leaves to the next. */
export const CHANGELOG_TOPIC = 'inventory.changelog';
/** What a run and consumers in processes of their own say to each other. */
export const MEMBERS_TOPIC = 'inventory.members';
/** What people ask of an interactive run. */
export const COMMANDS_TOPIC = 'inventory.commands';
/** Position of `inventory.alerts` in {@link EVENT_TOPICS}. */
export const ALERTS_TOPIC_INDEX = 3;
/** Position of `inventory.commands` in what {@link consumedTopics} gives: behind all of {@link EVENT_TOPICS}. */
export const COMMANDS_TOPIC_INDEX = EVENT_TOPICS.length;
/** How many topics a consumer reads at most: slots are counted with it. */
export const MAX_CONSUMED_TOPICS = EVENT_TOPICS.length + 1;

export interface TopicNames {
  /** In the order of {@link EVENT_TOPICS}. */
  readonly events: readonly string[];
  readonly deadLetters: string;
  readonly changelog: string;
  readonly members: string;
  /** There in interactive runs alone. */
  readonly commands: string;
}

/** @param prefix put before every name, for clusters that several people share; may be empty. */
export function topicNames(prefix: string): TopicNames {
  return {
    events: EVENT_TOPICS.map((topic) => prefix + topic),
    deadLetters: prefix + DEAD_LETTER_TOPIC,
    changelog: prefix + CHANGELOG_TOPIC,
    members: prefix + MEMBERS_TOPIC,
    commands: prefix + COMMANDS_TOPIC,
  };
}

/** What the pipeline consumes, by topic index: the event topics, and what people ask for where they may. */
export function consumedTopics(
  { events, commands }: Pick<TopicNames, 'events' | 'commands'>,
  interactive: boolean,
): readonly string[] {
  return interactive ? [...events, commands] : events;
}

/** All of them that a run with a pipeline of its own needs when nobody intervenes. */
export function everyTopic({ events, deadLetters, changelog, members }: TopicNames): string[] {
  return [...events, deadLetters, changelog, members];
}

/** The name of {@link EVENT_TOPICS} that a topic of any prefix stands for; any other name as it is. */
export function withoutPrefix(topic: string): string {
  return EVENT_TOPICS.find((known) => topic.endsWith(known)) ?? topic;
}

/**
 * Partition number of each key: murmur2 as in Apache Kafka's Java client, so that foreign producers
 * with default settings put a product where we expect it. The same number holds for every topic.
 */
export function partitionOfKeys(keys: readonly string[], partitions: number): Int32Array {
  const choose = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 0,
    replicas: [0],
    isr: [0],
  }));
  return Int32Array.from(keys, (key) =>
    choose({ topic: '', partitionMetadata, message: { key, value: null } }),
  );
}
