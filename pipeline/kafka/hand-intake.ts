/** What people write to an interactive run: commands, and records without an envelope. Both take effect when they come. */
import type { KafkaMessage } from 'kafkajs';
import type { Command, CommandMessage } from '../command.ts';
import { decodeCommand, type IssuedCommand } from '../command-codec.ts';
import { EVENT_TYPES, RESTOCK } from '../event.ts';
import type { Observer } from '../observer.ts';
import type { HandAnswer, HandChange } from '../stages/by-hand.ts';
import type { EventByHand } from '../stages/decode.ts';
import type { Rejection } from '../stages/record-fault.ts';
import type { OwnedPartition } from './owned-partition.ts';
import type { TracedPlace, TracedRecord, TurnTracer } from './turn-trace.ts';

export interface HandIntakeOptions {
  readonly runId: string;
  /** @returns undefined for ids that the catalogue does not have */
  readonly productIndexOf: (productId: string) => number | undefined;
  /** By catalogue index. */
  readonly partitionOfProduct: Int32Array;
  readonly rowOfProduct: Int32Array;
  readonly observer: Pick<Observer, 'count'>;
  readonly nowUs: () => number;
  readonly tracer: TurnTracer | undefined;
  /** Nothing came of it: it is dead-lettered. */
  readonly reject: (message: KafkaMessage, why: Refusal, place: TracedPlace) => void;
}

export interface Refusal {
  readonly reason: Rejection;
  readonly detail: string;
}

type Named = Pick<TracedRecord, 'id' | 'type' | 'quantityUnits'>;

const TYPES: Readonly<Record<Command['kind'], CommandMessage['type']>> = {
  restock: 'RESTOCK',
  'update-product': 'UPDATE_PRODUCT',
  'resolve-alert': 'RESOLVE_ALERT',
  'dismiss-alert': 'DISMISS_ALERT',
};

const APPLIED: HandAnswer = { kind: 'applied' };

export class HandIntake {
  readonly #options: HandIntakeOptions;

  constructor(options: HandIntakeOptions) {
    this.#options = options;
  }

  /** A record of `inventory.commands`. */
  takeCommand(message: KafkaMessage, place: TracedPlace): void {
    const command = decodeCommand(message.value, this.#options.runId);
    if (command.kind === 'foreign') this.#options.observer.count('records_foreign', 1);
    else if (command.kind === 'rejected') this.#refuse(message, place, command);
    else this.#carryOut(command, message, place);
  }

  /** A record of an event topic. */
  takeEvent(decoded: EventByHand, message: KafkaMessage, place: TracedPlace): void {
    const { productIndex, type, quantityUnits, id, virtualMs } = decoded;
    const row = this.#options.rowOfProduct[productIndex] as number;
    this.#options.observer.count('records_without_envelope', 1);
    const change: HandChange = {
      ...{ kind: 'movement', productIndex: row, type, quantityUnits, virtualMs },
      commandId: undefined,
    };
    this.#take(message, place, row, change, { id, type: EVENT_TYPES[type], quantityUnits });
  }

  #carryOut(command: IssuedCommand, message: KafkaMessage, place: TracedPlace): void {
    const row = this.#rowOf(command.productId, place.owned);
    if (typeof row !== 'number') {
      this.#refuse(message, place, row);
      return;
    }
    this.#take(message, place, row, changeOf(command, row), {
      id: command.id,
      type: TYPES[command.kind],
      quantityUnits: command.kind === 'restock' ? command.units : 0,
    });
  }

  /** It cannot be read, or is about nothing that is here. */
  #refuse(message: KafkaMessage, place: TracedPlace, why: Refusal): void {
    const { tracer, nowUs, reject } = this.#options;
    tracer?.unreadable(place, nowUs(), message.key, why.detail);
    reject(message, why, place);
  }

  #rowOf(productId: string, { partition }: OwnedPartition): number | Refusal {
    const { productIndexOf, partitionOfProduct, rowOfProduct } = this.#options;
    const productIndex = productIndexOf(productId);
    if (productIndex === undefined) {
      return { reason: 'unknown_product', detail: productId.slice(0, 80) };
    }
    const own = partitionOfProduct[productIndex];
    if (own !== partition) return { reason: 'wrong_partition', detail: `belongs to ${own}` };
    return rowOfProduct[productIndex] as number;
  }

  /** @param change undefined: it concerns those who look, and not the stock */
  #take(
    message: KafkaMessage,
    place: TracedPlace,
    row: number,
    change: HandChange | undefined,
    named: Named,
  ): void {
    const { observer, nowUs, tracer, reject } = this.#options;
    const { owned } = place;
    tracer?.begin(place, row, nowUs());
    const answer = change === undefined ? APPLIED : answerOf(owned, change);
    if (answer.kind === 'refused') {
      tracer?.settled({ ...named, placement: 'rejected', reason: answer.detail });
      reject(message, { reason: 'refused', detail: answer.detail }, place);
      return;
    }
    if (answer.kind === 'duplicate') observer.count('records_duplicate', 1);
    tracer?.settled({ ...named, placement: answer.kind, reason: null });
  }
}

/** What the books say when they are closed is what the changelog keeps: nothing is changed after that. */
function answerOf({ books, pipeline }: OwnedPartition, change: HandChange): HandAnswer {
  if (books === 'open') return pipeline.change(change);
  return { kind: 'refused', detail: 'the books of the run are closed' };
}

/** Names, prices and what is said about alerts are for those who look. */
function changeOf(command: IssuedCommand, row: number): HandChange | undefined {
  switch (command.kind) {
    case 'restock':
      return {
        ...{ kind: 'movement', productIndex: row, type: RESTOCK, quantityUnits: command.units },
        ...{ virtualMs: undefined, commandId: command.id },
      };
    case 'update-product': {
      const { reorderPointUnits, maxCapacityUnits } = command.changes;
      return {
        ...{ kind: 'settings', productIndex: row, commandId: command.id },
        ...{ reorderPointUnits, maxCapacityUnits },
      };
    }
    default:
      return undefined;
  }
}
