/** What people change in a running pipeline, and what is kept of it by product. Only interactive runs know such changes. */
import type { EventTypeIndex } from '../event.ts';
import type { StockLimits } from './alerts.ts';

/** Without a productSeq: it takes effect when it comes. */
export type HandChange = HandMovement | HandSettings;

export interface HandMovement {
  readonly kind: 'movement';
  readonly productIndex: number;
  readonly type: EventTypeIndex;
  readonly quantityUnits: number;
  /** Virtual epoch milliseconds; undefined: when the product last moved. */
  readonly virtualMs: number | undefined;
  /** The same one twice is carried out once; undefined: a record that nobody gave a name. */
  readonly commandId: string | undefined;
}

export interface HandSettings {
  readonly kind: 'settings';
  readonly productIndex: number;
  /** What stays away is left as it is. */
  readonly reorderPointUnits?: number | undefined;
  /** Refused below the units on hand. */
  readonly maxCapacityUnits?: number | undefined;
  readonly commandId: string;
}

/** Of a refused change nothing is done. */
export type HandAnswer =
  | { readonly kind: 'applied' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'refused'; readonly detail: string };

/** What a product keeps of it. */
export interface HandState {
  /** So many changes took effect: tells alerts apart that were raised between the same two events. */
  readonly changes: number;
  readonly limits: StockLimits;
  /** Of the latest commands, oldest first. */
  readonly commandIds: readonly string[];
}

type NotApplied = Exclude<HandAnswer, { kind: 'applied' }>;

/** A repeated record comes soon after the first: so many commands to one product are remembered. */
export const REMEMBERED_COMMANDS = 16;

const DUPLICATE: NotApplied = { kind: 'duplicate' };

/** By product, of those that were changed by hand: few. */
export class HandBook {
  readonly #states = new Map<number, HandState>();

  /** undefined: nobody touched it. */
  get(productIndex: number): HandState | undefined {
    return this.#states.size === 0 ? undefined : this.#states.get(productIndex);
  }

  /** @returns what to say of a change before it is made; undefined: it may be */
  answerTo(change: HandChange, onHandUnits: number): NotApplied | undefined {
    const { productIndex, commandId } = change;
    const known = this.get(productIndex)?.commandIds;
    if (commandId !== undefined && known?.includes(commandId) === true) return DUPLICATE;
    if (change.kind === 'movement') return undefined;
    const { maxCapacityUnits } = change;
    if (maxCapacityUnits === undefined || maxCapacityUnits >= onHandUnits) return undefined;
    const detail = `maxCapacityUnits: ${maxCapacityUnits} is below the ${onHandUnits} units on hand`;
    return { kind: 'refused', detail };
  }

  /**
   * The change is made.
   * @param limits those of the product by now
   */
  note({ productIndex, commandId }: HandChange, limits: StockLimits): HandState {
    const former = this.get(productIndex);
    const ids = former?.commandIds ?? [];
    const state = {
      changes: (former?.changes ?? 0) + 1,
      limits,
      commandIds: commandId === undefined ? ids : [...ids, commandId].slice(-REMEMBERED_COMMANDS),
    };
    this.#states.set(productIndex, state);
    return state;
  }

  install(productIndex: number, state: HandState | undefined): void {
    if (state === undefined) this.#states.delete(productIndex);
    else this.#states.set(productIndex, state);
  }
}
