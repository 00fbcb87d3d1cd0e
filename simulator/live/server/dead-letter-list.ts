/** The latest dead letters of a run, and how many there were; one that was written again is the same. */
import { type DeadLetter, readDeadLetter } from '../../../pipeline/kafka/dead-letters.ts';
import type { DeadLetterRow } from '../../../reports/live/frames.ts';
import type { TappedRecord } from './log-cursor.ts';

export const DEAD_LETTERS_KEPT = 100;
/** Those of a consumer that was lost before it committed are written again, soon after. */
const SOURCES_KEPT = 10_000;
const MAX_TEXT = 300;

export class DeadLetterList {
  readonly #runId: string;
  readonly #loadStartedMs: number;
  /** Newest first. */
  #rows: DeadLetterRow[] = [];
  /** Where the latest of them came from, oldest first. */
  readonly #sources = new Set<string>();
  #count = 0;

  /** @param loadStartedMs wall clock, epoch milliseconds */
  constructor(runId: string, loadStartedMs: number) {
    this.#runId = runId;
    this.#loadStartedMs = loadStartedMs;
  }

  /** Of records that became one. */
  get count(): number {
    return this.#count;
  }

  /** Newest first. */
  get rows(): readonly DeadLetterRow[] {
    return this.#rows;
  }

  /** @returns the row; undefined for those of other runs, and for what was taken before */
  take(record: TappedRecord): DeadLetterRow | undefined {
    const letter = readDeadLetter({ ...record, headers: record.headers });
    if (letter === undefined || letter.run !== this.#runId) return undefined;
    if (this.#isKnown(letter)) return undefined;
    this.#count += 1;
    const row: DeadLetterRow = {
      number: this.#count,
      reason: letter.reason.slice(0, MAX_TEXT),
      detail: letter.detail.slice(0, MAX_TEXT),
      topic: letter.topic,
      partition: whole(letter.partition),
      offset: whole(Number(letter.offset)),
      attempts: whole(letter.attempts),
      key: letter.key === null ? null : letter.key.toString('utf8', 0, MAX_TEXT),
      atMs: Math.max(0, Math.round(record.timestampMs - this.#loadStartedMs)),
    };
    this.#rows = [row, ...this.#rows].slice(0, DEAD_LETTERS_KEPT);
    return row;
  }

  #isKnown({ topic, partition, offset }: DeadLetter): boolean {
    const source = `${partition}/${offset}/${topic}`.slice(0, MAX_TEXT);
    if (this.#sources.has(source)) return true;
    this.#sources.add(source);
    const [oldest] = this.#sources;
    if (this.#sources.size > SOURCES_KEPT && oldest !== undefined) this.#sources.delete(oldest);
    return false;
  }

  /** Of a record, while it is kept. */
  of(topic: string, partition: number, offset: number): DeadLetterRow | undefined {
    return this.#rows.find(
      (row) => row.topic === topic && row.partition === partition && row.offset === offset,
    );
  }
}

/** Headers are what anybody wrote. */
function whole(value: number): number {
  return Number.isSafeInteger(value) ? value : 0;
}
