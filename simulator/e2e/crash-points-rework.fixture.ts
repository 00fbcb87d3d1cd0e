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

/** A partition went from one living member to another, or was restored by its owner: not before `sinceUs`. */
export interface Move {
  readonly partition: number;
  readonly sinceUs: number;
}

export class Ownership {
  readonly #owners = new Map<number, string>();
  #moved: Move[] = [];
  #read = 0;

  /** @param log all of it, so far */
  follow(log: readonly GroupEvent[]): void {
    for (const event of log.slice(this.#read)) {
      if (event.type === 'ended') this.#forget(event.member);
      if (event.type === 'active') {
        if (!event.kept && this.#owners.has(event.partition)) this.#moved.push(moveOf(event));
        this.#owners.set(event.partition, event.member);
      }
      if (event.type === 'released' && this.#owners.get(event.partition) === event.member) {
        this.#owners.delete(event.partition);
        this.#moved.push({ partition: event.partition, sinceUs: event.atUs });
      }
    }
    this.#read = log.length;
  }

  /** Since the last call. */
  takeMoved(): Move[] {
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

/** From an instant at which everything processed is committed to the next one. */
export class ReworkBound {
  readonly #partitions: number;
  /** In order of time. */
  readonly #samples: { readonly atUs: number; readonly committed: readonly number[] }[] = [];
  #records = 0;

  constructor(partitions: number) {
    this.#partitions = partitions;
  }

  /** @param atUs when it was known */
  sampled(atUs: number, { committed }: Offsets): void {
    this.#samples.push({ atUs, committed });
  }

  /** Somebody died. @param offsets read right then: positions first, then what is committed */
  died(offsets: Offsets, ownership: Pick<Ownership, 'ownerOf'>): void {
    for (const [slot, processed] of offsets.processed.entries()) {
      if (ownership.ownerOf(slot % this.#partitions) !== undefined) continue;
      this.#records += Math.max(0, processed - (offsets.committed[slot] ?? 0));
    }
  }

  /**
   * Partitions changed hands between the living. Nobody knows what was committed at that instant; it is not less than what
   * was known to be before.
   * @param processed read afterwards
   */
  moved(moves: readonly Move[], processed: ArrayLike<number>): void {
    for (const { partition, sinceUs } of moves) {
      const committed = this.#committedBy(sinceUs);
      for (let slot = partition; slot < processed.length; slot += this.#partitions) {
        this.#records += Math.max(0, (processed[slot] ?? 0) - (committed[slot] ?? 0));
      }
    }
  }

  get records(): number {
    return this.#records;
  }

  #committedBy(atUs: number): readonly number[] {
    return this.#samples.findLast((sample) => sample.atUs <= atUs)?.committed ?? [];
  }
}

function moveOf({ partition, atUs, durationMs }: Extract<GroupEvent, { type: 'active' }>): Move {
  return { partition, sinceUs: atUs - 1000 * durationMs };
}
