/** From what the members of a group told to the story of the group: who owned what when, and what each change cost. Pure. */
import type {
  GroupMember,
  GroupReport,
  MemberLife,
  OwnershipSpan,
  Rebalance,
  Recovery,
  Restore,
} from '../../reports/group-report.ts';
import type { GroupEvent } from './group-log.ts';
import { inOrderOfName } from './member-names.ts';
import { type ClosedSpan, Spans } from './ownership-spans.ts';

export interface TimelineOptions {
  readonly partitions: number;
  /** What was before has no instant of the run. */
  readonly loadStartedUs: number;
  /** Spans and lives that were not over end here. */
  readonly endUs: number;
}

export type GroupTimeline = Pick<
  GroupReport,
  'members' | 'ownership' | 'rebalances' | 'restores' | 'recoveries'
>;

type EventOf<Type extends GroupEvent['type']> = Extract<GroupEvent, { readonly type: Type }>;

/** A rebalance under way. */
interface Change {
  readonly generation: number;
  readonly atUs: number;
  readonly members: Set<string>;
  readonly moved: Set<number>;
  resumedUs: number | undefined;
}

/** After a loss: partitions of which nothing was heard again, by the instant at which they were consumed at least. */
interface Loss {
  readonly atUs: number;
  readonly member: string;
  readonly partitions: readonly number[];
  /** First event applied; where none came, when it was consumed again. */
  readonly appliedUs: Map<number, number>;
  readonly consumedUs: Map<number, number>;
}

/** @param events in any order: members tell of the same instant one after the other */
export function groupTimeline(
  events: readonly GroupEvent[],
  options: TimelineOptions,
): GroupTimeline {
  const story = new Story(options);
  for (const event of [...events].sort((a, b) => a.atUs - b.atUs)) story.take(event);
  return story.end();
}

class Story {
  readonly #options: TimelineOptions;
  readonly #spans = new Spans();
  readonly #members = new Map<string, { kind: GroupMember['kind']; lives: MemberLife[] }>();
  readonly #born = new Map<string, number>();
  readonly #changes: Change[] = [];
  readonly #restores: Restore[] = [];
  readonly #losses: Loss[] = [];
  /** By partition: to whom the group gave it last. */
  readonly #assigned = new Map<number, string>();
  #generation = -1;
  /** When the first partition stood still for a change that has not come yet. */
  #stoppedUs: number | undefined;

  constructor(options: TimelineOptions) {
    this.#options = options;
  }

  take(event: GroupEvent): void {
    switch (event.type) {
      case 'began':
        this.#born.set(event.member, event.atUs);
        if (!this.#members.has(event.member)) {
          this.#members.set(event.member, { kind: event.kind, lives: [] });
        }
        return;
      case 'ended':
        this.#ended(event);
        return;
      case 'rebalancing':
        this.#stopped(this.#spans.closeOf(event.member, event.atUs), event.atUs);
        return;
      case 'released':
        this.#stopped(this.#spans.closeOf(event.member, event.atUs, event.partition), event.atUs);
        return;
      case 'joined':
        this.#joined(event);
        return;
      case 'active':
        this.#active(event);
        return;
      case 'first-applied':
        this.#applied(event);
    }
  }

  end(): GroupTimeline {
    const { endUs } = this.#options;
    for (const name of [...this.#born.keys()]) this.#die(name, endUs, 'stayed');
    this.#spans.closeAll(endUs);
    return {
      members: [...this.#members]
        .map(([name, { kind, lives }]) => ({ name, kind, lives }))
        .filter(({ lives }) => lives.length > 0)
        .sort((a, b) => inOrderOfName(a.name, b.name)),
      ownership: this.#ownership(),
      rebalances: this.#changes.map((change) => this.#rebalance(change)),
      restores: this.#restores.sort((a, b) => a.atMs - b.atMs),
      recoveries: this.#losses.map((loss) => this.#recovery(loss)),
    };
  }

  #joined({ member, generation, partitions, atUs }: EventOf<'joined'>): void {
    if (generation < this.#generation) return;
    if (generation > this.#generation) {
      this.#generation = generation;
      // Whoever is not in it yet owns nothing any more, whether they know or not.
      this.#stopped(this.#spans.closeAll(atUs), atUs);
      if (atUs >= this.#options.loadStartedUs) this.#change(generation, this.#stoppedUs ?? atUs);
      this.#stoppedUs = undefined;
    }
    const change = this.#changes.at(-1);
    const current = change?.generation === generation ? change : undefined;
    current?.members.add(member);
    for (const partition of partitions) {
      const before = this.#assigned.get(partition);
      if (before !== undefined && before !== member) current?.moved.add(partition);
      this.#assigned.set(partition, member);
    }
  }

  #change(generation: number, stoppedUs: number): void {
    const atUs = Math.max(stoppedUs, this.#options.loadStartedUs);
    const members = new Set<string>();
    this.#changes.push({ generation, atUs, members, moved: new Set(), resumedUs: undefined });
  }

  #active(event: EventOf<'active'>): void {
    const { member, partition, generation, atUs } = event;
    if (generation < this.#generation || !this.#born.has(member)) return;
    this.#spans.open(partition, { member, generation }, atUs);
    for (const loss of this.#lossesOf(partition)) {
      if (!loss.consumedUs.has(partition)) loss.consumedUs.set(partition, atUs);
    }
    if (this.#spans.size === this.#options.partitions) {
      for (const change of this.#changes) change.resumedUs ??= atUs;
    }
    if (atUs >= this.#options.loadStartedUs) this.#restores.push(this.#restore(event));
  }

  #restore(event: EventOf<'active'>): Restore {
    const { partition, member, durationMs, kept, products, records, bytes, atUs } = event;
    const atMs = this.#ms(atUs - durationMs * 1000);
    return { atMs, partition, member, durationMs, kept, products, records, bytes };
  }

  #applied({ member, partition, atUs }: EventOf<'first-applied'>): void {
    if (this.#spans.ownerOf(partition) !== member) return;
    for (const loss of this.#lossesOf(partition)) {
      if (!loss.appliedUs.has(partition)) loss.appliedUs.set(partition, atUs);
    }
  }

  #ended({ member, end, atUs }: EventOf<'ended'>): void {
    if (!this.#born.has(member)) return;
    const closed = this.#spans.closeOf(member, atUs);
    if (end === 'left') this.#stopped(closed, atUs);
    else if (atUs >= this.#options.loadStartedUs) this.#lost(member, atUs);
    this.#die(member, atUs, end);
  }

  #lost(member: string, atUs: number): void {
    const partitions = [...this.#assigned]
      .filter(([, owner]) => owner === member)
      .map(([partition]) => partition)
      .sort((a, b) => a - b);
    // Who owned nothing leaves nothing that somebody would have to take over.
    if (partitions.length === 0) return;
    this.#losses.push({
      ...{ atUs, member, partitions },
      appliedUs: new Map(),
      consumedUs: new Map(),
    });
  }

  #die(member: string, atUs: number, end: MemberLife['end']): void {
    const bornUs = this.#born.get(member) ?? atUs;
    this.#born.delete(member);
    if (atUs < this.#options.loadStartedUs) return;
    this.#members.get(member)?.lives.push({ fromMs: this.#ms(bornUs), toMs: this.#ms(atUs), end });
  }

  #stopped(closed: readonly ClosedSpan[], atUs: number): void {
    if (closed.length > 0) this.#stoppedUs ??= atUs;
  }

  #lossesOf(partition: number): Loss[] {
    return this.#losses.filter(({ partitions }) => partitions.includes(partition));
  }

  #rebalance({ generation, atUs, members, moved, resumedUs }: Change): Rebalance {
    return {
      generation,
      atMs: this.#ms(atUs),
      pauseMs: resumedUs === undefined ? null : between(atUs, resumedUs),
      members: members.size,
      moved: [...moved].sort((a, b) => a - b),
    };
  }

  #recovery({ atUs, member, partitions, appliedUs, consumedUs }: Loss): Recovery {
    let lastUs: number | undefined = atUs;
    for (const partition of partitions) {
      // Of a partition that no event came to any more it is enough that one would have been taken.
      const backUs: number | undefined = appliedUs.get(partition) ?? consumedUs.get(partition);
      lastUs = lastUs === undefined || backUs === undefined ? undefined : Math.max(lastUs, backUs);
    }
    const durationMs = lastUs === undefined ? null : between(atUs, lastUs);
    return { atMs: this.#ms(atUs), member, partitions, durationMs };
  }

  #ownership(): OwnershipSpan[] {
    return this.#spans.closed
      .filter(({ toUs }) => toUs > this.#options.loadStartedUs)
      .map(({ partition, member, generation, fromUs, toUs }) => {
        return { partition, member, fromMs: this.#ms(fromUs), toMs: this.#ms(toUs), generation };
      })
      .sort((a, b) => a.partition - b.partition || a.fromMs - b.fromMs);
  }

  #ms(atUs: number): number {
    return Math.max(0, Math.round(atUs - this.#options.loadStartedUs)) / 1000;
  }
}

/** In milliseconds, to the microsecond. */
function between(fromUs: number, toUs: number): number {
  return Math.round(toUs - fromUs) / 1000;
}
