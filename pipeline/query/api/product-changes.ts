/** From the body of a PUT to a command: other names understood, dollars to cents, and held against what the product is now. */
import type { ProductChanges } from '../../command.ts';
import type { ProductView } from '../views.ts';
import { ApiRefusal, shown } from './refusal.ts';
import type { ProductChangesJson } from './schemas/products.ts';

/** @throws ApiRefusal VALIDATION, naming the field */
export function productChanges(body: ProductChangesJson, product: ProductView): ProductChanges {
  const { name, category, reorderPoint, maxCapacity } = body;
  const priceCents = priceOf(body);
  checkRoom(body, product);
  return {
    ...(name === undefined ? {} : { name }),
    ...(category === undefined ? {} : { category }),
    ...(priceCents === undefined ? {} : { priceCents }),
    ...(reorderPoint === undefined ? {} : { reorderPointUnits: reorderPoint }),
    ...(maxCapacity === undefined ? {} : { maxCapacityUnits: maxCapacity }),
  };
}

function priceOf({ price, unitPrice }: ProductChangesJson): number | undefined {
  if (price !== undefined && unitPrice !== undefined) {
    throw new ApiRefusal('VALIDATION', 'unitPrice is another name of price, and both are given', {
      field: 'body.unitPrice',
    });
  }
  const dollars = price ?? unitPrice;
  if (dollars === undefined) return undefined;
  const cents = Math.round(dollars * 100);
  if (cents > 0 && cents / 100 === dollars) return cents;
  throw new ApiRefusal(
    'VALIDATION',
    `The price must have two decimals at most, and is ${shown(dollars)}`,
    { field: price === undefined ? 'body.unitPrice' : 'body.price' },
  );
}

/** What is not given is as the product has it now. */
function checkRoom({ reorderPoint, maxCapacity }: ProductChangesJson, product: ProductView): void {
  const capacityUnits = maxCapacity ?? product.maxCapacityUnits;
  const reorderUnits = reorderPoint ?? product.reorderPointUnits;
  if (maxCapacity !== undefined && maxCapacity < product.onHandUnits) {
    throw new ApiRefusal(
      'VALIDATION',
      `maxCapacity must be at least the ${product.onHandUnits} units on hand, and is ${maxCapacity}`,
      { field: 'body.maxCapacity' },
    );
  }
  if (reorderUnits <= capacityUnits) return;
  if (reorderPoint !== undefined) {
    throw new ApiRefusal(
      'VALIDATION',
      `reorderPoint must be at most the capacity of ${capacityUnits} units, and is ${reorderPoint}`,
      { field: 'body.reorderPoint' },
    );
  }
  if (maxCapacity === undefined) return;
  throw new ApiRefusal(
    'VALIDATION',
    `maxCapacity must be at least the reorder point of ${reorderUnits} units, and is ${maxCapacity}`,
    { field: 'body.maxCapacity', hint: 'Lower reorderPoint in the same request.' },
  );
}
