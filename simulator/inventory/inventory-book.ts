/** Watches a replay of the plan and keeps what a report says of the stock. */
import type { StockEvent } from '../../pipeline/event.ts';
import type { AlertChange, Effects } from '../../pipeline/stages/effects.ts';
import type { InventoryReport } from '../../reports/inventory.ts';
import type { World } from '../world/world.ts';
import { ForecastBook } from './forecast-book.ts';
import { Movements } from './movements.ts';
import { StockOutBook } from './stock-outs.ts';
import { DAY_MS, dayOf, type VirtualDays, virtualDays } from './virtual-days.ts';
import { WorldDaysBook } from './world-days.ts';

/** What is known of the whole world, without the stories of single products. */
export type InventoryFigures = Omit<InventoryReport, 'products'>;

export class InventoryBook {
  readonly stockOuts: StockOutBook;
  readonly forecasts: ForecastBook;
  /** For the simulation whose events this sees. */
  readonly effects: Effects<StockEvent> = {
    applied() {},
    dayClosed() {},
    alertChanged: (change: AlertChange) => this.#worldDays.alertChanged(change),
  };
  readonly #days: VirtualDays;
  readonly #movements: Movements;
  readonly #worldDays: WorldDaysBook;
  #openDay = 0;
  /** Where the open day ends; the last one never does. */
  #openDayEndMs: number;

  constructor(world: World) {
    const { products } = world.catalogue;
    this.#days = virtualDays(world.startMs, world.endMs);
    this.#movements = new Movements(products, world.scenario.pipeline.shortage);
    this.#worldDays = new WorldDaysBook(
      this.#days,
      products.reduce((sum, { openingStockUnits }) => sum + openingStockUnits, 0),
    );
    this.stockOuts = new StockOutBook(products, world.startMs);
    this.forecasts = new ForecastBook(world, this.#days);
    this.#openDayEndMs = this.#endOfDay(0);
  }

  /**
   * All events of the world in order of time.
   * @param onHandUnits on the product's shelf after the event
   */
  take(event: StockEvent, onHandUnits: number): void {
    if (event.virtualMs >= this.#openDayEndMs) this.#enter(dayOf(this.#days, event.virtualMs));
    const movements = this.#movements;
    if (!movements.read(event, onHandUnits)) return;
    const { productIndex } = event;
    this.#worldDays.moved(movements);
    this.stockOuts.moved(productIndex, movements.beforeUnits, onHandUnits, event.virtualMs);
    if (movements.demandedUnits > 0 || movements.soldUnits > 0) {
      this.forecasts.moved(productIndex, movements);
    }
  }

  /** The scenario is over. Nothing may be taken afterwards. */
  finish(): void {
    const { complete, count, endMs } = this.#days;
    this.#worldDays.closeBefore(count);
    for (let day = this.#openDay; day < complete; day += 1) this.forecasts.closeDay();
    this.stockOuts.finish(endMs);
  }

  /** Complete after {@link finish}. */
  figures(): InventoryFigures {
    return {
      startMs: this.#days.startMs,
      endMs: this.#days.endMs,
      days: this.#worldDays.columns(),
      stockOuts: this.stockOuts.summary(),
      forecast: this.forecasts.accuracy(),
    };
  }

  #enter(day: number): void {
    this.#worldDays.closeBefore(day);
    for (let closing = this.#openDay; closing < day; closing += 1) this.forecasts.closeDay();
    this.#openDay = day;
    this.#openDayEndMs = this.#endOfDay(day);
  }

  #endOfDay(day: number): number {
    if (day >= this.#days.count - 1) return Number.POSITIVE_INFINITY;
    return this.#days.startMs + (day + 1) * DAY_MS;
  }
}
