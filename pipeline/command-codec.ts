/** Commands as records of `inventory.commands`, and back. Reading is total: whatever stands in a record, it answers. */
import type { Command, CommandMessage, ProductChanges } from './command.ts';
import { MAX_QUANTITY_UNITS } from './event.ts';
import {
  excerpt,
  Fault,
  faultOfQuantity,
  isObject,
  type JsonObject,
  missingOrWrong,
  parseObject,
  type Rejection,
} from './stages/record-fault.ts';

export interface CommandRecord {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** A command with its name, which is the same however often the record comes, and when it was issued (epoch microseconds). */
export type IssuedCommand = Command & { readonly id: string; readonly issuedUs: number };

export type DecodedCommand =
  | IssuedCommand
  | { readonly kind: 'foreign' }
  | { readonly kind: 'rejected'; readonly reason: Rejection; readonly detail: string };

export const MAX_COMMAND_ID_LENGTH = 100;
export const MAX_NAME_LENGTH = 200;
/** Ten million dollars. */
export const MAX_PRICE_CENTS = 1_000_000_000;

const FOREIGN: DecodedCommand = { kind: 'foreign' };

/**
 * @param id `CMD-<run>-<count>`
 * @param issuedUs wall clock, epoch microseconds
 */
export function encodeCommand(
  command: Command,
  id: string,
  run: string,
  issuedUs: number,
): CommandRecord {
  const message: CommandMessage = {
    id,
    ...contentOf(command),
    productId: command.productId,
    metadata: { run, issuedUs },
  };
  return { key: Buffer.from(command.productId), value: Buffer.from(JSON.stringify(message)) };
}

/** @returns a command whose product may still be unknown: its fields are what they have to be, and no more than that */
export function decodeCommand(value: Buffer | null, runId: string): DecodedCommand {
  const parsed = parseObject(value);
  if (parsed instanceof Fault) return rejected(parsed);
  const { metadata } = parsed;
  if (metadata === undefined) return rejected(new Fault('missing_field', 'metadata'));
  if (!isObject(metadata)) return rejected(new Fault('invalid_metadata', 'not an object'));
  if (typeof metadata.run !== 'string') return rejected(missingOrWrong('run', metadata.run));
  if (metadata.run !== runId) return FOREIGN;
  const { issuedUs } = metadata;
  if (typeof issuedUs !== 'number') return rejected(missingOrWrong('issuedUs', issuedUs));
  const id = textOf(parsed.id, 'id', MAX_COMMAND_ID_LENGTH);
  if (id instanceof Fault) return rejected(id);
  const command = commandOf(parsed);
  return command instanceof Fault ? rejected(command) : { ...command, id, issuedUs };
}

function contentOf(command: Command): Omit<CommandMessage, 'id' | 'productId' | 'metadata'> {
  switch (command.kind) {
    case 'restock':
      return { type: 'RESTOCK', quantity: command.units };
    case 'update-product':
      return { type: 'UPDATE_PRODUCT', changes: command.changes };
    case 'resolve-alert':
      return { type: 'RESOLVE_ALERT', alertId: command.alertId };
    case 'dismiss-alert':
      return { type: 'DISMISS_ALERT', alertId: command.alertId };
  }
}

function commandOf(parsed: JsonObject): Command | Fault {
  const { type, productId } = parsed;
  if (typeof productId !== 'string') return missingOrWrong('productId', productId);
  switch (type) {
    case 'RESTOCK':
      return (
        faultOfQuantity(parsed.quantity, 1) ?? {
          ...{ kind: 'restock', productId },
          units: parsed.quantity as number,
        }
      );
    case 'UPDATE_PRODUCT': {
      const changes = changesOf(parsed.changes);
      return changes instanceof Fault ? changes : { kind: 'update-product', productId, changes };
    }
    case 'RESOLVE_ALERT':
      return alertAction('resolve-alert', productId, parsed.alertId);
    case 'DISMISS_ALERT':
      return alertAction('dismiss-alert', productId, parsed.alertId);
    default:
      return typeof type === 'string'
        ? new Fault('unknown_type', excerpt(type))
        : missingOrWrong('type', type);
  }
}

function alertAction(
  kind: 'resolve-alert' | 'dismiss-alert',
  productId: string,
  alertId: unknown,
): Command | Fault {
  if (typeof alertId !== 'string') return missingOrWrong('alertId', alertId);
  if (!alertId.startsWith(`ALT-${productId}-`)) {
    return new Fault('invalid_command', `alertId is none of ${excerpt(productId)}`);
  }
  return { kind, productId, alertId };
}

/** What may stand in `changes`; nothing of it is believed yet. */
type Untrusted = { readonly [K in keyof ProductChanges]?: unknown };

/** Whole numbers from least to most, by field. */
const NUMBERS = [
  ['priceCents', 1, MAX_PRICE_CENTS],
  ['reorderPointUnits', 0, MAX_QUANTITY_UNITS],
  ['maxCapacityUnits', 1, MAX_QUANTITY_UNITS],
] as const;

function changesOf(value: unknown): ProductChanges | Fault {
  if (!isObject(value)) return missingOrWrong('changes', value);
  const given: Untrusted = value as Untrusted;
  const changes: { -readonly [K in keyof ProductChanges]: ProductChanges[K] } = {};
  for (const field of ['name', 'category'] as const) {
    if (given[field] === undefined) continue;
    const text = textOf(given[field], field, MAX_NAME_LENGTH);
    if (text instanceof Fault) return text;
    changes[field] = text;
  }
  for (const [field, least, most] of NUMBERS) {
    const number = given[field];
    if (number === undefined) continue;
    if (typeof number !== 'number') return missingOrWrong(field, number);
    if (!Number.isInteger(number) || number < least || number > most) {
      return new Fault('invalid_command', `${field} is ${number}, not from ${least} to ${most}`);
    }
    changes[field] = number;
  }
  const isEmpty = Object.keys(changes).length === 0;
  return isEmpty ? new Fault('invalid_command', 'changes has nothing to change') : changes;
}

function textOf(value: unknown, field: string, maxLength: number): string | Fault {
  if (typeof value !== 'string') return missingOrWrong(field, value);
  const isText = value.trim() !== '' && value.length <= maxLength;
  return isText
    ? value
    : new Fault('invalid_command', `${field} must have 1 to ${maxLength} characters`);
}

function rejected({ reason, detail }: Fault): DecodedCommand {
  return { kind: 'rejected', reason, detail };
}
