/** Consumer lag as the broker tells: log end − committed offset of every topic-partition. */
import type { Admin } from 'kafkajs';
import { within } from './admin.ts';
import { createKafka } from './client.ts';
import type { Connection } from './connection.ts';

/** By topic: records behind the log end, by partition. */
export type ConsumerLag = Readonly<Record<string, readonly number[]>>;

const CLIENT_ID = 'streamstock-lag';
const ANSWER_TIMEOUT_MS = 1_000;
const CLOSE_TIMEOUT_MS = 1_000;

export interface LagOptions {
  readonly connection: Connection;
  readonly groupId: string;
  readonly topics: readonly string[];
  /** By topic and partition: what lies before is not counted, whether the group committed it or not. */
  readonly floor?: Readonly<Record<string, readonly number[]>>;
}

/** Asks with a connection of its own. A broker that does not answer in time is asked again next time. */
export class LagSampler {
  readonly #options: LagOptions;
  readonly #admin: Admin;
  #connected: Promise<boolean> | undefined;
  #underWay = false;
  /** By topic and partition; what is written behind them is nobody's to read any more. */
  #heldEnds: Readonly<Record<string, readonly number[]>> | undefined;

  constructor(options: LagOptions) {
    this.#options = options;
    this.#admin = createKafka({ ...options.connection, clientId: CLIENT_ID }).admin();
  }

  /** @returns null when the broker did not answer in time, or an earlier question is still open */
  async sample(): Promise<ConsumerLag | null> {
    if (this.#underWay) return null;
    this.#underWay = true;
    const answer = this.#ask()
      .catch(() => null)
      .finally(() => {
        this.#underWay = false;
      });
    return within(ANSWER_TIMEOUT_MS, answer).catch(() => null);
  }

  /** From now on lag is counted to where the logs end now: what consumers publish when they close is not read again. */
  async holdEnds(): Promise<void> {
    const held = await within(ANSWER_TIMEOUT_MS, this.#ends()).catch(() => undefined);
    if (held !== undefined) {
      this.#heldEnds = Object.fromEntries(
        Object.entries(held).map(([topic, ends]) => [topic, ends.map(({ high }) => high)]),
      );
    }
  }

  async close(): Promise<void> {
    await within(CLOSE_TIMEOUT_MS, this.#admin.disconnect()).catch(() => undefined);
  }

  async #ask(): Promise<ConsumerLag | null> {
    this.#connected ??= this.#admin.connect().then(
      () => true,
      () => false,
    );
    if (!(await this.#connected)) {
      this.#connected = undefined;
      return null;
    }
    const { groupId, topics, floor } = this.#options;
    const [committed, ends] = await Promise.all([
      this.#admin.fetchOffsets({ groupId, topics: [...topics] }),
      this.#ends(),
    ]);
    return Object.fromEntries(
      topics.map((topic) => {
        const offsets = new Map(
          committed
            .find((candidate) => candidate.topic === topic)
            ?.partitions.map(({ partition, offset }) => [partition, Number(offset)]),
        );
        const held = this.#heldEnds?.[topic];
        const behind = (ends[topic] ?? []).map(({ low, high }, partition) => {
          // -1: nothing was committed there, so that everything it holds is still to be read.
          const from = Math.max(
            offsets.get(partition) ?? -1,
            low,
            floor?.[topic]?.[partition] ?? 0,
          );
          return Math.max(0, (held?.[partition] ?? high) - from);
        });
        return [topic, behind];
      }),
    );
  }

  /** Where the log of each partition begins and ends. */
  async #ends(): Promise<Record<string, { readonly low: number; readonly high: number }[]>> {
    const { topics } = this.#options;
    const answers = await Promise.all(topics.map((topic) => this.#admin.fetchTopicOffsets(topic)));
    return Object.fromEntries(
      topics.map((topic, place) => {
        const ends: { low: number; high: number }[] = [];
        for (const { partition, low, high } of answers[place] ?? []) {
          ends[partition] = { low: Number(low), high: Number(high) };
        }
        return [topic, ends];
      }),
    );
  }
}
