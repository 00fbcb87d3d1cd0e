/**
 * Every product of a run as the changelog has it, ready to be shown. Views are made when somebody looks, and again only of
 * what changed since the last look.
 */
import { alertId } from '../alert-id.ts';
import type { Command, ProductChanges } from '../command.ts';
import { ALERT_FAMILIES, activeFamilies } from '../stages/alerts.ts';
import type { TracedEvent } from '../stages/decode.ts';
import { WINDOW_DAYS } from '../stages/demand.ts';
import type { AlertType } from '../stages/effects.ts';
import type { PartitionPipeline } from '../stages/partition-pipeline.ts';
import type { ProductState } from '../stages/product-state.ts';
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
    const state = pipeline.stateOf(row);
    const { openingStockUnits, reorderPointUnits, maxCapacityUnits, ...product } =
      pipeline.product(row);
    const { id, sku, name, category, warehouseIndex, priceCents } = product;
    const days = pipeline.forecastInput(row, this.#window, 0);
    const names = this.#names.get(index);
    const { backorderedUnits: _, ...ledger } = state.ledger;
    return {
      ...{ id, sku, name, category, warehouseIndex, priceCents },
      ...{ openingStockUnits, reorderPointUnits, maxCapacityUnits },
      ...names,
      ...ledger,
      productIndex: index,
      partition: pipeline.partition,
      appliedSeq: state.turn.appliedSeq,
      waitingSeqs: state.turn.waiting.map(({ productSeq }) => productSeq),
      lastMovementMs: state.lastMovementMs,
      dailySoldUnits: Array.from(this.#window.subarray(Math.max(0, days - SHOWN_DAYS), days)),
      openDaySoldUnits: state.demand.openDayUnits,
      forecast: state.forecast,
      activeAlerts: activeAlerts(id, state, pipeline.activeAlerts(row)),
      touchedByHand: state.byHand !== undefined || names !== undefined,
    };
  }
}

/** @param types of the active families, in their order */
function activeAlerts(
  productId: string,
  { alerts: { activeBits, raised } }: ProductState<TracedEvent>,
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
