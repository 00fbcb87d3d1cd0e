/** What a report says of the stock: figures of the whole world, and the stories of a few products. */
import type { Outcome } from '../../pipeline/stages/outcome.ts';
import type { InventoryReport } from '../../reports/inventory.ts';
import type { World } from '../world/world.ts';
import { chooseProducts } from './choose.ts';
import type { InventoryBook } from './inventory-book.ts';
import { type ClosingUnits, tellStories } from './stories.ts';

/**
 * @param book saw the whole replay and is finished
 * @param simulated what that replay came to
 * @param closingUnits as the run concluded them
 */
export function inventoryReport(
  world: World,
  book: InventoryBook,
  simulated: Outcome,
  closingUnits: ClosingUnits,
): InventoryReport {
  return {
    ...book.figures(),
    products: tellStories(world, chooseProducts(world, simulated, book), closingUnits),
  };
}
