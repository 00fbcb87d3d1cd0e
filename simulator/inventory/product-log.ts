/** Everything that happens to one product, in memory that does not grow with the number of its events. */

import type { Product } from '../../pipeline/product.ts';
import type { AlertChange } from '../../pipeline/stages/effects.ts';
import type { ProductStory } from '../../reports/inventory.ts';
import type { Movements } from './movements.ts';
import { type Steps, thinSteps } from './thin-steps.ts';
import { dayOf, type VirtualDays } from './virtual-days.ts';

/** Beyond this the steps are thinned to half of it: far more than any chart shows. */
const MAX_STEPS = 8192;
const MAX_ALERT_CHANGES = 1000;

type StoryAlert = ProductStory['alerts'][number];

export class ProductLog {
  /** Units by virtual day. */
  readonly demandedUnits: Float64Array;
  readonly soldUnits: Float64Array;
  readonly #days: VirtualDays;
  #atMs: number[];
  #units: number[];
  #thinned = false;
  #alerts: StoryAlert[] = [];
  #alertsForgotten = 0;

  constructor({ openingStockUnits }: Product, days: VirtualDays) {
    this.#days = days;
    this.demandedUnits = new Float64Array(days.count);
    this.soldUnits = new Float64Array(days.count);
    this.#atMs = [days.startMs];
    this.#units = [openingStockUnits];
  }

  moved({ beforeUnits, afterUnits, demandedUnits, soldUnits }: Movements, atMs: number): void {
    const day = dayOf(this.#days, atMs);
    this.demandedUnits[day] = (this.demandedUnits[day] as number) + demandedUnits;
    this.soldUnits[day] = (this.soldUnits[day] as number) + soldUnits;
    if (afterUnits === beforeUnits) return;
    this.#atMs.push(atMs);
    this.#units.push(afterUnits);
    if (this.#units.length > MAX_STEPS) this.#thin();
  }

  alertChanged({ atMs, type, transition }: AlertChange): void {
    this.#alerts.push({ atMs, type, transition });
    if (this.#alerts.length <= 2 * MAX_ALERT_CHANGES) return;
    this.#alerts = this.#alerts.slice(-MAX_ALERT_CHANGES);
    this.#alertsForgotten += MAX_ALERT_CHANGES + 1;
  }

  /** @param cap at most so many steps */
  stock(cap: number): ProductStory['stock'] {
    const all: Steps = { atMs: this.#atMs, units: this.#units };
    const steps = thinSteps(all, cap);
    return { ...steps, thinned: this.#thinned || steps !== all };
  }

  /** @param cap at most so many changes, the newest */
  alerts(cap: number): Pick<ProductStory, 'alerts' | 'alertsOmitted'> {
    const left = Math.max(0, this.#alerts.length - cap);
    return { alerts: this.#alerts.slice(left), alertsOmitted: this.#alertsForgotten + left };
  }

  #thin(): void {
    const { atMs, units } = thinSteps({ atMs: this.#atMs, units: this.#units }, MAX_STEPS / 2);
    this.#atMs = [...atMs];
    this.#units = [...units];
    this.#thinned = true;
  }
}
