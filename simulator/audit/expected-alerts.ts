/** The alerts one product must have raised and resolved, from `docs/digest.md` alone. */
import { createHash } from 'node:crypto';
import type { Product } from '../../pipeline/product.ts';

const HOUR_MS = 3_600_000;

/** What was on the shelf once a movement had happened. */
interface StockLevel {
  readonly atMs: number;
  readonly units: number;
}

interface Family {
  /** Type of the active alert, undefined while there is none. */
  active: string | undefined;
}

export class ExpectedAlerts {
  raised = 0;
  resolved = 0;
  trailHash = '';
  readonly #product: Product;
  readonly #stock: Family = { active: undefined };
  readonly #overstock: Family = { active: undefined };
  readonly #depletion: Family = { active: undefined };
  /** P: the stock one hour ago. */
  #unitsAnHourAgo: number;
  /** S: the stock after the latest movement. */
  #units: number;
  #lastMovementSeq = 0;
  /** Levels less than an hour old, oldest first, from `#firstYoung` on. */
  #levels: StockLevel[] = [];
  #firstYoung = 0;

  constructor(product: Product) {
    this.#product = product;
    this.#unitsAnHourAgo = product.openingStockUnits;
    this.#units = product.openingStockUnits;
  }

  /** The hour's window moves on while the stock stays as it is, up to and including `untilMs`. */
  timePassesUntil(untilMs: number): void {
    for (;;) {
      const level = this.#levels[this.#firstYoung];
      if (level === undefined || level.atMs + HOUR_MS > untilMs) break;
      this.#firstYoung += 1;
      const laterAtSameInstant = this.#levels[this.#firstYoung];
      if (laterAtSameInstant?.atMs === level.atMs) continue;
      this.#unitsAnHourAgo = level.units;
      if (this.#depletion.active !== undefined && !this.#depletes()) {
        this.#resolve(this.#depletion, level.atMs + HOUR_MS);
      }
    }
    this.#forgetOldLevels();
  }

  /** Everything due up to and including `atMs` must have passed before. */
  stockMoved(productSeq: number, atMs: number, units: number): void {
    this.#units = units;
    this.#lastMovementSeq = productSeq;
    this.#levels.push({ atMs, units });
    this.#decide(this.#stock, this.#lowStockType(), atMs);
    this.#decide(this.#overstock, this.#overfills() ? 'OVERSTOCK' : undefined, atMs);
    this.#decide(this.#depletion, this.#depletes() ? 'RAPID_DEPLETION' : undefined, atMs);
  }

  #lowStockType(): string | undefined {
    if (this.#units < 10) return 'CRITICAL_LOW_STOCK';
    if (this.#units < this.#product.reorderPointUnits) return 'LOW_STOCK';
    return undefined;
  }

  #overfills(): boolean {
    return 10 * this.#units > 9 * this.#product.maxCapacityUnits;
  }

  #depletes(): boolean {
    const before = this.#unitsAnHourAgo;
    return before > 0 && 10 * (before - this.#units) > 3 * before;
  }

  #decide(family: Family, type: string | undefined, atMs: number): void {
    if (type === family.active) return;
    if (type === undefined) {
      this.#resolve(family, atMs);
      return;
    }
    if (family.active === undefined) {
      this.raised += 1;
      this.#append('raised', type, atMs);
    } else {
      // Only the stock family has two types.
      this.#append(type === 'CRITICAL_LOW_STOCK' ? 'escalated' : 'deescalated', type, atMs);
    }
    family.active = type;
  }

  #resolve(family: Family, atMs: number): void {
    if (family.active === undefined) return;
    this.resolved += 1;
    this.#append('resolved', family.active, atMs);
    family.active = undefined;
  }

  #append(change: string, type: string, atMs: number): void {
    const line = `${change} ${type} ${this.#lastMovementSeq} ${atMs} ${this.#units}`;
    this.trailHash = createHash('sha256').update(`${this.trailHash}${line}`).digest('hex');
  }

  /** Now and then, so that a long list is not copied for every movement. */
  #forgetOldLevels(): void {
    if (this.#firstYoung < 64 || this.#firstYoung * 2 < this.#levels.length) return;
    this.#levels = this.#levels.slice(this.#firstYoung);
    this.#firstYoung = 0;
  }
}
