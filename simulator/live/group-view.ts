/** How group and producers stand, as the live page shows it: looked at a few times a second, with rates over the last one. */
import type { MemberRow, ProducerRow, RebalanceRow } from '../../reports/live/frames.ts';
import type { GroupEvent } from '../consumers/group-log.ts';
import { groupTimeline } from '../consumers/group-timeline.ts';
import type {
  ConsumerProgress,
  GroupStanding,
  MemberStanding,
} from '../consumers/pool-contract.ts';
import type { ProducerProgress } from '../producers/pool.ts';
import type { LiveGroup } from './contract.ts';

export interface Look {
  readonly atUs: number;
  readonly standing: GroupStanding;
  readonly progress: ConsumerProgress;
  /** By worker. */
  readonly producers: readonly ProducerProgress[];
  readonly log: readonly GroupEvent[];
  /** What was done to members by hand, by name. */
  readonly treatments: ReadonlyMap<string, Treatment>;
}

export interface Treatment {
  /** null: as fast as it can. */
  readonly throttlePerSecond: number | null;
  readonly stalledUntilUs: number;
}

interface Sample {
  readonly atUs: number;
  readonly taken: ReadonlyMap<string, number>;
  readonly sent: readonly number[];
}

/** Rates are of so long. */
const RATE_WINDOW_US = 1_000_000;
/** More of them can neither be read nor sent a few times a second. */
const MAX_REBALANCES = 30;

export class GroupView {
  readonly #partitions: number;
  readonly #loadStartedUs: number;
  readonly #samples: Sample[] = [];
  readonly #namesByGeneration = new Map<number, readonly string[]>();
  #rebalances: readonly RebalanceRow[] = [];
  #readLog = -1;

  constructor(partitions: number, loadStartedUs: number) {
    this.#partitions = partitions;
    this.#loadStartedUs = loadStartedUs;
  }

  look(look: Look): LiveGroup {
    const { standing, progress } = look;
    const before = this.#sample(look);
    this.#follow(look);
    return {
      generation: standing.generation,
      isRebalancing: standing.isRebalancing,
      members: standing.members.map((member) => memberRow(member, look, before)),
      rebalances: this.#rebalances,
      producers: look.producers.map((producer, worker) =>
        producerRow(worker, producer, look, before),
      ),
      sequencerWaiting: progress.waiting,
      applied: progress.applied,
      reprocessed: Math.max(0, sumTaken(standing) - progress.applied),
    };
  }

  /** @returns the look of a second ago, or the first one */
  #sample({ atUs, standing, producers }: Look): Sample {
    const sample = {
      atUs,
      taken: new Map(standing.members.map(({ name, taken }) => [name, taken])),
      sent: producers.map(({ sent }) => sent),
    };
    this.#samples.push(sample);
    while (atUs - (this.#samples[1]?.atUs ?? atUs) >= RATE_WINDOW_US) this.#samples.shift();
    return this.#samples[0] ?? sample;
  }

  /** The story of the group is told anew only when something happened in it. */
  #follow({ atUs, standing, log }: Look): void {
    const { generation, isRebalancing, members } = standing;
    if (generation !== null && !isRebalancing && !this.#namesByGeneration.has(generation)) {
      const present = members.filter(({ membership }) => membership?.isCurrent === true);
      this.#namesByGeneration.set(
        generation,
        present.map(({ name }) => name),
      );
    }
    if (log.length === this.#readLog) return;
    this.#readLog = log.length;
    const { rebalances } = groupTimeline(log, {
      partitions: this.#partitions,
      loadStartedUs: this.#loadStartedUs,
      endUs: atUs,
    });
    this.#rebalances = rebalances.slice(-MAX_REBALANCES).map((rebalance) => ({
      ...{ generation: rebalance.generation, atMs: rebalance.atMs, pauseMs: rebalance.pauseMs },
      moved: rebalance.moved,
      members: this.#namesByGeneration.get(rebalance.generation) ?? [],
    }));
  }
}

function memberRow(member: MemberStanding, { atUs, treatments }: Look, before: Sample): MemberRow {
  const { name, kind, membership, taken } = member;
  const treatment = treatments.get(name);
  const takenBefore = before.taken.get(name) ?? 0;
  return {
    ...{ name, kind, state: stateOf(member, treatment, atUs) },
    partitions: membership?.isCurrent === true ? membership.assigned : [],
    // A name that leads another life counts from the beginning.
    appliedPerSecond: perSecond(Math.max(0, taken - takenBefore), atUs - before.atUs),
    throttlePerSecond: treatment?.throttlePerSecond ?? null,
  };
}

function stateOf(
  { membership, isAway }: MemberStanding,
  treatment: Treatment | undefined,
  atUs: number,
): MemberRow['state'] {
  if (treatment !== undefined && treatment.stalledUntilUs > atUs) return 'stalled';
  if (isAway) return 'away';
  if (membership === undefined) return 'joining';
  if (!membership.isCurrent) return 'rebalancing';
  if (membership.assigned.length === 0) return 'idle';
  return membership.active.length < membership.assigned.length ? 'restoring' : 'consuming';
}

function producerRow(
  worker: number,
  { sent, acknowledged, planned }: ProducerProgress,
  { atUs }: Look,
  before: Sample,
): ProducerRow {
  const sentBefore = before.sent[worker] ?? 0;
  return {
    ...{ name: `producer ${worker + 1}`, sent, acknowledged },
    sentPerSecond: perSecond(sent - sentBefore, atUs - before.atUs),
    inFlight: Math.max(0, planned - acknowledged),
  };
}

function sumTaken({ members }: GroupStanding): number {
  return members.reduce((sum, { taken }) => sum + taken, 0);
}

function perSecond(count: number, overUs: number): number {
  return overUs <= 0 ? 0 : (count * 1_000_000) / overUs;
}
