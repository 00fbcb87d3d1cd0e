/** Cut upon cut, the state of a partition: the latest of every product and day block. */
import type { Cut, CutState } from './cut.ts';

export class RestoredState implements CutState {
  products = new Map<string, Buffer>();
  dayBlocks = new Map<number, Buffer>();

  /** In the order in which they count. */
  apply({ head, products, dayBlocks }: Cut): void {
    if (head.kind === 'snapshot') {
      this.products = new Map(products);
      this.dayBlocks = new Map(dayBlocks);
      return;
    }
    for (const [productId, state] of products) this.products.set(productId, state);
    for (const [block, state] of dayBlocks) this.dayBlocks.set(block, state);
  }
}
