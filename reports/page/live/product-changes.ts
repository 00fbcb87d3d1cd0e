/** From the fields of a form to the body of a request. What is plainly wrong is said here, the rest by the server. Pure. */
import { FieldFault } from './field-fault.ts';

export interface Changes {
  readonly name?: string;
  readonly category?: string;
  /** Dollars. */
  readonly price?: number;
  readonly reorderPoint?: number;
  readonly maxCapacity?: number;
}

type Values = Readonly<Record<string, string>>;

/** Only what differs from how the product is. @throws FieldFault where a field cannot be read, or nothing differs */
export function changesOf(values: Values, now: Readonly<Record<keyof Changes, string>>): Changes {
  const differs = (name: keyof Changes) => (values[name] ?? '').trim() !== now[name];
  const changes: Changes = {
    ...(differs('name') ? { name: textOf(values, 'name') } : {}),
    ...(differs('category') ? { category: textOf(values, 'category') } : {}),
    ...(differs('price') ? { price: numberOf(values, 'price') } : {}),
    ...(differs('reorderPoint') ? { reorderPoint: unitsOf(values, 'reorderPoint') } : {}),
    ...(differs('maxCapacity') ? { maxCapacity: unitsOf(values, 'maxCapacity') } : {}),
  };
  if (Object.keys(changes).length === 0) throw new FieldFault(null, 'Nothing has been changed.');
  return changes;
}

/** @throws FieldFault where it is no number of units */
export function restockOf(values: Values): { readonly quantity: number } {
  const quantity = unitsOf(values, 'quantity');
  if (quantity < 1) throw new FieldFault('quantity', 'At least one unit.');
  return { quantity };
}

function textOf(values: Values, name: string): string {
  const text = (values[name] ?? '').trim();
  if (text === '') throw new FieldFault(name, 'It must not be empty.');
  return text;
}

function numberOf(values: Values, name: string): number {
  const text = (values[name] ?? '').trim();
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) throw new FieldFault(name, 'It must be a number.');
  return value;
}

function unitsOf(values: Values, name: string): number {
  const value = numberOf(values, name);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new FieldFault(name, 'It must be a whole number of units.');
  }
  return value;
}
