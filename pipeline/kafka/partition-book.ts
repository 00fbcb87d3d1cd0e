/**
 * Which partitions this consumer has, and by what right. State outlives a lease: whoever gets its own partition back in the
 * next generation keeps it.
 */
import { Lease } from './lease.ts';
import type { OwnedPartition } from './owned-partition.ts';

export class PartitionBook {
  readonly #leases = new Map<number, Lease>();
  readonly #owned = new Map<number, OwnedPartition>();

  /**
   * The group has assigned these partitions. All former leases are over, and the state of what is not among them is dropped.
   * @returns new leases, and what was dropped
   */
  assign(
    partitions: readonly number[],
    generation: number,
  ): { readonly leases: readonly Lease[]; readonly dropped: readonly number[] } {
    this.endLeases();
    const dropped = [...this.#owned.keys()].filter((partition) => !partitions.includes(partition));
    for (const partition of dropped) this.#owned.delete(partition);
    const leases = partitions.map((partition) => new Lease(partition, generation));
    for (const lease of leases) this.#leases.set(lease.partition, lease);
    return { leases, dropped };
  }

  /** Nothing is taken any more before the group assigns anew. */
  endLeases(): void {
    for (const lease of this.#leases.values()) lease.end();
    this.#leases.clear();
  }

  /** State of an earlier lease, or of this one. */
  stateOf(partition: number): OwnedPartition | undefined {
    return this.#owned.get(partition);
  }

  /** The state is there, and the partition is consumed from now on. */
  activate(lease: Lease, owned: OwnedPartition): void {
    this.#owned.set(lease.partition, owned);
    owned.generation = lease.generation;
    owned.isFresh = true;
    lease.isReady = true;
  }

  /** Everything whose state is here, consumed or not. */
  known(): OwnedPartition[] {
    return [...this.#owned.values()];
  }

  /** Under which records of the partition may be taken now. */
  readyLease(partition: number): Lease | undefined {
    const lease = this.#leases.get(partition);
    return lease?.isReady === true && lease.isLive ? lease : undefined;
  }

  /** What is consumed now. */
  active(partition: number): OwnedPartition | undefined {
    return this.readyLease(partition) === undefined ? undefined : this.#owned.get(partition);
  }

  /** Events that wait for one that is missing, in everything that is consumed now. */
  get waiting(): number {
    let waiting = 0;
    for (const { partition, isReady } of this.#leases.values()) {
      if (isReady) waiting += this.#owned.get(partition)?.pipeline.waiting ?? 0;
    }
    return waiting;
  }

  /** What is consumed now, by partition number, ascending. */
  allActive(): OwnedPartition[] {
    const active: OwnedPartition[] = [];
    for (const { partition, isReady } of this.#leases.values()) {
      const owned = isReady ? this.#owned.get(partition) : undefined;
      if (owned !== undefined) active.push(owned);
    }
    return active.sort((a, b) => a.partition - b.partition);
  }
}
