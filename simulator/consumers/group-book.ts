/** Who consumes which partition, as the members of the group tell it. Pure. */
import type { GroupJoin } from '../../pipeline/kafka/consumer-options.ts';

interface Owner {
  /** One life of a name. */
  readonly life: number;
  readonly name: string;
  readonly generation: number;
}

export interface Membership {
  /** It is in the newest generation that was heard of. */
  readonly isCurrent: boolean;
  /** Partitions that its latest join gave it. */
  readonly assigned: readonly number[];
  /** Of these, which it consumes. */
  readonly active: readonly number[];
}

export interface Handover {
  readonly partition: number;
  readonly from: string;
  readonly to: string;
}

/**
 * The state of a partition is with whoever reported it active in the highest generation. What an older generation held
 * counts for nothing once a newer one is heard of: its members may not know yet.
 */
export class GroupBook {
  readonly #partitions: number;
  readonly #joins = new Map<number, GroupJoin>();
  /** By partition: the latest that was heard of, whether it still consumes or not. */
  readonly #owners: (Owner | undefined)[];
  readonly #active: boolean[];
  #generation = -1;

  constructor(partitions: number) {
    this.#partitions = partitions;
    this.#owners = new Array<Owner | undefined>(partitions).fill(undefined);
    this.#active = new Array<boolean>(partitions).fill(false);
  }

  /** The newest that was heard of; -1 before the first. */
  get generation(): number {
    return this.#generation;
  }

  /** Partitions that nobody consumes just now. */
  get idle(): number {
    return this.#active.filter((active) => !active).length;
  }

  /** Life that holds the state of a partition, or did so last; undefined before anybody has. */
  ownerOf(partition: number): number | undefined {
    return this.#owners[partition]?.life;
  }

  /** Where a life stands in the group; undefined: it has not joined. */
  membership(life: number): Membership | undefined {
    const join = this.#joins.get(life);
    if (join === undefined) return undefined;
    const isCurrent = join.generation === this.#generation;
    const active = join.partitions.filter(
      (partition) => this.#active[partition] === true && this.#owners[partition]?.life === life,
    );
    return { isCurrent, assigned: join.partitions, active };
  }

  isActive(partition: number): boolean {
    return this.#active[partition] === true;
  }

  /** @returns whether its generation is a new one */
  joined(life: number, join: GroupJoin): boolean {
    this.#joins.set(life, join);
    for (const [partition, owner] of this.#owners.entries()) {
      if (owner?.life === life) this.#active[partition] = false;
    }
    if (join.generation <= this.#generation) return false;
    this.#generation = join.generation;
    this.#active.fill(false);
    return true;
  }

  /** @returns the change of hands, when its state was somebody else's before */
  active(
    life: number,
    name: string,
    at: { readonly partition: number; readonly generation: number; readonly kept: boolean },
  ): Handover | undefined {
    const { partition, generation, kept } = at;
    const before = this.#owners[partition];
    if (before !== undefined && before.generation > generation) return undefined;
    this.#owners[partition] = { life, name, generation };
    this.#active[partition] = generation === this.#generation;
    if (before === undefined || kept) return undefined;
    return { partition, from: before.name, to: name };
  }

  released(life: number, partition: number): void {
    if (this.#owners[partition]?.life === life) this.#active[partition] = false;
  }

  /** A life is over. */
  ended(life: number): void {
    this.#joins.delete(life);
    for (const [partition, owner] of this.#owners.entries()) {
      if (owner?.life === life) this.#active[partition] = false;
    }
  }

  /** How many of these lives are not in the newest generation. */
  outside(lives: Iterable<number>): number {
    let outside = 0;
    for (const life of lives) {
      if (this.#joins.get(life)?.generation !== this.#generation) outside += 1;
    }
    return outside;
  }

  /** These lives are together in one generation, and every partition is consumed by one of them. */
  isComplete(lives: Iterable<number>): boolean {
    return this.outside(lives) === 0 && this.idle === 0;
  }

  /** What is still missing, for a message. */
  missing(lives: ReadonlyMap<number, string>): string {
    const absent = [...lives].filter(([life]) => !this.#joins.has(life)).map(([, name]) => name);
    if (absent.length > 0) return `${absent.join(', ')} did not join`;
    const joins = [...this.#joins.values()].map(
      ({ consumerName, generation, partitions }) =>
        `${consumerName} is in generation ${generation} with partitions [${partitions.join(', ')}]`,
    );
    const idle =
      this.idle === 0 ? [] : [`${this.idle} of ${this.#partitions} partitions are not consumed`];
    return [...joins, ...idle].join('; ');
  }
}
