/**
 * What a run's pipeline concluded, whoever consumed: read from the changelog, where every owner of a partition left its state,
 * and from the dead letters.
 */
import { LogReader } from '../../pipeline/kafka/changelog/log-reader.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { ChangelogFollower } from '../../pipeline/query/changelog-follower.ts';
import { ReadModel } from '../../pipeline/query/read-model.ts';
import { RecordDecoder } from '../../pipeline/stages/decode.ts';
import { type OutcomePart, PRODUCT_NUMBERS } from '../../pipeline/stages/outcome.ts';
import {
  consumedTopics,
  partitionOfKeys,
  type TopicNames,
  topicNames,
} from '../../pipeline/topics.ts';
import type { SeqRangesTransfer } from '../audit/seq-ranges.ts';
import type { EndOffsets } from '../consumers/messages.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { buildWorld } from '../world/world.ts';
import { deadLetteredIds } from './dead-letter-ids.ts';

export interface ConclusionsOptions {
  readonly scenario: Scenario;
  readonly connection: Connection;
  readonly runId: string;
  readonly groupId: string;
  readonly topicPrefix: string;
  /** Commands by hand were consumed, too. */
  readonly interactive?: boolean;
  /** By partition: where the dead letters ended when the run was prepared. */
  readonly deadLettersFrom: readonly number[];
  /** Without any answer of the cluster for so long nothing is read any more; default 30 s. */
  readonly maxSilenceMs?: number;
}

export interface Conclusions {
  /** Of every partition that has a cut. */
  readonly parts: readonly OutcomePart[];
  /** What took its turn, contiguous from 1. */
  readonly applied: SeqRangesTransfer;
  /** Ids whose dead letter is acknowledged. */
  readonly deadLettered: SeqRangesTransfer;
  /** Σ of the turns, and of those that had an effect. */
  readonly turns: number;
  readonly effective: number;
}

const CLIENT_ID = 'streamstock-conclusions';
const MAX_SILENCE_MS = 30_000;

export class ConclusionsReader {
  readonly #options: ConclusionsOptions;
  readonly #topics: TopicNames;
  readonly #consumed: readonly string[];
  readonly #reader: LogReader;
  readonly #reading: Reading;
  readonly #decoder: RecordDecoder;
  readonly #products: number;
  readonly #model: ReadModel;
  readonly #follower: ChangelogFollower;

  constructor(options: ConclusionsOptions) {
    const { connection, groupId, runId } = options;
    const { partitions, shortage, ordering } = options.scenario.pipeline;
    const { catalogue, history, startMs, endMs } = buildWorld(options.scenario);
    const ids = catalogue.products.map(({ id }) => id);
    const partitionOfProduct = partitionOfKeys(ids, partitions);
    this.#options = options;
    this.#topics = topicNames(options.topicPrefix);
    this.#products = ids.length;
    const { changelog, deadLetters } = this.#topics;
    this.#consumed = consumedTopics(this.#topics, options.interactive === true);
    const topics = [...this.#consumed, changelog, deadLetters];
    this.#reader = new LogReader({ ...connection, clientId: CLIENT_ID }, topics);
    this.#reading = readingFor(this.#reader, options.maxSilenceMs ?? MAX_SILENCE_MS);
    this.#model = new ReadModel({
      ...{ catalogue, history, startMs, endMs, shortage, ordering },
      ...{ partitions, partitionOfProduct },
    });
    this.#follower = new ChangelogFollower({
      ...{ reader: this.#reading, model: this.#model, topic: changelog },
      ...{ run: runId, groupId, partitions },
    });
    this.#decoder = new RecordDecoder({
      ...{ catalogue, runId, partitionOfProduct },
      earliestMs: Number.NEGATIVE_INFINITY,
      latestMs: Number.POSITIVE_INFINITY,
    });
  }

  /** Where the topics that are consumed end now. @throws StreamstockError as `LogReader.ends` */
  async ends(): Promise<EndOffsets> {
    const ends = await Promise.all(this.#consumed.map((topic) => this.#reading.ends(topic)));
    return this.#consumed.flatMap((topic, index) =>
      (ends[index] ?? []).map((end, partition) => [`${topic}/${partition}`, end] as const),
    );
  }

  /**
   * Reads on in the changelog.
   * @returns of how many partitions the books are still open: what members say may be said of a cut that does not count
   * @throws StreamstockError as `ChangelogFollower.follow`
   */
  async readOn(): Promise<number> {
    await this.#follower.follow();
    return this.#options.scenario.pipeline.partitions - this.#model.closedPartitions.length;
  }

  /**
   * From what was read last: books that nobody closed are closed here, with what the changelog has. Called once.
   * @throws StreamstockError as `LogReader.read`
   */
  async conclude(): Promise<Conclusions> {
    const { runId, deadLettersFrom } = this.#options;
    this.#model.finish();
    const parts = this.#model
      .outcome()
      .filter((_, partition) => this.#model.head(partition) !== undefined);
    const deadLettered = await deadLetteredIds({
      ...{ reader: this.#reading, decoder: this.#decoder, products: this.#products },
      ...{ topic: this.#topics.deadLetters, from: deadLettersFrom, runId },
    });
    return {
      parts,
      deadLettered: deadLettered.toTransferable(),
      ...turnsOf(parts, this.#products),
    };
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}

type Reading = Pick<LogReader, 'read' | 'ends' | 'start' | 'committed'>;

/** Gives up when nobody answers for so long. */
function readingFor(reader: LogReader, maxSilenceMs: number): Reading {
  const patience = { maxSilenceMs };
  return {
    read: (topic, partition, from, to, onRecord) =>
      reader.read(topic, partition, from, to, onRecord, patience),
    ends: (topic) => reader.ends(topic, patience),
    start: (topic, partition) => reader.start(topic, partition, patience),
    committed: (groupId, topic, partitions) =>
      reader.committed(groupId, topic, partitions, patience),
  };
}

const APPLIED_SEQ = PRODUCT_NUMBERS.indexOf('appliedSeq');
const POISON_COUNT = PRODUCT_NUMBERS.indexOf('poisonCount');

function turnsOf(
  parts: readonly OutcomePart[],
  products: number,
): Pick<Conclusions, 'applied' | 'turns' | 'effective'> {
  const contiguous = new Int32Array(products);
  let turns = 0;
  let effective = 0;
  for (const { productIndexes, numbers } of parts) {
    for (const [row, productIndex] of productIndexes.entries()) {
      const at = row * PRODUCT_NUMBERS.length;
      const applied = numbers[at + APPLIED_SEQ] as number;
      contiguous[productIndex] = applied;
      turns += applied;
      effective += applied - (numbers[at + POISON_COUNT] as number);
    }
  }
  return { applied: { contiguous, beyond: new Int32Array(0) }, turns, effective };
}
