import { cleanupOf } from './configs.ts';
import { PartitionLog } from './log.ts';
import type { MemoryBudget } from './memory.ts';

const LEGAL_NAME = /^[a-zA-Z0-9._-]{1,249}$/;
export const MAX_PARTITIONS = 10_000;

export interface Topic {
  readonly name: string;
  readonly logs: PartitionLog[];
  /** Settings that were set, by name; everything else has its default. */
  configs: ReadonlyMap<string, string>;
}

/** The topics of the broker and their logs. */
export class TopicStore {
  readonly #topics = new Map<string, Topic>();
  readonly #budget: MemoryBudget;

  constructor(budget: MemoryBudget) {
    this.#budget = budget;
  }

  get(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  log(name: string, partition: number): PartitionLog | undefined {
    return this.#topics.get(name)?.logs[partition];
  }

  all(): Iterable<Topic> {
    return this.#topics.values();
  }

  *logs(): Iterable<PartitionLog> {
    for (const topic of this.#topics.values()) yield* topic.logs;
  }

  /** The name must be legal and free. */
  create(name: string, partitions: number, configs: ReadonlyMap<string, string>): Topic {
    const topic: Topic = { name, logs: [], configs };
    this.#topics.set(name, topic);
    this.addPartitions(topic, partitions);
    return topic;
  }

  addPartitions(topic: Topic, partitions: number): void {
    while (topic.logs.length < partitions) {
      topic.logs.push(new PartitionLog(topic.name, topic.logs.length, this.#budget));
    }
    this.configure(topic, topic.configs);
  }

  configure(topic: Topic, configs: ReadonlyMap<string, string>): void {
    topic.configs = configs;
    for (const log of topic.logs) log.cleanup = cleanupOf(configs);
  }

  delete(topic: Topic): void {
    this.#topics.delete(topic.name);
    for (const log of topic.logs) log.delete();
  }
}

export function isLegalTopicName(name: string): boolean {
  return LEGAL_NAME.test(name) && name !== '.' && name !== '..';
}
