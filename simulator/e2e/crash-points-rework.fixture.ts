/**
 * How much may be done twice: what was processed and not committed when somebody died, and nothing else. Follows the group's
 * log, since only there it shows whether a partition went to its heir from a dead hand or from a living one. Pure.
 */
import type { GroupEvent } from '../consumers/group-log.ts';

/** By slot, `topicIndex × partitions + partition`. */
export interface Offsets {
  readonly processed: readonly number[];
  readonly committed: readonly number[];
}

export class Ownership {
  readonly #owners = new Map<number, string>();
  #moved: number[] = [];
  #read = 0;

  /** @param log all of it, so far */
  follow(log: readonly GroupEvent[]): void {
    for (const event of log.slice(this.#read)) {
      if (event.type === 'ended') this.#forget(event.member);
      if (event.type === 'active') {
        if (!event.kept && this.#owners.has(event.partition)) this.#moved.push(event.partition);
        this.#owners.set(event.partition, event.member);
      }
      if (event.type === 'released' && this.#owners.get(event.partition) === event.member) {
        this.#owners.delete(event.partition);
        this.#moved.push(event.partition);
      }
    }
    this.#read = log.length;
  }

  /** Partitions that went from one living member to another, or were restored by their owner, since the last call. */
  takeMoved(): number[] {
    const moved = this.#moved;
    this.#moved = [];
    return moved;
  }

  /** undefined: whoever had it is dead, or nobody has it yet. */
  ownerOf(partition: number): string | undefined {
    return this.#owners.get(partition);
  }

  get names(): Set<string> {
    return new Set(this.#owners.values());
  }

  #forget(member: string): void {
    for (const [partition, owner] of this.#owners) {
      if (owner === member) this.#owners.delete(partition);
    }
  }
}

/** Between two instants at which everything processed was committed. */
export class ReworkBound {
  readonly #partitions: number;
  #first: Offsets | undefined;
  #records = 0;

  constructor(partitions: number) {
    this.#partitions = partitions;
  }

  /** Somebody died. @param offsets read right then: positions first, then what is committed */
  died(offsets: Offsets, ownership: Pick<Ownership, 'ownerOf'>): void {
    this.#first ??= offsets;
    for (const [slot, processed] of offsets.processed.entries()) {
      if (ownership.ownerOf(slot % this.#partitions) !== undefined) continue;
      this.#records += Math.max(0, processed - (offsets.committed[slot] ?? 0));
    }
  }

  /**
   * Partitions changed hands between the living while there was something to do: whatever was done since the first death
   * may have to be done again, and no closer bound is known.
   */
  moved(partitions: readonly number[], processed: ArrayLike<number>): void {
    if (this.#first === undefined) return;
    for (const partition of partitions) {
      for (let slot = partition; slot < processed.length; slot += this.#partitions) {
        this.#records += Math.max(0, (processed[slot] ?? 0) - (this.#first.committed[slot] ?? 0));
      }
    }
  }

  get records(): number {
    return this.#records;
  }
}
