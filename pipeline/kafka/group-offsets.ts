/**
 * Committed offsets of the group, asked and told below kafkajs's consumer: it repeats a commit that failed in whatever
 * generation it has joined meanwhile, and so would take back what the new owner of a partition has committed since. Here a
 * commit belongs to the generation in which it was made, or is refused.
 */
import type { Broker, Cluster } from 'kafkajs';
import type { Membership } from './membership.ts';

export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export class GroupOffsets {
  readonly #cluster: () => Cluster;
  readonly #groupId: string;
  #coordinator: Broker | undefined;

  /** @param cluster of the consumer, so that its connections are used */
  constructor(cluster: () => Cluster, groupId: string) {
    this.#cluster = cluster;
    this.#groupId = groupId;
  }

  /** All or nothing for each topic-partition. @throws what kafkajs throws when the coordinator refuses or is away */
  async commit(
    offsets: readonly CommittedOffset[],
    by: Pick<Membership, 'memberId' | 'generation'>,
  ): Promise<void> {
    const { memberId, generation } = by;
    await this.#ask((coordinator) =>
      coordinator.offsetCommit({
        groupId: this.#groupId,
        groupGenerationId: generation,
        memberId,
        topics: byTopic(offsets, ({ offset }) => String(offset)),
      }),
    );
  }

  /** @returns what is committed of each; without those of which nothing is */
  async fetch(
    places: readonly Omit<CommittedOffset, 'offset'>[],
  ): Promise<readonly CommittedOffset[]> {
    const { responses } = await this.#ask((coordinator) =>
      coordinator.offsetFetch({ groupId: this.#groupId, topics: byTopic(places, () => '') }),
    );
    return responses
      .flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, offset }) => ({ topic, partition, offset: Number(offset) })),
      )
      .filter(({ offset }) => offset >= 0);
  }

  async #ask<T>(request: (coordinator: Broker) => Promise<T>): Promise<T> {
    if (this.#coordinator?.isConnected() === false) this.#coordinator = undefined;
    try {
      this.#coordinator ??= await this.#cluster().findGroupCoordinator({ groupId: this.#groupId });
      return await request(this.#coordinator);
    } catch (error) {
      // It may have moved, or its connection is broken: it is looked for next time.
      this.#coordinator = undefined;
      throw error;
    }
  }
}

function byTopic<P extends { readonly topic: string; readonly partition: number }>(
  places: readonly P[],
  offsetOf: (place: P) => string,
): { topic: string; partitions: { partition: number; offset: string }[] }[] {
  const topics = new Map<string, { partition: number; offset: string }[]>();
  for (const place of places) {
    const entry = { partition: place.partition, offset: offsetOf(place) };
    const known = topics.get(place.topic);
    if (known === undefined) topics.set(place.topic, [entry]);
    else known.push(entry);
  }
  return [...topics].map(([topic, partitions]) => ({ topic, partitions }));
}
