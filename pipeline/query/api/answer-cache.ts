/**
 * Answers as the bytes they are sent as. Thousands of people who poll the same dashboard cost one answer each time the inventory has
 * changed, and whoever has it already gets no more than a 304.
 */
import { createHash } from 'node:crypto';

export interface StoredAnswer {
  readonly bytes: Buffer;
  /** Of everything but the time at which it was made. */
  readonly etag: string;
}

const MAX_ANSWERS = 500;
const MAX_BYTES = 16 * 1024 * 1024;

/** Holds what was answered since the inventory last changed, the first of it when there is too much. */
export class AnswerCache {
  readonly #version: () => string;
  readonly #answers = new Map<string, StoredAnswer>();
  #knownVersion = '';
  #bytes = 0;

  /** @param version changes whenever an answer may have changed */
  constructor(version: () => string) {
    this.#version = version;
  }

  get(url: string): StoredAnswer | undefined {
    this.#forgetFormer();
    return this.#answers.get(url);
  }

  /** Call it in the turn of the event loop in which the answer was put together. */
  put(url: string, answer: StoredAnswer): void {
    this.#forgetFormer();
    const bytes = answer.bytes.length + 2 * url.length;
    if (this.#answers.size >= MAX_ANSWERS || this.#bytes + bytes > MAX_BYTES) return;
    this.#answers.set(url, answer);
    this.#bytes += bytes;
  }

  #forgetFormer(): void {
    const version = this.#version();
    if (version === this.#knownVersion) return;
    this.#knownVersion = version;
    this.#answers.clear();
    this.#bytes = 0;
  }
}

/** @param now wall clock, ISO 8601 */
export function storedAnswer(content: object, now: string): StoredAnswer {
  const json = JSON.stringify(content);
  const hash = createHash('sha256').update(json).digest('base64url').slice(0, 22);
  const bytes = Buffer.from(`${json.slice(0, -1)},"timestamp":${JSON.stringify(now)}}`);
  return { bytes, etag: `"${hash}"` };
}

/** @param header `If-None-Match` as it came: one or more tags, weak or strong, or `*` */
export function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => {
    const bare = tag.trim().replace(/^W\//, '');
    return bare === etag || bare === '*';
  });
}
