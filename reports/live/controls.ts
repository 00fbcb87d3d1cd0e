/** What a person may do to a classroom run: `POST /live/controls` with one of these as the body. */

export const POISONS = [
  'not-json',
  'unknown-product',
  'negative-quantity',
  'missing-field',
] as const;
export type Poison = (typeof POISONS)[number];

export type ControlAction =
  /** 1/6 (ten a minute) to 5,000. */
  | { readonly action: 'rate'; readonly ratePerSecond: number }
  | { readonly action: 'pause' }
  | { readonly action: 'resume' }
  /** One event, while it is paused. */
  | { readonly action: 'step' }
  | { readonly action: 'add-consumer' }
  /** It leaves in order. */
  | { readonly action: 'remove-consumer'; readonly name: string }
  /** As `kill -9` would. */
  | { readonly action: 'kill-consumer'; readonly name: string }
  /** null: as fast as it can again. */
  | {
      readonly action: 'slow-consumer';
      readonly name: string;
      readonly eventsPerSecond: number | null;
    }
  /** It stands still, heartbeats included, 1 to 30 s. */
  | { readonly action: 'stall-consumer'; readonly name: string; readonly forMs: number }
  | { readonly action: 'poison'; readonly kind: Poison }
  /** The latest record of a product, or of any, once more. */
  | { readonly action: 'duplicate'; readonly productId?: string }
  /** Both begin anew with the same seed. */
  | { readonly action: 'sequencer'; readonly on: boolean }
  | { readonly action: 'restart' }
  | { readonly action: 'lesson'; readonly id: string }
  /** Drains, audits and writes the report; the page stays. */
  | { readonly action: 'end' };

export interface ControlAnswer {
  readonly success: true;
  readonly data: { readonly text: string; readonly why: string };
  readonly timestamp: string;
}
