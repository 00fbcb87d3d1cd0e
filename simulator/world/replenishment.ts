/** When the world orders, how much, and when it arrives. */
import type { Product } from '../../pipeline/product.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type StockedCatalogue, scaled } from './catalogue.ts';
import type { Deliveries } from './deliveries.ts';
import type { WorldLedger } from './ledger.ts';
import { between, type Stream } from './streams.ts';

/** Order-up-to level, as a share of the capacity: full enough, and below the overstock alert. */
const ORDER_UP_TO_SHARE = 0.8;

export class Replenishment {
  readonly #scenario: Scenario;
  readonly #catalogue: StockedCatalogue;
  readonly #ledger: WorldLedger;
  readonly #deliveries: Deliveries;
  readonly #onOrder: Float64Array;
  #orderNumber = 0;

  constructor(
    scenario: Scenario,
    catalogue: StockedCatalogue,
    ledger: WorldLedger,
    deliveries: Deliveries,
  ) {
    this.#scenario = scenario;
    this.#catalogue = catalogue;
    this.#ledger = ledger;
    this.#deliveries = deliveries;
    this.#onOrder = new Float64Array(catalogue.products.length);
  }

  arrived(productIndex: number, quantityUnits: number): void {
    this.#onOrder[productIndex] = (this.#onOrder[productIndex] as number) - quantityUnits;
  }

  /**
   * Continuous review, after every stock movement of the product: orders until the inventory position (on
   * hand + on order − backlog) is above the reorder point. Never orders what cannot fit the capacity.
   */
  review(productIndex: number, virtualMs: number, draw: Stream): void {
    const { replenishment, realism } = this.#scenario;
    if (replenishment.mode === 'open') return;
    const product = this.#catalogue.products[productIndex] as Product;
    let position = this.#positionUnits(productIndex);
    while (position <= product.reorderPointUnits) {
      const quantityUnits = Math.min(
        this.#orderUnits(product, position, replenishment.policy, draw),
        product.maxCapacityUnits - position,
      );
      // The supplier next door still needs an instant, so that a delivery follows what caused it.
      const leadTimeMs = realism.depletion ? between(draw, replenishment.leadTimeMs) : 1;
      this.#deliveries.add({
        virtualMs: virtualMs + leadTimeMs,
        productIndex,
        quantityUnits,
        orderNumber: this.#orderNumber,
      });
      this.#orderNumber += 1;
      this.#onOrder[productIndex] = (this.#onOrder[productIndex] as number) + quantityUnits;
      position += quantityUnits;
    }
  }

  #positionUnits(productIndex: number): number {
    return (
      this.#ledger.onHandUnits(productIndex) +
      (this.#onOrder[productIndex] as number) -
      this.#ledger.backlogUnits(productIndex)
    );
  }

  #orderUnits(
    product: Product,
    positionUnits: number,
    policy: 'reorder-quantity' | 'order-up-to',
    draw: Stream,
  ): number {
    if (policy === 'order-up-to') {
      const levelUnits = Math.max(
        product.reorderPointUnits + 1,
        Math.floor(product.maxCapacityUnits * ORDER_UP_TO_SHARE),
      );
      return levelUnits - positionUnits;
    }
    return scaled(
      between(draw, this.#scenario.quantities.restock),
      this.#catalogue.scaleThousandths[product.index] as number,
    );
  }
}
