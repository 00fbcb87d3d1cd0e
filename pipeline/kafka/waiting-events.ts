/**
 * Events that wait for their turn, as part of their product's state: what latencies and offsets need travels along, so
 * that the next owner holds their offsets as the former one did. Their dead letters need no word: state is written when
 * everything published before it is acknowledged.
 */
import { ALERT, type EventTypeIndex } from '../event.ts';
import type { TracedEvent } from '../stages/decode.ts';
import type { WaitingEventCodec } from '../stages/partition-pipeline.ts';
import type { StateReader } from '../stages/state-bytes.ts';
import type { SettleTracker } from './settle.ts';

export interface RestoredEvent {
  readonly event: TracedEvent;
  readonly offset: number;
}

const POISON = 1;
const MAX_SEQ = 2 ** 31 - 1;

export class WaitingEvents {
  readonly codec: WaitingEventCodec<TracedEvent>;
  readonly #settle: readonly SettleTracker[];
  #restored: RestoredEvent[] = [];

  /** @param settle by topic */
  constructor(settle: readonly SettleTracker[]) {
    this.#settle = settle;
    this.codec = {
      write: (event, out) => {
        const { topicIndex, ticket } = event;
        out.varint(event.productSeq);
        out.varint((event.type << 1) | (event.poison ? POISON : 0));
        out.varint(event.quantityUnits);
        out.float64(event.virtualMs);
        out.float64(event.dueUs);
        out.float64(event.handedUs);
        out.varint(topicIndex);
        out.varint(this.#tracker(topicIndex).offsetOf(ticket));
      },
      read: (input, row) => {
        const restored = readWaitingEvent(input, row, settle.length);
        this.#restored.push(restored);
        return restored.event;
      },
    };
  }

  /**
   * Holds the offsets of all events that were read back.
   * @param receivedUs from when on the time that they wait is counted
   */
  hold(receivedUs: number): void {
    const restored = this.#restored.sort((a, b) => a.offset - b.offset);
    this.#restored = [];
    for (const { event, offset } of restored) {
      event.ticket = this.#tracker(event.topicIndex).hold(offset, 1);
      event.receivedUs = receivedUs;
    }
  }

  #tracker(topicIndex: number): SettleTracker {
    const tracker = this.#settle[topicIndex];
    if (tracker === undefined) throw new Error(`No topic has the index ${topicIndex}.`);
    return tracker;
  }
}

/**
 * As the codec wrote it.
 * @param topics how many event topics there are
 * @throws StateCorrupt
 */
export function readWaitingEvent(input: StateReader, row: number, topics: number): RestoredEvent {
  const productSeq = input.varint(MAX_SEQ);
  const kind = input.varint((ALERT << 1) | POISON);
  const event: TracedEvent = {
    kind: 'event',
    productIndex: row,
    productSeq,
    type: (kind >> 1) as EventTypeIndex,
    quantityUnits: input.varint(),
    virtualMs: input.float64(),
    poison: (kind & POISON) !== 0,
    dueUs: input.float64(),
    handedUs: input.float64(),
    receivedUs: 0,
    topicIndex: input.varint(topics - 1),
    slot: 0,
    ticket: -1,
  };
  return { event, offset: input.varint() };
}
