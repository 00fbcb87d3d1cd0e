/** One end of the talk between a run and its processes: says words in order, and hears those that are meant for it. */
import { within } from '../../../pipeline/kafka/admin.ts';
import type { Connection } from '../../../pipeline/kafka/connection.ts';
import { createSender, type LeaderSender } from '../../../pipeline/kafka/leader-sender.ts';
import { Publisher } from '../../../pipeline/kafka/publisher.ts';
import { Listener, type Word, wordRecords } from './records.ts';
import { TopicTail } from './topic-tail.ts';
import { EVERYBODY } from './words.ts';

export interface MembersLineOptions {
  readonly connection: Connection;
  readonly topic: string;
  readonly group: string;
  /** How others call this end. */
  readonly me: string;
  /** And by those who do not know that. */
  readonly alias?: string;
  readonly onWord: (word: Word) => void;
  /** Something that somebody said is missing: it was deleted before it could be heard. */
  readonly onGap: (from: string) => void;
  /** A connection broke, and is made anew. */
  readonly onFailure: (error: Error) => void;
}

/** One partition keeps everything in order. */
const PARTITION = 0;
const CLIENT_ID = 'streamstock-members';
const CLOSE_TIMEOUT_MS = 1_000;

export class MembersLine {
  readonly #options: MembersLineOptions;
  readonly #listener: Listener;
  readonly #tail: TopicTail;
  readonly #sender: LeaderSender;
  readonly #publisher: Publisher;
  #said = 0;

  constructor(options: MembersLineOptions) {
    const { connection, topic, group, me, alias, onWord, onGap, onFailure } = options;
    this.#options = options;
    this.#listener = new Listener(group, (to) => [me, alias, EVERYBODY].includes(to));
    this.#tail = new TopicTail({
      ...{ connection, topic, onFailure },
      partition: PARTITION,
      onRecord: (value) => {
        if (value === null) return;
        const heard = this.#listener.hear(value.toString());
        // Everybody hears himself.
        if (heard.type === 'word' && heard.word.from !== me) onWord(heard.word);
        if (heard.type === 'gap') onGap(heard.from);
      },
    });
    this.#sender = createSender(
      { ...connection, clientId: CLIENT_ID },
      { acks: -1, compression: 'none', idempotent: false, topics: [topic] },
    );
    this.#publisher = new Publisher({ sender: this.#sender, lanes: 'one-broker', onFailure });
  }

  /** Records in the topic that nobody of this group said. */
  get ignored(): number {
    return this.#listener.ignored;
  }

  /** Offset of the next record to hear. */
  get position(): number {
    return this.#tail.position;
  }

  /** Nothing that is said from then on is missed. @throws what kafkajs throws */
  async open(): Promise<void> {
    await this.#tail.open();
    await this.#sender.connect();
  }

  /** Repeated until it is acknowledged; in the order of the calls. */
  say(to: string, body: unknown): void {
    const { topic, group, me } = this.#options;
    this.#said += 1;
    for (const value of wordRecords(group, { from: me, to, body }, this.#said)) {
      this.#publisher.publish({ topic, partition: PARTITION, key: me, value });
    }
  }

  /** Somebody who says nothing any more need not be remembered. */
  forget(from: string): void {
    this.#listener.forget(from);
  }

  /** Waits a while for what was said to be written, and hears nothing more. May be called again. */
  async close(timeoutMs: number): Promise<void> {
    await within(timeoutMs, this.#publisher.flushed(this.#publisher.published)).catch(
      () => undefined,
    );
    this.#publisher.close();
    await this.#tail.close();
    await within(CLOSE_TIMEOUT_MS, this.#sender.disconnect()).catch(() => undefined);
  }
}
