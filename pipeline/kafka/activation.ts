/**
 * From an assignment to a partition that is consumed: its state is kept where nobody else can have had it, and restored from
 * the changelog otherwise; the log is claimed, so that nothing counts any more that a former owner still writes; its topics
 * are sought to where the state belongs. Until then nothing of the partition is taken.
 */
import { StreamstockError } from '../errors.ts';
import type { Restorer, TakenPartition } from './changelog/restore.ts';
import type { Activation } from './consumer-options.ts';
import type { GroupOffsets } from './group-offsets.ts';
import { installState, stateBytesOf } from './install-state.ts';
import type { Lease } from './lease.ts';
import type { OwnedPartition } from './owned-partition.ts';
import type { PartitionBook } from './partition-book.ts';
import { isFinal } from './recovery.ts';

export interface ActivatorOptions {
  readonly owner: string;
  /** By topic index: what is consumed. */
  readonly topics: readonly string[];
  readonly changelog: boolean;
  /** Whether positions come with the state, or are what the group has committed. */
  readonly positions: 'of-state' | 'committed';
  readonly book: PartitionBook;
  readonly open: (partition: number) => OwnedPartition;
  readonly restorer: Pick<Restorer, 'take'>;
  readonly offsets: Pick<GroupOffsets, 'fetch'>;
  /** Resolves when no checkpoint is under way: one that is still being written would not know of our claim. */
  readonly checkpointsSettled: () => Promise<void>;
  readonly nowUs: () => number;
  /** The state is there; the positions are those of the trackers. Records may be taken as soon as it returns. */
  readonly onReady: (owned: OwnedPartition, activation: Activation) => void;
  /** It is tried again. */
  readonly onTrouble: (error: Error) => void;
  /** It never will succeed. */
  readonly onFatal: (error: Error) => void;
}

const FIRST_RETRY_DELAY_MS = 100;
const MAX_RETRY_DELAY_MS = 2000;

export class Activator {
  readonly #options: ActivatorOptions;

  constructor(options: ActivatorOptions) {
    this.#options = options;
  }

  /** Tries until it succeeds, or the lease is over. Never rejects. */
  async activate(lease: Lease): Promise<void> {
    const { onTrouble, onFatal } = this.#options;
    const startedMs = performance.now();
    for (let delayMs = FIRST_RETRY_DELAY_MS; lease.isLive; ) {
      try {
        await this.#once(lease, startedMs);
        return;
      } catch (thrown) {
        if (!lease.isLive) return;
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        if (!mayPass(error)) {
          onFatal(error);
          return;
        }
        onTrouble(error);
      }
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      delayMs = Math.min(2 * delayMs, MAX_RETRY_DELAY_MS);
    }
  }

  async #once(lease: Lease, startedMs: number): Promise<void> {
    const { book, changelog, checkpointsSettled, onReady } = this.#options;
    await checkpointsSettled();
    const former = book.stateOf(lease.partition);
    const found = changelog ? await this.#take(lease, former) : this.#without(lease, former);
    if (found === undefined || !lease.isLive) return;
    await this.#place(found.owned, found.kept);
    if (!lease.isLive) return;
    book.activate(lease, found.owned);
    const { taken, kept } = found;
    onReady(found.owned, {
      partition: lease.partition,
      generation: lease.generation,
      kept,
      durationMs: performance.now() - startedMs,
      products: taken?.products.size ?? 0,
      records: taken?.records ?? 0,
      bytes: taken?.bytes ?? 0,
      staleCuts: taken?.staleCuts ?? 0,
    });
  }

  /** @returns undefined when the partition is somebody else's by now */
  async #take(lease: Lease, former: OwnedPartition | undefined): Promise<Found | undefined> {
    const { owner, topics, open, restorer, nowUs } = this.#options;
    const { partition, generation } = lease;
    const fresh = open(partition);
    const by = {
      owner,
      generation,
      openingTallies: fresh.pipeline.tallies(),
      topics: topics.length,
      stillMine: () => lease.isLive,
    };
    const taken = await restorer.take(partition, by, former?.log.own);
    if (taken === undefined || !lease.isLive) return undefined;
    const kept = taken.kept && former !== undefined;
    const owned = kept ? former : fresh;
    if (!kept) installState(owned, taken, nowUs());
    owned.log.claimed(taken, kept ? undefined : stateBytesOf(taken), performance.now());
    if (taken.head.closed) owned.books = 'closed';
    return { owned, kept, taken };
  }

  /** Without a changelog nobody can know of another's state: what was not ours all the time begins anew. */
  #without({ partition, generation }: Lease, former: OwnedPartition | undefined): Found {
    const kept = former !== undefined && former.generation === generation - 1;
    return { owned: kept ? former : this.#options.open(partition), kept, taken: undefined };
  }

  /** Positions that the state does not tell are where the group begins. */
  async #place({ partition, settle, committed }: OwnedPartition, kept: boolean): Promise<void> {
    const { topics, offsets, positions } = this.#options;
    const places = topics.map((topic) => ({ topic, partition }));
    const known = await offsets.fetch(places).catch((error: Error) => {
      throw isFinal(error) ? error : new PassingTrouble(error.message, { cause: error });
    });
    for (const { topic, offset } of known) {
      const topicIndex = topics.indexOf(topic);
      const tracker = settle[topicIndex];
      if (tracker === undefined) continue;
      committed[topicIndex] = offset;
      const isTold = tracker.position >= 0 && (kept || positions === 'of-state');
      if (!isTold) tracker.position = offset;
    }
  }
}

interface Found {
  readonly owned: OwnedPartition;
  readonly kept: boolean;
  readonly taken: TakenPartition | undefined;
}

/** What the cluster may answer otherwise when it is asked again. */
function mayPass(error: Error): boolean {
  if (error instanceof StreamstockError) return error.code === 'BROKER_UNREACHABLE';
  return error instanceof PassingTrouble;
}

/** kafkajs says of a coordinator that is away whatever comes to its mind. */
class PassingTrouble extends Error {}
