/** What the stages conclude, handed to whoever runs them: the Kafka consumer or the simulation. */
import type { StockEvent } from '../event.ts';

export type AlertFamily = 'stock' | 'overstock' | 'depletion';
export type AlertType = 'CRITICAL_LOW_STOCK' | 'LOW_STOCK' | 'OVERSTOCK' | 'RAPID_DEPLETION';
export type AlertTransition = 'raised' | 'escalated' | 'deescalated' | 'resolved';

/** One change in the life of an alert; `docs/digest.md` says when each happens. */
export interface AlertChange {
  readonly transition: AlertTransition;
  readonly productIndex: number;
  readonly family: AlertFamily;
  /** After the change; for `resolved`, the type it had. */
  readonly type: AlertType;
  /** productSeq of the movement that raised this alert: part of its id. */
  readonly raisedBySeq: number;
  /** Which change by hand to the product raised it, from 1; absent: a movement of the plan. Part of its id. */
  readonly raisedByHand?: number;
  /** When it was raised, virtual epoch milliseconds. */
  readonly raisedAtMs: number;
  /** productSeq of the latest movement applied when the change happened. */
  readonly productSeq: number;
  /** The exact virtual instant of the change. */
  readonly atMs: number;
  readonly stockUnits: number;
}

/** Callbacks run synchronously inside `offer` and `finish`, in the order in which things happened. */
export interface Effects<E extends StockEvent> {
  /** The event took its turn (poison and notices included); alert changes it caused came before. */
  applied(event: E): void;
  /** @param cause the event being applied, or undefined at the end of the scenario and for a change by hand */
  alertChanged(change: AlertChange, cause: E | undefined): void;
  /** Virtual day `day` of the product is complete: its forecast is out of date. Called once for the newest
   *  of several days that close together. */
  dayClosed(productIndex: number, day: number): void;
}
