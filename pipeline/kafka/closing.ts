/** When the books of a partition may be closed: everything that will ever come has been read. */
import type { OwnedPartition } from './owned-partition.ts';

export class Closing {
  readonly #topics: readonly string[];
  #ends: ReadonlyMap<string, number> | undefined;

  /** @param topics what is consumed, by topic index */
  constructor(topics: readonly string[]) {
    this.#topics = topics;
  }

  /** @param ends by `topic/partition`: the offset behind the last record that has to be read */
  begin(ends: ReadonlyMap<string, number>): void {
    this.#ends = ends;
  }

  /** Closes the books of a partition that was read to its ends. @returns whether the changelog is to learn that now */
  close(owned: OwnedPartition): boolean {
    if (owned.books !== 'open' || !this.#isRead(owned)) return false;
    owned.books = 'closing';
    owned.pipeline.finish();
    return true;
  }

  #isRead({ partition, settle }: OwnedPartition): boolean {
    const ends = this.#ends;
    if (ends === undefined) return false;
    return this.#topics.every((topic, topicIndex) => {
      const position = settle[topicIndex]?.position ?? -1;
      return Math.max(0, position) >= (ends.get(`${topic}/${partition}`) ?? 0);
    });
  }
}
