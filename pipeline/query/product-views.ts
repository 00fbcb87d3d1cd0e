/**
 * Every product of a run as the changelog has it, ready to be shown. Views are made when somebody looks, and again only of
 * what changed since the last look.
 */
import { alertId } from '../alert-id.ts';
import type { Command, ProductChanges } from '../command.ts';
import { ALERT_FAMILIES, type AlertState, activeFamilies } from '../stages/alerts.ts';
import type { TracedEvent } from '../stages/decode.ts';
import { WINDOW_DAYS } from '../stages/demand.ts';
import type { AlertType } from '../stages/effects.ts';
import type { PartitionPipeline } from '../stages/partition-pipeline.ts';
import type { ActiveAlert, ProductView } from './views.ts';

/** Complete days that a view shows. */
const SHOWN_DAYS = 7;

type Names = Pick<ProductChanges, 'name' | 'category' | 'priceCents'>;

export interface ProductPlace {
  readonly pipeline: PartitionPipeline<TracedEvent>;
  readonly row: number;
}

export class ProductViews {
  /** By catalogue index. */
  readonly #places: readonly ProductPlace[];
  readonly #indexOf: ReadonlyMap<string, number>;
  /** What people have called it since, by catalogue index. */
  readonly #names = new Map<number, Names>();
  readonly #isStale: Uint8Array;
  #stale: number[] = [];
  #views: readonly ProductView[] = [];
  #virtualNowMs: number;
  #version = 0;
  readonly #window = new Int32Array(WINDOW_DAYS);

  /**
   * @param places by catalogue index
   * @param startMs of the scenario, virtual epoch milliseconds
   */
  constructor(places: readonly ProductPlace[], startMs: number) {
    this.#places = places;
    this.#indexOf = new Map(
      places.map(({ pipeline, row }, index) => [pipeline.product(row).id, index]),
    );
    this.#isStale = new Uint8Array(places.length);
    this.#virtualNowMs = startMs;
    for (const index of places.keys()) this.#touch(index);
  }

  /** Changes whenever a view may have changed. */
  get version(): number {
    return this.#version;
  }

  /** Latest virtual instant that any product has reached, as of the last look. */
  get virtualNowMs(): number {
    this.all();
    return this.#virtualNowMs;
  }

  /** In the order of the catalogue. What was handed out stays as it was. */
  all(): readonly ProductView[] {
    if (this.#stale.length === 0) return this.#views;
    const views =
      this.#views.length === 0 ? new Array<ProductView>(this.#places.length) : [...this.#views];
    for (const index of this.#stale) {
      this.#isStale[index] = 0;
      const view = this.#viewOf(index);
      views[index] = view;
      this.#virtualNowMs = Math.max(this.#virtualNowMs, view.lastMovementMs);
    }
    this.#stale = [];
    this.#views = views;
    return views;
  }

  /** @returns undefined for ids that the catalogue does not have */
  get(id: string): ProductView | undefined {
    const index = this.#indexOf.get(id);
    return index === undefined ? undefined : this.all()[index];
  }

  /** The state of these products is another one. */
  changed(productIndexes: Iterable<number>): void {
    let any = false;
    for (const index of productIndexes) {
      this.#touch(index);
      any = true;
    }
    if (any) this.#version += 1;
  }

  /** What only concerns those who look: names, categories and prices. @returns whether there was any of it */
  rename(command: Command): boolean {
    if (command.kind !== 'update-product') return false;
    const index = this.#indexOf.get(command.productId);
    const { name, category, priceCents } = command.changes;
    if (index === undefined || (name ?? category ?? priceCents) === undefined) return false;
    this.#names.set(index, {
      ...this.#names.get(index),
      ...(name === undefined ? {} : { name }),
      ...(category === undefined ? {} : { category }),
      ...(priceCents === undefined ? {} : { priceCents }),
    });
    this.changed([index]);
    return true;
  }

  #touch(index: number): void {
    if (this.#isStale[index] !== 0) return;
    this.#isStale[index] = 1;
    this.#stale.push(index);
  }

  #viewOf(index: number): ProductView {
    const { pipeline, row } = this.#places[index] as ProductPlace;
    const { ledger, alerts, lastMovementMs, openDaySoldUnits } = pipeline.glance(row);
    const product = pipeline.product(row);
    const names = this.#names.get(index);
    // Field by field: thousands are made a second, and spreading objects costs several times as much.
    return {
      id: product.id,
      sku: product.sku,
      name: names?.name ?? product.name,
      category: names?.category ?? product.category,
      warehouseIndex: product.warehouseIndex,
      priceCents: names?.priceCents ?? product.priceCents,
      openingStockUnits: product.openingStockUnits,
      reorderPointUnits: product.reorderPointUnits,
      maxCapacityUnits: product.maxCapacityUnits,
      onHandUnits: ledger.onHandUnits,
      backlogUnits: ledger.backlogUnits,
      saleLines: ledger.saleLines,
      shortLines: ledger.shortLines,
      soldUnits: ledger.soldUnits,
      lostUnits: ledger.lostUnits,
      restockedUnits: ledger.restockedUnits,
      returnedUnits: ledger.returnedUnits,
      clippedUnits: ledger.clippedUnits,
      productIndex: index,
      partition: pipeline.partition,
      appliedSeq: pipeline.appliedSeq(row),
      waitingSeqs: pipeline.waitingSeqs(row),
      lastMovementMs,
      dailySoldUnits: this.#newestDays(pipeline.forecastInput(row, this.#window, 0)),
      openDaySoldUnits,
      forecast: pipeline.forecast(row),
      activeAlerts:
        alerts.activeBits === 0
          ? NO_ALERTS
          : activeAlerts(product.id, alerts, pipeline.activeAlerts(row)),
      touchedByHand: names !== undefined || pipeline.touchedByHand(row),
    };
  }

  /** @param days that are in the window */
  #newestDays(days: number): number[] {
    const newest: number[] = [];
    for (let at = Math.max(0, days - SHOWN_DAYS); at < days; at += 1) {
      newest.push(this.#window[at] as number);
    }
    return newest;
  }
}

const NO_ALERTS: readonly ActiveAlert[] = [];

/** @param types of the active families, in their order */
function activeAlerts(
  productId: string,
  { activeBits, raised }: AlertState,
  types: readonly AlertType[],
): ActiveAlert[] {
  return activeFamilies(activeBits).flatMap((at, place) => {
    const family = ALERT_FAMILIES[at];
    const type = types[place];
    const by = raised[place];
    if (family === undefined || type === undefined || by === undefined) return [];
    const hand = by.byHand === undefined ? {} : { raisedByHand: by.byHand };
    const alert = { family, type, raisedBySeq: by.bySeq, raisedAtMs: by.atMs, ...hand };
    return [{ id: alertId(productId, alert), ...alert }];
  });
}
