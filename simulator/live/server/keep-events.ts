/** The whole trail of records of a run, a line each, in `events.jsonl`: nothing is passed over, and the disk sets the pace. */

import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { EVENTS_FILE } from '../../../reports/run-file-names.ts';
import type { TappedRecord } from './log-cursor.ts';

export class EventTrail {
  readonly #file: WriteStream;
  readonly #onTrouble: (message: string) => void;
  #written = 0;
  #unwritten = 0;
  #hasFailed = false;

  /** @param folder of the run; it exists */
  constructor(folder: string, onTrouble: (message: string) => void) {
    this.#onTrouble = onTrouble;
    this.#file = createWriteStream(join(folder, EVENTS_FILE), { flags: 'wx' });
    this.#file.on('error', (error) => this.#fail(error));
  }

  /** @returns to be waited for before more is read, when the disk does not keep up */
  add(record: TappedRecord): Promise<void> | undefined {
    if (this.#hasFailed) {
      this.#unwritten += 1;
      return undefined;
    }
    this.#written += 1;
    if (this.#file.write(`${trailLine(record)}\n`)) return undefined;
    return once(this.#file, 'drain').then(
      () => undefined,
      () => undefined,
    );
  }

  /** Records that were gone before they could be read. */
  lose(records: number): void {
    this.#unwritten += records;
  }

  /** Everything is on the disk, and what is not is said. */
  async close(): Promise<void> {
    if (!this.#hasFailed) {
      await new Promise<void>((resolve) => {
        this.#file.once('error', () => resolve());
        this.#file.end(resolve);
      });
    }
    if (this.#unwritten === 0) return;
    this.#onTrouble(`${this.#unwritten} records are not in ${EVENTS_FILE}; ${this.#written} are.`);
  }

  #fail(error: Error): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#onTrouble(`${EVENTS_FILE} cannot be written any more: ${error.message}.`);
    // Whoever waits for the disk goes on.
    this.#file.emit('drain');
  }
}

export function trailLine(record: TappedRecord): string {
  const { topic, partition, offset, timestampMs, key, value, headers } = record;
  const names = Object.entries(headers ?? {});
  return JSON.stringify({
    ...{ topic, partition, offset },
    timestamp: isoOrNull(timestampMs),
    ...(key === null ? { key: null } : bytes('key', key)),
    ...(names.length === 0
      ? {}
      : { headers: names.map(([name, header]) => ({ name, ...bytes('value', header) })) }),
    ...valuePart(value),
  });
}

function valuePart(value: Buffer | null): Readonly<Record<string, unknown>> {
  if (value === null) return { value: null };
  try {
    return { value: JSON.parse(value.toString('utf8')) };
  } catch {
    return { valueBase64: value.toString('base64') };
  }
}

/** As text where it is text, so that nothing is lost where it is not. */
function bytes(name: string, value: Buffer): Readonly<Record<string, string>> {
  const text = value.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(value);
  return isText ? { [name]: text } : { [`${name}Base64`]: value.toString('base64') };
}

/** Timestamps are what anybody wrote. */
function isoOrNull(ms: number): string | null {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null;
}
