/** The whole world day by day: what was asked for, sold, lost and delivered, and what stood on the shelves. */
import type { AlertChange } from '../../pipeline/stages/effects.ts';
import { MAX_DAY_ENTRIES, type WorldDays } from '../../reports/inventory.ts';
import type { Movements } from './movements.ts';
import { dayOf, type VirtualDays } from './virtual-days.ts';

/** Movements come in order of time; changes of alerts in any. */
export class WorldDaysBook {
  readonly #days: VirtualDays;
  readonly #daysPerEntry: number;
  readonly #demanded: Float64Array;
  readonly #sold: Float64Array;
  readonly #lost: Float64Array;
  readonly #restocked: Float64Array;
  readonly #closing: Float64Array;
  readonly #raised: Float64Array;
  readonly #resolved: Float64Array;
  #entry = 0;
  #onHandUnits: number;

  /** @param openingUnits on all shelves at the start */
  constructor(days: VirtualDays, openingUnits: number) {
    this.#days = days;
    this.#daysPerEntry = Math.ceil(days.count / MAX_DAY_ENTRIES);
    const column = () => new Float64Array(Math.ceil(days.count / this.#daysPerEntry));
    this.#demanded = column();
    this.#sold = column();
    this.#lost = column();
    this.#restocked = column();
    this.#closing = column();
    this.#raised = column();
    this.#resolved = column();
    this.#onHandUnits = openingUnits;
  }

  moved(movement: Movements): void {
    const entry = this.#entry;
    this.#demanded[entry] = (this.#demanded[entry] as number) + movement.demandedUnits;
    this.#sold[entry] = (this.#sold[entry] as number) + movement.soldUnits;
    this.#lost[entry] = (this.#lost[entry] as number) + movement.lostUnits;
    this.#restocked[entry] = (this.#restocked[entry] as number) + movement.restockedUnits;
    this.#onHandUnits += movement.afterUnits - movement.beforeUnits;
  }

  alertChanged({ transition, atMs }: AlertChange): void {
    const entry = Math.floor(dayOf(this.#days, atMs) / this.#daysPerEntry);
    if (transition === 'raised') this.#raised[entry] = (this.#raised[entry] as number) + 1;
    if (transition === 'resolved') this.#resolved[entry] = (this.#resolved[entry] as number) + 1;
  }

  /** The days before `day` are over; with the number of days: all of them. */
  closeBefore(day: number): void {
    const entry = Math.floor(day / this.#daysPerEntry);
    this.#closing.fill(this.#onHandUnits, this.#entry);
    this.#entry = entry;
  }

  columns(): WorldDays {
    return {
      daysPerEntry: this.#daysPerEntry,
      demandedUnits: Array.from(this.#demanded),
      soldUnits: Array.from(this.#sold),
      lostUnits: Array.from(this.#lost),
      restockedUnits: Array.from(this.#restocked),
      closingUnits: Array.from(this.#closing),
      alertsRaised: Array.from(this.#raised),
      alertsResolved: Array.from(this.#resolved),
    };
  }
}
