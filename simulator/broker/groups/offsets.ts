export interface CommittedOffset {
  /** The next offset the group wants to read. */
  readonly offset: number;
  readonly metadata: string;
}

/** What one group has committed, by topic and partition. */
export class CommittedOffsets {
  readonly #topics = new Map<string, Map<number, CommittedOffset>>();

  get(topic: string, partition: number): CommittedOffset | undefined {
    return this.#topics.get(topic)?.get(partition);
  }

  set(topic: string, partition: number, committed: CommittedOffset): void {
    const partitions = this.#topics.get(topic);
    if (partitions === undefined) this.#topics.set(topic, new Map([[partition, committed]]));
    else partitions.set(partition, committed);
  }

  forgetTopic(topic: string): void {
    this.#topics.delete(topic);
  }

  all(): readonly { readonly topic: string; readonly partitions: readonly number[] }[] {
    return [...this.#topics].map(([topic, partitions]) => ({
      topic,
      partitions: [...partitions.keys()],
    }));
  }
}
