/** What is wrong with a record that somebody wrote: the reasons, and the checks that every kind of record shares. Total. */
import { MAX_QUANTITY_UNITS } from '../event.ts';

export const REJECTIONS = [
  'no_value',
  'too_large',
  'not_json',
  'not_an_object',
  'invalid_metadata',
  'invalid_envelope',
  'missing_field',
  'wrong_type',
  'unknown_type',
  'unknown_product',
  'unknown_warehouse',
  'wrong_warehouse',
  'wrong_partition',
  'invalid_quantity',
  'absurd_quantity',
  'invalid_timestamp',
  'timestamp_out_of_range',
  'planned_poison',
  /** Of commands, and of what comes when the books are closed. */
  'invalid_command',
  'refused',
] as const;
export type Rejection = (typeof REJECTIONS)[number];

/** Values larger than this are refused unread. */
export const MAX_VALUE_BYTES = 1_048_576;

/** A class, because a record can imitate any shape, but never an instance. */
export class Fault {
  readonly reason: Rejection;
  readonly detail: string;
  constructor(reason: Rejection, detail: string) {
    this.reason = reason;
    this.detail = detail;
  }
}

/** What may stand in a value and in its metadata; nothing of it is believed yet. */
export interface JsonObject {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly productId?: unknown;
  readonly warehouseId?: unknown;
  readonly quantity?: unknown;
  readonly timestamp?: unknown;
  readonly changes?: unknown;
  readonly alertId?: unknown;
  readonly metadata?: unknown;
  readonly run?: unknown;
  readonly seq?: unknown;
  readonly due?: unknown;
  readonly handed?: unknown;
  readonly issuedUs?: unknown;
  readonly source?: unknown;
}

export function parseObject(value: Buffer | null): JsonObject | Fault {
  if (value === null || value.length === 0) return new Fault('no_value', 'the record has no value');
  if (value.length > MAX_VALUE_BYTES) return new Fault('too_large', `${value.length} bytes`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(value.toString('utf8'));
  } catch (error) {
    return new Fault('not_json', error instanceof Error ? error.message : String(error));
  }
  return isObject(parsed) ? parsed : new Fault('not_an_object', excerpt(JSON.stringify(parsed)));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param leastUnits a notice may speak of no units at all; everything else moves at least one */
export function faultOfQuantity(quantity: unknown, leastUnits: 0 | 1): Fault | undefined {
  if (typeof quantity !== 'number') return missingOrWrong('quantity', quantity);
  if (!Number.isInteger(quantity) || quantity < leastUnits) {
    return new Fault('invalid_quantity', String(quantity));
  }
  return quantity > MAX_QUANTITY_UNITS ? new Fault('absurd_quantity', String(quantity)) : undefined;
}

export function missingOrWrong(field: string, value: unknown): Fault {
  return value === undefined
    ? new Fault('missing_field', field)
    : new Fault('wrong_type', `${field} is ${value === null ? 'null' : typeof value}`);
}

export function excerpt(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
