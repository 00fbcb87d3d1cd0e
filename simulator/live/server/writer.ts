/** Writes to the topics of a classroom run what people ask for: commands, records that nobody can process, and records twice. */
import type { Message } from 'kafkajs';
import type { NowUs } from '../../../pipeline/clock.ts';
import type { Command } from '../../../pipeline/command.ts';
import { encodeCommand } from '../../../pipeline/command-codec.ts';
import { StreamstockError } from '../../../pipeline/errors.ts';
import type { LeaderSender } from '../../../pipeline/kafka/leader-sender.ts';
import type { CommandAccepted } from '../../../pipeline/query/wire.ts';

export interface WriterOptions {
  readonly sender: Pick<LeaderSender, 'connect' | 'disconnect' | 'send'>;
  readonly runId: string;
  readonly commandsTopic: string;
  /** Partition number of a key. */
  readonly partitionOf: (key: string) => number;
  readonly nowUs: NowUs;
}

export interface WrittenRecord {
  readonly topic: string;
  readonly partition: number;
  /** -1: the broker does not say. */
  readonly offset: number;
}

/** Somebody holds a key down: the class does not need more. */
const MAX_WAITING = 100;
const MAX_ATTEMPTS = 3;
const RETRY_DELAY_MS = 200;

export class HandWriter {
  readonly #options: WriterOptions;
  #connected: Promise<void> | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #commands = 0;
  #isClosed = false;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the record is written; what it does is seen when the state comes back.
   * @throws StreamstockError BROKER_UNREACHABLE when it was not acknowledged in time, or too many are under way
   */
  async send(command: Command): Promise<CommandAccepted> {
    const { runId, commandsTopic: topic, partitionOf, nowUs } = this.#options;
    this.#commands += 1;
    const commandId = `CMD-${runId}-${this.#commands}`;
    const { key, value } = encodeCommand(command, commandId, runId, nowUs());
    const partition = partitionOf(command.productId);
    await this.write(topic, partition, { key, value });
    return { commandId, topic, partition };
  }

  partitionOf(key: string): number {
    return this.#options.partitionOf(key);
  }

  /** One after the other, so that nothing overtakes. @throws as {@link send} */
  write(topic: string, partition: number, message: Message): Promise<WrittenRecord> {
    if (this.#waiting >= MAX_WAITING || this.#isClosed) {
      const why = this.#isClosed ? 'the run is over' : `${MAX_WAITING} records are under way`;
      return Promise.reject(unwritten(why));
    }
    this.#waiting += 1;
    const written = this.#queue.then(() => this.#deliver(topic, partition, message));
    this.#queue = written.catch(() => undefined);
    return written.finally(() => {
      this.#waiting -= 1;
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#connected?.catch(() => undefined);
    await this.#options.sender.disconnect().catch(() => undefined);
  }

  async #deliver(topic: string, partition: number, message: Message): Promise<WrittenRecord> {
    let offset = -1;
    const batch = { topic, partition, messages: [message] };
    for (let attempt = 1; ; attempt += 1) {
      const error = await this.#attempt(batch, (base) => {
        offset = base;
      });
      if (error === undefined) return { topic, partition, offset };
      if (attempt >= MAX_ATTEMPTS || this.#isClosed) throw unwritten(error.message, error);
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS * attempt));
    }
  }

  async #attempt(
    batch: Parameters<LeaderSender['send']>[0][number],
    onWritten: (baseOffset: number) => void,
  ): Promise<Error | undefined> {
    const { sender } = this.#options;
    try {
      this.#connected ??= sender.connect();
      await this.#connected;
    } catch (error) {
      this.#connected = undefined;
      return error instanceof Error ? error : new Error(String(error));
    }
    return (await sender.send([batch], true, (_, base) => onWritten(base)))?.error;
  }
}

function unwritten(why: string, cause?: unknown): StreamstockError {
  return new StreamstockError('BROKER_UNREACHABLE', `The record was not written: ${why}.`, {
    hint: 'Try again; if it stays so, look at the broker.',
    cause,
  });
}
