/**
 * Everything that a results topic said: which events have a result, when the first of each came, and what stock it left.
 * Fed with records in the order of their arrival; the plan is replayed beside them. No I/O and no clock.
 */
import type { Observer } from '../../pipeline/observer.ts';
import type { Catalogue } from '../../pipeline/product.ts';
import { subtractRanges } from '../audit/finding.ts';
import { SeqRanges, type SeqRangesTransfer } from '../audit/seq-ranges.ts';
import type { PlannedEvent } from '../world/timeline.ts';
import { DueBook } from './due-book.ts';
import { type RecordParts, readResult } from './result-record.ts';
import { resultRule } from './result-rule.ts';

export interface ResultBookOptions {
  readonly catalogue: Catalogue;
  readonly runId: string;
  /** The plan, in the order of time. */
  readonly timeline: { next(): PlannedEvent | undefined };
  /** Wall instant of plan offset 0, epoch microseconds. */
  readonly startUs: number;
  readonly readsNotices: boolean;
  readonly observer: Observer;
}

/** Plain, structured-cloneable. */
export interface ResultCounts {
  readonly first: SeqRangesTransfer;
  readonly repeated: number;
  readonly foreign: number;
  readonly unreadable: number;
  readonly invented: number;
  readonly inventedExamples: readonly string[];
  readonly stockSeqs: Int32Array;
  readonly stockUnits: Float64Array;
}

const EXAMPLES = 5;

export class ResultBook {
  readonly #options: ResultBookOptions;
  readonly #needsNoResult: ReturnType<typeof resultRule>;
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #due: DueBook;
  readonly #first: SeqRanges;
  readonly #stockSeqs: Int32Array;
  readonly #stockUnits: Float64Array;
  readonly #inventedExamples: string[] = [];
  readonly #exempt: SeqRanges;
  #events = 0;
  #repeated = 0;
  #foreign = 0;
  #unreadable = 0;
  #invented = 0;
  /** Of the plan: not due yet when it was last looked at. */
  #upcoming: PlannedEvent | undefined;
  #acknowledged: SeqRanges | undefined;
  #outstanding = 0;

  constructor(options: ResultBookOptions) {
    const { products } = options.catalogue;
    this.#options = options;
    this.#needsNoResult = resultRule(options.readsNotices);
    this.#indexOf = new Map(products.map(({ id, index }) => [id, index]));
    this.#due = new DueBook(products.length);
    this.#first = new SeqRanges(products.length);
    this.#exempt = new SeqRanges(products.length);
    this.#stockSeqs = new Int32Array(products.length);
    this.#stockUnits = new Float64Array(products.length);
    this.#upcoming = options.timeline.next();
  }

  /** Events with a result. */
  get events(): number {
    return this.#events;
  }

  /** Acknowledged events that still need a result; undefined before {@link expect}. */
  get outstanding(): number | undefined {
    return this.#acknowledged === undefined ? undefined : this.#outstanding;
  }

  /** Replays the plan: what is due by then may have results. Also for those that need none. */
  advance(nowUs: number): void {
    const { startUs, timeline, observer } = this.#options;
    for (;;) {
      const event = this.#upcoming;
      if (event === undefined || startUs + event.dueOffsetUs > nowUs) return;
      const { productIndex, productSeq, type, dueOffsetUs } = event;
      this.#due.add(productIndex, dueOffsetUs * TYPES + type);
      if (this.#needsNoResult(event)) {
        this.#exempt.add(productIndex, productSeq);
        this.#due.take(productIndex, productSeq);
        // It never takes its turn where we could see it, and is not missed either.
        observer.settled(0, startUs + dueOffsetUs, type);
      }
      this.#upcoming = timeline.next();
    }
  }

  /** @param nowUs when the record was received */
  take(record: RecordParts, nowUs: number): void {
    this.advance(nowUs);
    const result = readResult(record);
    if (result === undefined) {
      this.#unreadable += 1;
      return;
    }
    const { eventId, run, stockUnits } = result;
    if (run !== undefined && run !== this.#options.runId) {
      this.#foreign += 1;
      return;
    }
    const [productIndex, seq] = this.#parse(eventId);
    if (productIndex < 0 || seq > this.#due.lastSeq(productIndex)) {
      this.#strange(eventId, run !== undefined);
      return;
    }
    if (stockUnits !== undefined && seq >= (this.#stockSeqs[productIndex] as number)) {
      this.#stockSeqs[productIndex] = seq;
      this.#stockUnits[productIndex] = stockUnits;
    }
    const due = this.#due.take(productIndex, seq);
    if (due !== undefined) this.#arrived(productIndex, seq, due, nowUs);
    else if (!this.#first.add(productIndex, seq)) this.#repeated += 1;
  }

  /** Sending is over: from now on it is known what is {@link outstanding}. */
  expect(acknowledged: SeqRanges, nowUs: number): void {
    this.advance(nowUs);
    this.#acknowledged = acknowledged;
    let outstanding = 0;
    for (const { index } of this.#options.catalogue.products) {
      const owed = subtractRanges(acknowledged.ranges(index), this.#exempt.ranges(index));
      for (const [from, to] of subtractRanges(owed, this.#first.ranges(index))) {
        outstanding += to - from + 1;
      }
    }
    this.#outstanding = outstanding;
  }

  counts(): ResultCounts {
    return {
      first: this.#first.toTransferable(),
      repeated: this.#repeated,
      foreign: this.#foreign,
      unreadable: this.#unreadable,
      invented: this.#invented,
      inventedExamples: this.#inventedExamples,
      stockSeqs: this.#stockSeqs.slice(),
      stockUnits: this.#stockUnits.slice(),
    };
  }

  #arrived(productIndex: number, seq: number, due: number, nowUs: number): void {
    const { startUs, observer } = this.#options;
    const topicIndex = due % TYPES;
    const dueUs = startUs + (due - topicIndex) / TYPES;
    this.#first.add(productIndex, seq);
    this.#events += 1;
    observer.count('events_applied', 1);
    observer.latency('end_to_end', nowUs - dueUs, dueUs, topicIndex);
    observer.settled(nowUs - dueUs, dueUs, topicIndex);
    if (this.#acknowledged?.has(productIndex, seq) === true) this.#outstanding -= 1;
  }

  /** An event that this run had not planned by now: a lie when it names this run, somebody else's otherwise. */
  #strange(eventId: string, namesThisRun: boolean): void {
    if (!namesThisRun) {
      this.#foreign += 1;
      return;
    }
    this.#invented += 1;
    if (this.#inventedExamples.length < EXAMPLES) this.#inventedExamples.push(eventId.slice(0, 60));
  }

  /** `EVT-<productId>-<productSeq>`; index -1 when it is nothing of the kind. */
  #parse(eventId: string): readonly [productIndex: number, seq: number] {
    const dash = eventId.lastIndexOf('-');
    const seq = eventId.slice(dash + 1);
    if (!eventId.startsWith(PREFIX) || !/^[1-9][0-9]{0,8}$/.test(seq)) return NOBODY;
    const productIndex = this.#indexOf.get(eventId.slice(PREFIX.length, dash));
    return productIndex === undefined ? NOBODY : [productIndex, Number(seq)];
  }
}

const PREFIX = 'EVT-';
const NOBODY = [-1, 0] as const;
/** Type and due offset share a number: offsets are whole microseconds. */
const TYPES = 4;
