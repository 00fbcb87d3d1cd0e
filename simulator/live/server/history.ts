/**
 * The latest records of the event topics. They are kept as bytes, and looked into when somebody asks: most of what passes at full
 * speed is never shown.
 */
import type { EventHistory, EventView } from '../../../pipeline/query/views.ts';
import { eventView } from './event-view.ts';
import type { TappedRecord } from './log-cursor.ts';

/** Records that are kept. */
export const HISTORY_RECORDS = 5000;
/** Larger values are kept without their bytes. */
const MAX_KEPT_BYTES = 16 * 1024;

interface Kept {
  readonly number: number;
  readonly record: TappedRecord;
  /** undefined: nobody has asked; null: of another run. */
  view: EventView | null | undefined;
}

export class RecordHistory {
  readonly #runId: string;
  readonly #capacity: number;
  readonly #ring: Kept[] = [];
  #count = 0;
  #answer: { readonly count: number; readonly history: EventHistory } | undefined;

  constructor(runId: string, capacity = HISTORY_RECORDS) {
    this.#runId = runId;
    this.#capacity = capacity;
  }

  /** Records that are kept at most. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Number of the newest record. */
  get newest(): number {
    return this.#count;
  }

  add(record: TappedRecord, made?: Omit<EventView, 'number'>): void {
    const at = this.#count % this.#capacity;
    this.#count += 1;
    const number = this.#count;
    const view = made === undefined ? undefined : { number, ...made };
    this.#ring[at] = { number, record: ownCopy(record), view };
  }

  /** @param passedOver records that were not added */
  history(passedOver: number): EventHistory {
    let answer = this.#answer;
    if (answer?.count !== this.#count || answer.history.total !== this.#count + passedOver) {
      const events = [...this.#since(0)].flatMap((kept) => this.#viewOf(kept) ?? []);
      const total = this.#count + passedOver;
      answer = { count: this.#count, history: { events, total, dropped: total - events.length } };
      this.#answer = answer;
    }
    return answer.history;
  }

  /**
   * What came behind a number, oldest first: `atMost` of it, evenly spread, the newest among them.
   * @returns and how many were left out
   */
  sample(
    behind: number,
    atMost: number,
  ): { readonly events: EventView[]; readonly skipped: number } {
    const since = this.#count - behind;
    const kept = this.#newestKept(Math.min(since, this.#ring.length));
    const step = Math.max(1, kept.length / Math.max(1, atMost));
    const chosen: Kept[] = [];
    for (let at = kept.length - 1; at >= 0 && chosen.length < atMost; ) {
      chosen.push(kept[at] as Kept);
      at = kept.length - 1 - Math.round(chosen.length * step);
    }
    const events = chosen.reverse().flatMap((each) => this.#viewOf(each) ?? []);
    return { events, skipped: since - events.length };
  }

  /** The newest that fits, as it was read. */
  find(fits: (view: EventView) => boolean): TappedRecord | undefined {
    for (const kept of this.#newestKept(this.#ring.length).reverse()) {
      const view = this.#viewOf(kept);
      if (view !== undefined && fits(view)) return kept.record;
    }
    return undefined;
  }

  #newestKept(count: number): Kept[] {
    return [...this.#since(this.#count - count)];
  }

  *#since(behind: number): Generator<Kept> {
    const oldest = Math.max(behind, this.#count - this.#ring.length);
    for (let number = oldest; number < this.#count; number += 1) {
      yield this.#ring[number % this.#capacity] as Kept;
    }
  }

  #viewOf(kept: Kept): EventView | undefined {
    if (kept.view === undefined) {
      kept.view = eventView(kept.record, kept.number, this.#runId) ?? null;
    }
    return kept.view ?? undefined;
  }
}

/** The answer of the broker that it is a part of is not to be kept for it. One piece of memory, because there are thousands a second. */
function ownCopy(record: TappedRecord): TappedRecord {
  const { key, value } = record;
  const keyBytes = key?.length ?? 0;
  const valueBytes = Math.min(value?.length ?? 0, MAX_KEPT_BYTES);
  const bytes = Buffer.allocUnsafe(keyBytes + valueBytes);
  key?.copy(bytes, 0);
  value?.copy(bytes, keyBytes, 0, valueBytes);
  return {
    ...record,
    key: key === null ? null : bytes.subarray(0, keyBytes),
    value: value === null ? null : bytes.subarray(keyBytes),
  };
}
