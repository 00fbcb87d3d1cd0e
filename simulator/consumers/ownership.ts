/** Who owns which partition, as the members of the group report it. Pure. */
import type { GroupJoin } from '../../pipeline/kafka/consumer-options.ts';

export interface OwnershipChange {
  readonly partition: number;
  readonly from: string;
  readonly to: string;
  readonly generation: number;
}

/**
 * A run may start when all members share one generation and every partition is owned exactly once. From
 * then on a partition that another consumer reports is one whose state was left behind.
 */
export class Ownership {
  readonly #names: readonly string[];
  readonly #partitions: number;
  readonly #latest = new Map<string, GroupJoin>();
  /** By partition, from the moment the group is complete. */
  #owners: readonly string[] | undefined;

  constructor(names: readonly string[], partitions: number) {
    this.#names = names;
    this.#partitions = partitions;
  }

  get complete(): boolean {
    return this.#owners !== undefined;
  }

  /** @returns partitions that changed hands after the group was complete */
  joined(join: GroupJoin): OwnershipChange[] {
    this.#latest.set(join.consumerName, join);
    if (this.#owners === undefined) {
      this.#owners = this.#completeOwners();
      return [];
    }
    const { consumerName, generation } = join;
    const changes: OwnershipChange[] = [];
    for (const partition of join.partitions) {
      const from = this.#owners[partition];
      if (from === undefined || from === consumerName) continue;
      changes.push({ partition, from, to: consumerName, generation });
    }
    return changes;
  }

  /** What is still missing, for a message. */
  missing(): string {
    const absent = this.#names.filter((name) => !this.#latest.has(name));
    if (absent.length > 0) return `${absent.join(', ')} did not join`;
    const joins = [...this.#latest.values()];
    return joins
      .map(
        ({ consumerName, generation, partitions }) =>
          `${consumerName} is in generation ${generation} with partitions [${partitions.join(', ')}]`,
      )
      .join('; ');
  }

  #completeOwners(): string[] | undefined {
    const joins = this.#names.map((name) => this.#latest.get(name));
    const generation = joins[0]?.generation;
    const owners = new Array<string | undefined>(this.#partitions).fill(undefined);
    for (const join of joins) {
      if (join === undefined || join.generation !== generation) return undefined;
      for (const partition of join.partitions) {
        if (owners[partition] !== undefined) return undefined;
        owners[partition] = join.consumerName;
      }
    }
    const known = owners.filter((owner) => owner !== undefined);
    return known.length === this.#partitions ? known : undefined;
  }
}
