/** How the consumer group of the project's own pipeline fared: who owned what when, and what it cost to hand over. */

export interface GroupReport {
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** In order of name. */
  readonly members: readonly GroupMember[];
  /** By partition number, then time. Gaps between two spans of a partition are its pauses. */
  readonly ownership: readonly OwnershipSpan[];
  /** In order of time; the first generation, before the load, is not among them. */
  readonly rebalances: readonly Rebalance[];
  /** In order of time; those before the load are not among them. */
  readonly restores: readonly Restore[];
  /** After a member was lost that owned something: until all of it was taken over. In order of time. */
  readonly recoveries: readonly Recovery[];
  /** Records whose turn was taken again because the state that had seen them was lost. */
  readonly reprocessed: number;
  readonly changelog: ChangelogUse;
}

export interface GroupMember {
  readonly name: string;
  /** A thread of the run, or a process of its own. */
  readonly kind: 'thread' | 'process';
  /** In order of time; a member that comes back has another life. */
  readonly lives: readonly MemberLife[];
}

export interface MemberLife {
  /** Since the load began; 0 for those who were there. */
  readonly fromMs: number;
  readonly toMs: number;
  /** `killed` by a fault of the scenario, `lost` for any other reason, `left` by itself, or there to the end. */
  readonly end: 'killed' | 'lost' | 'left' | 'stayed';
}

/** One member consumed one partition number all the while. */
export interface OwnershipSpan {
  readonly partition: number;
  readonly member: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly generation: number;
}

export interface Rebalance {
  readonly generation: number;
  /** When the first partition stood still because of it. */
  readonly atMs: number;
  /** Until every partition was consumed again; null when that never happened. */
  readonly pauseMs: number | null;
  /** Members of the generation. */
  readonly members: number;
  /** Partitions that changed hands. */
  readonly moved: readonly number[];
}

export interface Restore {
  readonly atMs: number;
  readonly partition: number;
  readonly member: string;
  /** From the assignment until the partition was consumed. */
  readonly durationMs: number;
  /** The member had owned it before, and nobody else since: its state was kept. */
  readonly kept: boolean;
  readonly products: number;
  readonly records: number;
  readonly bytes: number;
}

export interface Recovery {
  readonly atMs: number;
  readonly member: string;
  readonly partitions: readonly number[];
  /** Until the first event of each of its partitions was applied by the new owner; null when that never happened. */
  readonly durationMs: number | null;
}

export interface ChangelogUse {
  readonly cuts: number;
  readonly snapshots: number;
  readonly records: number;
  readonly bytes: number;
  /** Cuts of former owners that came too late and do not count. */
  readonly staleCuts: number;
}
