/**
 * Taking a partition over: its changelog is read to the end, and claimed. A claim counts only when nothing that counts came
 * between what its writer has read and the claim itself; otherwise that is taken in, and the claim is made again. So whoever
 * holds a claim that counts has everything that ever will have counted before it, and whatever a former owner still writes
 * does not.
 */
import { StreamstockError } from '../../errors.ts';
import { CutAssembler } from './assembler.ts';
import type { CutHead, RestoredPartition } from './cut.ts';
import type { LogReader, ReadOptions } from './log-reader.ts';
import { restoreStarts } from './restore-starts.ts';
import { RestoredState } from './restored-state.ts';
import type { ChangelogWriter } from './writer.ts';

export interface RestorerOptions {
  readonly reader: Pick<LogReader, 'read' | 'committed' | 'start'>;
  readonly writer: Pick<ChangelogWriter, 'write'>;
  /** Of the changelog. */
  readonly topic: string;
  readonly run: string;
  readonly groupId: string;
  /** Without any answer of the cluster for so long a restore fails; it may be tried again. */
  readonly maxSilenceMs?: number;
}

/** In whose name a partition is taken. */
export interface Claimant {
  readonly owner: string;
  readonly generation: number;
  /** What `PartitionPipeline.tallies()` says of a partition to which nothing has happened. */
  readonly openingTallies: Buffer;
  /** Number of event topics. */
  readonly topics: number;
  /** False as soon as the group has gone on to another generation. */
  readonly stillMine: () => boolean;
}

/** What an owner knows of the changelog of a partition that it holds. */
export interface OwnEnd {
  /** Of its latest cut that was acknowledged, or its claim. */
  readonly head: CutHead;
  /** Behind it. */
  readonly endOffset: number;
}

export interface TakenPartition extends RestoredPartition {
  /** The claim: positions, turns, tallies and `closed` as restored. The next cut has the number after it. */
  readonly head: CutHead;
  /** Nobody else had written: what the owner holds in memory is newer than all of this, and `products` is empty. */
  readonly kept: boolean;
}

export class Restorer {
  readonly #options: RestorerOptions;

  constructor(options: RestorerOptions) {
    this.#options = options;
  }

  /**
   * Where reading begins, by partition: what the group has committed of the changelog, which is the beginning of the latest
   * snapshot.
   * @throws StreamstockError as `LogReader.read`
   */
  starts(partitions: readonly number[]): Promise<Map<number, number>> {
    return restoreStarts(this.#options, partitions, this.#silence());
  }

  /**
   * What the changelog says of a partition now, without claiming it.
   * @param from as {@link starts} says
   * @throws StreamstockError LOG_UNREADABLE, CHANGELOG_CORRUPT, BROKER_UNREACHABLE, NOT_AUTHORIZED
   */
  async restore(partition: number, from: number): Promise<RestoredPartition> {
    const reading = this.#begin(partition, from, undefined);
    await this.#readOn(reading, 'end');
    reading.assembler.assertWhole();
    return restored(reading, reading.assembler.head);
  }

  /**
   * Reads a partition to its end, and claims it.
   * @param own what its former owner, if that is us, last wrote: when nobody else has written since, its state is kept
   * @returns undefined when the partition is no longer ours, or a newer generation has claimed it
   * @throws StreamstockError as {@link restore}; may be tried again after BROKER_UNREACHABLE
   */
  async take(partition: number, by: Claimant, own?: OwnEnd): Promise<TakenPartition | undefined> {
    try {
      return (
        (own === undefined ? undefined : await this.#keep(partition, by, own)) ??
        (await this.#takeFromStart(partition, by))
      );
    } catch (error) {
      if (!by.stillMine()) return undefined;
      throw error;
    }
  }

  /** @returns undefined when somebody else has written, or it is not ours any more */
  async #keep(partition: number, by: Claimant, own: OwnEnd): Promise<TakenPartition | undefined> {
    const reading = this.#begin(partition, own.endOffset, own.head);
    const isForeign = (head: CutHead): boolean =>
      head.owner !== by.owner || (head.kind === 'claim' && !isClaimOf(head, by));
    const claim = await this.#claim(reading, by, () => !reading.heads.some(isForeign));
    return claim === undefined ? undefined : { ...restored(reading, claim), kept: true };
  }

  async #takeFromStart(partition: number, by: Claimant): Promise<TakenPartition | undefined> {
    for (;;) {
      const from = await this.#start(partition);
      const reading = this.#begin(partition, from, undefined);
      try {
        const claim = await this.#claim(reading, by, () => true);
        return claim === undefined ? undefined : { ...restored(reading, claim), kept: false };
      } catch (error) {
        const wasFreed = error instanceof StreamstockError && error.code === 'LOG_UNREADABLE';
        // A snapshot may have been committed while we read, and what lay before it freed.
        if (!wasFreed || (await this.#start(partition)) <= from) throw error;
      }
    }
  }

  /** @returns the claim, when it counts; undefined when it never will */
  async #claim(
    reading: Reading,
    by: Claimant,
    goesOn: () => boolean,
  ): Promise<CutHead | undefined> {
    const { partition, assembler } = reading;
    const { run, writer } = this.#options;
    await this.#readOn(reading, 'end', by.stillMine);
    for (;;) {
      assembler.assertWhole();
      const last = assembler.head;
      if (!by.stillMine() || !goesOn()) return undefined;
      if (last !== undefined && last.generation > by.generation) return undefined;
      const head = claimUpon(last, by, run);
      const cut = { partition, head, products: new Map(), dayBlocks: new Map() };
      const written = await writer.write(cut, by.stillMine);
      if (written === undefined) return undefined;
      await this.#readOn(reading, written.endOffset, by.stillMine);
      const counting = assembler.head;
      if (counting?.cut === head.cut && isClaimOf(counting, by)) return goesOn() ? head : undefined;
    }
  }

  async #start(partition: number): Promise<number> {
    return (await this.starts([partition])).get(partition) ?? 0;
  }

  #begin(partition: number, from: number, own: CutHead | undefined): Reading {
    const { topic, run } = this.#options;
    const assembler = new CutAssembler({ topic, partition, run, last: own });
    return { partition, assembler, state: new RestoredState(), heads: [], position: from };
  }

  async #readOn(reading: Reading, to: number | 'end', wanted = () => true): Promise<void> {
    const { reader, topic } = this.#options;
    const { partition, assembler, state, heads } = reading;
    reading.position = await reader.read(
      topic,
      partition,
      reading.position,
      to,
      ({ key, value }, offset) => {
        const cut = assembler.feed(key, value, offset);
        if (cut === undefined) return;
        heads.push(cut.head);
        state.apply(cut);
      },
      { ...this.#silence(), wanted },
    );
  }

  #silence(): ReadOptions {
    const { maxSilenceMs } = this.#options;
    return maxSilenceMs === undefined ? {} : { maxSilenceMs };
  }
}

interface Reading {
  readonly partition: number;
  readonly assembler: CutAssembler;
  readonly state: RestoredState;
  /** Of all that counted, in order. */
  readonly heads: CutHead[];
  position: number;
}

function restored<H extends CutHead | undefined>(
  { partition, assembler, state, position }: Reading,
  head: H,
): RestoredPartition & { readonly head: H } {
  const { records, bytes, staleCuts } = assembler;
  const { products, dayBlocks } = state;
  return { partition, head, products, dayBlocks, endOffset: position, records, bytes, staleCuts };
}

function claimUpon(last: CutHead | undefined, by: Claimant, run: string): CutHead {
  const { owner, generation } = by;
  return {
    run,
    generation,
    cut: (last?.cut ?? 0) + 1,
    follows: last === undefined ? undefined : { generation: last.generation, cut: last.cut },
    kind: 'claim',
    owner,
    positions: last?.positions ?? Array.from({ length: by.topics }, () => -1),
    turns: last?.turns ?? 0,
    closed: last?.closed ?? false,
    tallies: last?.tallies ?? by.openingTallies,
  };
}

function isClaimOf(head: CutHead, { owner, generation }: Claimant): boolean {
  return head.kind === 'claim' && head.owner === owner && head.generation === generation;
}
