/** Who consumes each partition from when to when. Pure. */

interface OpenSpan {
  readonly member: string;
  readonly generation: number;
  readonly fromUs: number;
}

export interface ClosedSpan extends OpenSpan {
  readonly partition: number;
  readonly toUs: number;
}

export class Spans {
  /** In the order of their ends. */
  readonly closed: ClosedSpan[] = [];
  readonly #open = new Map<number, OpenSpan>();

  /** How many partitions are consumed just now. */
  get size(): number {
    return this.#open.size;
  }

  ownerOf(partition: number): string | undefined {
    return this.#open.get(partition)?.member;
  }

  /** Ends the span of whoever had it until then. */
  open(partition: number, owner: Pick<OpenSpan, 'member' | 'generation'>, atUs: number): void {
    this.#close(partition, atUs);
    this.#open.set(partition, { ...owner, fromUs: atUs });
  }

  /** @param partition absent: all of this member's */
  closeOf(member: string, atUs: number, partition?: number): ClosedSpan[] {
    return [...this.#open]
      .filter(([number, span]) => span.member === member && (partition ?? number) === number)
      .flatMap(([number]) => this.#close(number, atUs));
  }

  closeAll(atUs: number): ClosedSpan[] {
    return [...this.#open.keys()].flatMap((partition) => this.#close(partition, atUs));
  }

  #close(partition: number, toUs: number): ClosedSpan[] {
    const span = this.#open.get(partition);
    if (span === undefined) return [];
    this.#open.delete(partition);
    const closed = { partition, ...span, toUs };
    this.closed.push(closed);
    return [closed];
  }
}
