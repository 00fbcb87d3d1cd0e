/** The life of alerts: raised, escalated, deescalated, resolved. Rules: `docs/digest.md`, "Alerts". */
import type { Product } from '../product.ts';
import type { AlertChange, AlertFamily, AlertTransition, AlertType } from './effects.ts';
import type { StockWindow } from './stock-window.ts';

export const ALERT_FAMILIES: readonly AlertFamily[] = ['stock', 'overstock', 'depletion'];
const STOCK = 0;
const OVERSTOCK = 1;
const DEPLETION = 2;

/** A product's active alerts in one byte: the stock family's level, and one bit for each other family. */
const LOW_LEVEL = 1;
const CRITICAL_LEVEL = 2;
const LEVEL_MASK = 3;
const OVERSTOCK_BIT = 4;
const DEPLETION_BIT = 8;

const CRITICAL_BELOW_UNITS = 10;

/** Alert types by level; level 0 is no alert. */
const LEVEL_TYPES: readonly AlertType[] = ['LOW_STOCK', 'LOW_STOCK', 'CRITICAL_LOW_STOCK'];

/** The largest byte of active alerts that can come about. */
export const MAX_ACTIVE_BITS = CRITICAL_LEVEL | OVERSTOCK_BIT | DEPLETION_BIT;

/** From where on the alerts of a product speak of too little and too much. */
export interface StockLimits {
  readonly reorderPointUnits: number;
  readonly maxCapacityUnits: number;
}

/** Where the alerts of a product stand. */
export interface AlertState {
  /** Level of the stock family (0 none, 1 low, 2 critical), 4 overstock, 8 depletion. */
  readonly activeBits: number;
  readonly lastSeq: number;
  /** Of the active families, in the order of {@link ALERT_FAMILIES}. */
  readonly raised: readonly RaisedState[];
}

export interface RaisedState {
  readonly bySeq: number;
  readonly atMs: number;
  /** See `AlertChange.raisedByHand`. */
  readonly byHand?: number;
}

/** Positions in {@link ALERT_FAMILIES} of what these bits say is active. */
export function activeFamilies(activeBits: number): number[] {
  const families: number[] = [];
  if ((activeBits & LEVEL_MASK) !== 0) families.push(STOCK);
  if ((activeBits & OVERSTOCK_BIT) !== 0) families.push(OVERSTOCK);
  if ((activeBits & DEPLETION_BIT) !== 0) families.push(DEPLETION);
  return families;
}

/**
 * Sees every movement of a product, in order, and the time that passes between them. Shares the window
 * with nobody: it alone expires and records levels.
 */
export class AlertEngine {
  readonly #window: StockWindow;
  readonly #onChange: (change: AlertChange) => void;
  readonly #reorderPoint: Float64Array;
  readonly #maxCapacity: Float64Array;
  readonly #active: Uint8Array;
  readonly #lastSeq: Uint32Array;
  /** By product and family. */
  readonly #raisedBySeq: Uint32Array;
  readonly #raisedAtMs: Float64Array;
  /** By the same place, of the few that were raised by hand: which change to the product did it. */
  readonly #raisedByHand = new Map<number, number>();
  /** The change by hand that is under way; 0: none. */
  #hand = 0;

  constructor(
    products: readonly Product[],
    window: StockWindow,
    onChange: (change: AlertChange) => void,
  ) {
    this.#window = window;
    this.#onChange = onChange;
    this.#reorderPoint = Float64Array.from(products, (product) => product.reorderPointUnits);
    this.#maxCapacity = Float64Array.from(products, (product) => product.maxCapacityUnits);
    this.#active = new Uint8Array(products.length);
    this.#lastSeq = new Uint32Array(products.length);
    this.#raisedBySeq = new Uint32Array(products.length * ALERT_FAMILIES.length);
    this.#raisedAtMs = new Float64Array(products.length * ALERT_FAMILIES.length);
  }

  /**
   * Time passes without movements: levels leave the one-hour window, and a depletion alert may resolve.
   * @param untilMs inclusive
   * @param stockUnits unchanged all the while
   */
  pass(productIndex: number, untilMs: number, stockUnits: number): void {
    const window = this.#window;
    let expiryMs = window.nextExpiryMs(productIndex);
    while (expiryMs <= untilMs) {
      window.expireNext(productIndex);
      const active = this.#active[productIndex] as number;
      if (
        (active & DEPLETION_BIT) !== 0 &&
        !isDepleting(window.hourAgoUnits(productIndex), stockUnits)
      ) {
        this.#active[productIndex] = active & ~DEPLETION_BIT;
        this.#change(productIndex, DEPLETION, 'resolved', 'RAPID_DEPLETION', expiryMs, stockUnits);
      }
      expiryMs = window.nextExpiryMs(productIndex);
    }
  }

  /** A movement left `stockUnits` on the shelf; {@link pass} was called up to its instant. */
  moved(productIndex: number, productSeq: number, atMs: number, stockUnits: number): void {
    this.#lastSeq[productIndex] = productSeq;
    const now = this.#conditions(productIndex, stockUnits);
    this.#window.record(productIndex, atMs, stockUnits);
    this.#become(productIndex, now, atMs, stockUnits);
  }

  /**
   * As {@link moved}, by a movement that has no productSeq.
   * @param hand which change by hand to the product it is, from 1
   */
  movedByHand(productIndex: number, hand: number, atMs: number, stockUnits: number): void {
    this.#hand = hand;
    this.moved(productIndex, this.#lastSeq[productIndex] as number, atMs, stockUnits);
    this.#hand = 0;
  }

  /** What the limits say changes at once; depletion is a matter of movements alone. */
  limitsChanged(
    productIndex: number,
    limits: StockLimits,
    hand: number,
    atMs: number,
    stockUnits: number,
  ): void {
    this.setLimits(productIndex, limits);
    const before = this.#active[productIndex] as number;
    const now = this.#conditions(productIndex, stockUnits) & ~DEPLETION_BIT;
    this.#hand = hand;
    this.#become(productIndex, now | (before & DEPLETION_BIT), atMs, stockUnits);
    this.#hand = 0;
  }

  /** Other limits from the next movement on. */
  setLimits(productIndex: number, { reorderPointUnits, maxCapacityUnits }: StockLimits): void {
    this.#reorderPoint[productIndex] = reorderPointUnits;
    this.#maxCapacity[productIndex] = maxCapacityUnits;
  }

  #become(productIndex: number, now: number, atMs: number, stockUnits: number): void {
    const before = this.#active[productIndex] as number;
    if (now === before) return;
    this.#active[productIndex] = now;
    this.#levelChanged(productIndex, before & LEVEL_MASK, now & LEVEL_MASK, atMs, stockUnits);
    if (((before ^ now) & OVERSTOCK_BIT) !== 0) {
      const transition = (now & OVERSTOCK_BIT) === 0 ? 'resolved' : 'raised';
      this.#change(productIndex, OVERSTOCK, transition, 'OVERSTOCK', atMs, stockUnits);
    }
    if (((before ^ now) & DEPLETION_BIT) !== 0) {
      const transition = (now & DEPLETION_BIT) === 0 ? 'resolved' : 'raised';
      this.#change(productIndex, DEPLETION, transition, 'RAPID_DEPLETION', atMs, stockUnits);
    }
  }

  activeTypes(productIndex: number): AlertType[] {
    const active = this.#active[productIndex] as number;
    const types: AlertType[] = [];
    if ((active & LEVEL_MASK) !== 0) types.push(LEVEL_TYPES[active & LEVEL_MASK] as AlertType);
    if ((active & OVERSTOCK_BIT) !== 0) types.push('OVERSTOCK');
    if ((active & DEPLETION_BIT) !== 0) types.push('RAPID_DEPLETION');
    return types;
  }

  state(productIndex: number): AlertState {
    const activeBits = this.#active[productIndex] as number;
    return {
      activeBits,
      lastSeq: this.#lastSeq[productIndex] as number,
      raised: activeFamilies(activeBits).map((family) => {
        const place = productIndex * ALERT_FAMILIES.length + family;
        const bySeq = this.#raisedBySeq[place] as number;
        const atMs = this.#raisedAtMs[place] as number;
        const byHand = this.#raisedByHand.get(place);
        return byHand === undefined ? { bySeq, atMs } : { bySeq, atMs, byHand };
      }),
    };
  }

  /** Replaces all that is known of the product; the window is installed apart. */
  install(productIndex: number, { activeBits, lastSeq, raised }: AlertState): void {
    this.#active[productIndex] = activeBits;
    this.#lastSeq[productIndex] = lastSeq;
    for (const [at, family] of activeFamilies(activeBits).entries()) {
      const place = productIndex * ALERT_FAMILIES.length + family;
      this.#raisedBySeq[place] = raised[at]?.bySeq ?? 0;
      this.#raisedAtMs[place] = raised[at]?.atMs ?? 0;
      this.#noteHand(place, raised[at]?.byHand ?? 0);
    }
  }

  #conditions(productIndex: number, stockUnits: number): number {
    let conditions = 0;
    if (stockUnits < CRITICAL_BELOW_UNITS) conditions = CRITICAL_LEVEL;
    else if (stockUnits < (this.#reorderPoint[productIndex] as number)) conditions = LOW_LEVEL;
    if (10 * stockUnits > 9 * (this.#maxCapacity[productIndex] as number)) {
      conditions |= OVERSTOCK_BIT;
    }
    if (isDepleting(this.#window.hourAgoUnits(productIndex), stockUnits)) {
      conditions |= DEPLETION_BIT;
    }
    return conditions;
  }

  #levelChanged(
    productIndex: number,
    before: number,
    now: number,
    atMs: number,
    stockUnits: number,
  ): void {
    if (before === now) return;
    const type = LEVEL_TYPES[now === 0 ? before : now] as AlertType;
    this.#change(productIndex, STOCK, levelTransition(before, now), type, atMs, stockUnits);
  }

  #change(
    productIndex: number,
    family: number,
    transition: AlertTransition,
    type: AlertType,
    atMs: number,
    stockUnits: number,
  ): void {
    const place = productIndex * ALERT_FAMILIES.length + family;
    if (transition === 'raised') {
      this.#raisedBySeq[place] = this.#lastSeq[productIndex] as number;
      this.#raisedAtMs[place] = atMs;
      this.#noteHand(place, this.#hand);
    }
    const raisedByHand = this.#raisedByHand.size === 0 ? undefined : this.#raisedByHand.get(place);
    this.#onChange({
      transition,
      productIndex,
      family: ALERT_FAMILIES[family] as AlertFamily,
      type,
      raisedBySeq: this.#raisedBySeq[place] as number,
      raisedAtMs: this.#raisedAtMs[place] as number,
      productSeq: this.#lastSeq[productIndex] as number,
      atMs,
      stockUnits,
      ...(raisedByHand === undefined ? {} : { raisedByHand }),
    });
  }

  #noteHand(place: number, hand: number): void {
    if (hand > 0) this.#raisedByHand.set(place, hand);
    else if (this.#raisedByHand.size > 0) this.#raisedByHand.delete(place);
  }
}

function levelTransition(before: number, now: number): AlertTransition {
  if (before === 0) return 'raised';
  if (now === 0) return 'resolved';
  return now > before ? 'escalated' : 'deescalated';
}

/** More than 30 % of the stock of an hour ago is gone. */
function isDepleting(hourAgoUnits: number, stockUnits: number): boolean {
  return hourAgoUnits > 0 && 10 * (hourAgoUnits - stockUnits) > 3 * hourAgoUnits;
}
