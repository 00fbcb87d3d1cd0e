/** What an alert's life leaves behind: counts, and a chained hash that makes histories comparable. */
import { hash } from 'node:crypto';
import type { AlertChange, AlertTransition, AlertType } from './effects.ts';

export const ALERT_TRANSITIONS = [
  'raised',
  'escalated',
  'deescalated',
  'resolved',
] as const satisfies readonly AlertTransition[];
export const ALERT_TYPES = [
  'CRITICAL_LOW_STOCK',
  'LOW_STOCK',
  'OVERSTOCK',
  'RAPID_DEPLETION',
] as const satisfies readonly AlertType[];

/** What is left of a product's changes. */
export interface TrailState {
  readonly hash: string;
  readonly raisedCount: number;
  readonly resolvedCount: number;
}

/** Per product; its size does not grow with the number of changes. */
export class AlertTrail {
  readonly #hashes: string[];
  readonly #raised: Uint32Array;
  readonly #resolved: Uint32Array;
  /** `[transition * 4 + type]`, in the order of the lists above. */
  readonly #changes = new Float64Array(ALERT_TRANSITIONS.length * ALERT_TYPES.length);

  constructor(productCount: number) {
    this.#hashes = new Array<string>(productCount).fill('');
    this.#raised = new Uint32Array(productCount);
    this.#resolved = new Uint32Array(productCount);
  }

  append(change: AlertChange): void {
    const { productIndex, transition, type } = change;
    const before = this.#hashes[productIndex] as string;
    this.#hashes[productIndex] = hash('sha256', before + trailLine(change), 'hex');
    if (transition === 'raised') {
      this.#raised[productIndex] = (this.#raised[productIndex] as number) + 1;
    } else if (transition === 'resolved') {
      this.#resolved[productIndex] = (this.#resolved[productIndex] as number) + 1;
    }
    const row = ALERT_TRANSITIONS.indexOf(transition) * ALERT_TYPES.length;
    const place = row + ALERT_TYPES.indexOf(type);
    this.#changes[place] = (this.#changes[place] as number) + 1;
  }

  /** Of the latest change and all before it; empty where nothing ever changed. */
  hash(productIndex: number): string {
    return this.#hashes[productIndex] as string;
  }

  raisedCount(productIndex: number): number {
    return this.#raised[productIndex] as number;
  }

  resolvedCount(productIndex: number): number {
    return this.#resolved[productIndex] as number;
  }

  state(productIndex: number): TrailState {
    return {
      hash: this.#hashes[productIndex] as string,
      raisedCount: this.#raised[productIndex] as number,
      resolvedCount: this.#resolved[productIndex] as number,
    };
  }

  /** Replaces what is known of a product; the counts over all products are {@link installChanges}. */
  install(productIndex: number, state: TrailState): void {
    this.#hashes[productIndex] = state.hash;
    this.#raised[productIndex] = state.raisedCount;
    this.#resolved[productIndex] = state.resolvedCount;
  }

  /** @param changes as {@link changes} gives them */
  installChanges(changes: ArrayLike<number>): void {
    this.#changes.set(changes);
  }

  /** Over all products, a copy: `[transition * 4 + type]`. */
  changes(): Float64Array {
    return this.#changes.slice();
  }
}

/** `raised LOW_STOCK 17 1767225600000 34`: `docs/digest.md`, "Alert trail". */
export function trailLine(change: AlertChange): string {
  const { transition, type, productSeq, atMs, stockUnits } = change;
  return `${transition} ${type} ${productSeq} ${atMs} ${stockUnits}`;
}
