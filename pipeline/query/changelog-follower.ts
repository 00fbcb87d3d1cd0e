/** Keeps a read model up with the changelog of its run: each look reads on from where the last one stopped. */
import { StreamstockError } from '../errors.ts';
import { CutAssembler } from '../kafka/changelog/assembler.ts';
import type { LogReader } from '../kafka/changelog/log-reader.ts';
import { restoreStarts } from '../kafka/changelog/restore-starts.ts';
import type { ReadModel } from './read-model.ts';

export interface FollowerOptions {
  readonly reader: Pick<LogReader, 'read' | 'committed' | 'start'>;
  /** Of the changelog. */
  readonly topic: string;
  readonly run: string;
  readonly groupId: string;
  readonly partitions: number;
  readonly model: Pick<ReadModel, 'apply'>;
}

interface Followed {
  readonly partition: number;
  readonly assembler: CutAssembler;
  /** -1: nothing was read yet. */
  position: number;
}

export class ChangelogFollower {
  readonly #options: FollowerOptions;
  readonly #followed: readonly Followed[];

  constructor(options: FollowerOptions) {
    const { topic, run, partitions } = options;
    this.#options = options;
    this.#followed = Array.from({ length: partitions }, (_, partition) => ({
      partition,
      assembler: new CutAssembler({ topic, partition, run }),
      position: -1,
    }));
  }

  /** Cuts of former owners that came too late, so far. */
  get staleCuts(): number {
    return this.#followed.reduce((sum, { assembler }) => sum + assembler.staleCuts, 0);
  }

  /**
   * When it resolves the model has everything that was acknowledged before the call. One call at a time.
   * @throws StreamstockError as `LogReader.read`; CHANGELOG_CORRUPT. The model then has all that came before.
   */
  async follow(): Promise<void> {
    await Promise.all(this.#followed.map((followed) => this.#readOn(followed)));
  }

  async #readOn(followed: Followed): Promise<void> {
    if (followed.position < 0) followed.position = await this.#start(followed.partition);
    try {
      await this.#readToEnd(followed);
    } catch (error) {
      if (!(error instanceof StreamstockError) || error.code !== 'LOG_UNREADABLE') throw error;
      // What lies before the latest snapshot may be freed; the snapshot has all of it.
      const start = await this.#start(followed.partition);
      if (start <= followed.position) throw error;
      followed.position = start;
      await this.#readToEnd(followed);
    }
    followed.assembler.assertWhole();
  }

  async #readToEnd(followed: Followed): Promise<void> {
    const { reader, topic, model } = this.#options;
    const { partition, assembler, position } = followed;
    followed.position = await reader.read(topic, partition, position, 'end', (record, offset) => {
      const cut = assembler.feed(record.key, record.value, offset);
      if (cut !== undefined) model.apply(cut);
      followed.position = offset + 1;
    });
  }

  async #start(partition: number): Promise<number> {
    return (await restoreStarts(this.#options, [partition])).get(partition) ?? 0;
  }
}
