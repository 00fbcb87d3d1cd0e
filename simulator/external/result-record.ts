/**
 * One record of a results topic. Two forms are understood (`docs/own-consumer.md`):
 *
 *     value   {"eventId": "EVT-PROD-001-7", "run": "…", "stock": 12}      JSON; run and stock may be left out
 *     header  event-id: EVT-PROD-001-7                                    and, if wanted, run: …
 *
 * Aliases: `id`, `event_id`; `metadata.run`; `onHand`, `quantityOnHand`. A header counts before the value.
 */

export interface ResultRecord {
  /** Of the event that was processed. */
  readonly eventId: string;
  /** Absent: the service does not pass it on. */
  readonly run?: string;
  /** Units on hand after the event; absent: the service does not tell. */
  readonly stockUnits?: number;
}

export interface RecordParts {
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, HeaderValue>> | undefined;
}

type HeaderValue = Buffer | string | (Buffer | string)[] | undefined;

/** @returns undefined when no event id is found in it */
export function readResult({ value, headers }: RecordParts): ResultRecord | undefined {
  const fields = fieldsOf(value);
  const eventId = headerText(headers?.['event-id']) ?? firstText(fields, EVENT_ID);
  if (eventId === undefined) return undefined;
  const run = headerText(headers?.['run']) ?? firstText(fields, RUN) ?? metadataRun(fields);
  const stockUnits = stockOf(fields);
  return {
    eventId,
    ...(run === undefined ? {} : { run }),
    ...(stockUnits === undefined ? {} : { stockUnits }),
  };
}

const EVENT_ID = ['eventId', 'id', 'event_id'] as const;
const RUN = ['run'] as const;
const STOCK = ['stock', 'onHand', 'quantityOnHand'] as const;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: Buffer | null): Fields | undefined {
  if (value === null || value.length === 0) return undefined;
  try {
    const parsed: unknown = JSON.parse(value.toString('utf8'));
    return isFields(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstText(fields: Fields | undefined, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields?.[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function metadataRun(fields: Fields | undefined): string | undefined {
  const metadata = fields?.['metadata'];
  return isFields(metadata) ? firstText(metadata, RUN) : undefined;
}

/** Whole units only: half a unit stands on no shelf. Negative stock is told as it is, and differs. */
function stockOf(fields: Fields | undefined): number | undefined {
  for (const name of STOCK) {
    const value = fields?.[name];
    if (typeof value === 'number' && Number.isInteger(value)) return value;
  }
  return undefined;
}

function headerText(value: HeaderValue): string | undefined {
  const one = Array.isArray(value) ? value[0] : value;
  if (one === undefined) return undefined;
  const text = typeof one === 'string' ? one : one.toString('utf8');
  return text === '' ? undefined : text;
}
