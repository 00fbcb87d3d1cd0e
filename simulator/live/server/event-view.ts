/** From the bytes of a record on an event topic to what the event log shows of it. Total: whatever stands in a record. */
import { EVENT_TYPES, type EventType, POISON_HEADERS } from '../../../pipeline/event.ts';
import type { EventView } from '../../../pipeline/query/views.ts';
import type { TappedRecord } from './log-cursor.ts';

/** Longer ones are shown without what is in them. */
const MAX_SHOWN_BYTES = 64 * 1024;
const MAX_TEXT = 300;

/** @returns undefined for a record of another run */
export function eventView(
  record: TappedRecord,
  number: number,
  runId: string,
): EventView | undefined {
  const value = objectIn(record.value);
  const metadata = asObject(value['metadata']);
  const run = metadata['run'] ?? record.headers?.[POISON_HEADERS.run]?.toString();
  if (typeof run === 'string' && run !== runId) return undefined;
  const source = metadata['source'] === 'engine' ? 'engine' : run === undefined ? 'hand' : 'plan';
  const { topic, partition, offset, key } = record;
  return {
    ...{ number, source, topic, partition, offset },
    id: text(value['id']),
    type: EVENT_TYPES.find((type): type is EventType => type === value['type']),
    productId: text(value['productId']) ?? key?.toString('utf8', 0, MAX_TEXT),
    warehouseId: text(value['warehouseId']),
    quantity: numeric(value['quantity']),
    virtualMs: instant(value['timestamp']),
    productSeq: numeric(metadata['seq']),
    message: source === 'engine' ? text(metadata['message']) : undefined,
  };
}

export function objectIn(value: Buffer | null): Readonly<Record<string, unknown>> {
  if (value === null || value.length > MAX_SHOWN_BYTES) return {};
  try {
    return asObject(JSON.parse(value.toString('utf8')));
  } catch {
    return {};
  }
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : {};
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : undefined;
}

export function numeric(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function instant(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
