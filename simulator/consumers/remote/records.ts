/**
 * A word as records of the members topic, and back. A record's value is JSON:
 *
 *     { "v": 1, "group": "shop", "from": "…", "to": "…", "seq": 7, "part": 0, "parts": 1, "body": "…" }
 *
 * `seq` counts the words of a speaker from 1. A word that is longer than a broker takes in one record is cut into parts, all
 * with its seq. Records may come twice, since what is not known to be written is sent again; they never come out of order.
 */
import { decode, encode } from './codec.ts';

export const RECORDS_VERSION = 1;
/** Brokers take 1 MB by default; a text of so many characters stays below it, whatever has to be escaped or encoded in it. */
const PART_LENGTH = 250_000;
/** More parts than any word has: whoever announces more would fill the memory. */
const MAX_PARTS = 200;

export interface Word {
  /** Who speaks: a process, or the run. */
  readonly from: string;
  readonly to: string;
  readonly body: unknown;
}

interface Part {
  readonly from: string;
  readonly to: string;
  readonly seq: number;
  readonly part: number;
  readonly parts: number;
  readonly body: string;
}

/** @param seq of the word among those of its speaker, from 1 */
export function wordRecords(group: string, { from, to, body }: Word, seq: number): string[] {
  const text = encode(body);
  const parts = Math.max(1, Math.ceil(text.length / PART_LENGTH));
  return Array.from({ length: parts }, (_, part) =>
    JSON.stringify({
      ...{ v: RECORDS_VERSION, group, from, to, seq, part, parts },
      body: text.slice(part * PART_LENGTH, (part + 1) * PART_LENGTH),
    }),
  );
}

export type Heard =
  /** For somebody else, a part of more, or said before. */
  | { readonly type: 'nothing' }
  | { readonly type: 'word'; readonly word: Word }
  /** Something that this speaker said is missing. */
  | { readonly type: 'gap'; readonly from: string };
const NOTHING: Heard = { type: 'nothing' };

/** How far somebody was heard. */
interface Speaker {
  /** The next record that has not been heard. */
  seq: number;
  part: number;
  /** The parts of the word so far; undefined: its beginning was missed, or it is not for us. */
  text: string[] | undefined;
}

/** Puts the words of a group together that are meant for one listener. Total: it takes whatever stands in the topic. */
export class Listener {
  /** Records of other groups, of other programs, or of nobody. */
  ignored = 0;
  readonly #group: string;
  readonly #isMine: (to: string) => boolean;
  readonly #speakers = new Map<string, Speaker>();

  constructor(group: string, isMine: (to: string) => boolean) {
    this.#group = group;
    this.#isMine = isMine;
  }

  hear(value: string): Heard {
    const record = parsePart(value, this.#group);
    if (record === undefined) {
      this.ignored += 1;
      return NOTHING;
    }
    const { from, seq, part } = record;
    // Whoever begins to listen has missed nothing that was meant for him.
    const speaker = this.#speakers.get(from) ?? { seq, part, text: undefined };
    this.#speakers.set(from, speaker);
    const ahead = seq - speaker.seq || part - speaker.part;
    if (ahead < 0) return NOTHING;
    const heard = this.#take(speaker, record);
    return ahead > 0 ? { type: 'gap', from } : heard;
  }

  /** Somebody who says nothing any more need not be remembered. */
  forget(from: string): void {
    this.#speakers.delete(from);
  }

  #take(speaker: Speaker, { from, to, seq, part, parts, body }: Part): Heard {
    if (part === 0) speaker.text = this.#isMine(to) ? [] : undefined;
    const { text } = speaker;
    text?.push(body);
    const isLast = part === parts - 1;
    speaker.seq = isLast ? seq + 1 : seq;
    speaker.part = isLast ? 0 : part + 1;
    if (!isLast || text === undefined) return NOTHING;
    speaker.text = undefined;
    // A part between was missed.
    if (text.length !== parts) return NOTHING;
    try {
      return { type: 'word', word: { from, to, body: decode(text.join('')) } };
    } catch {
      this.ignored += 1;
      return NOTHING;
    }
  }
}

function parsePart(value: string, group: string): Part | undefined {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(value) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (record === null || typeof record !== 'object') return undefined;
  const { v, from, to, seq, part, parts, body } = record;
  if (v !== RECORDS_VERSION || record['group'] !== group) return undefined;
  if (typeof from !== 'string' || typeof to !== 'string' || typeof body !== 'string') {
    return undefined;
  }
  if (!isCount(seq) || !isCount(part) || !isCount(parts)) return undefined;
  if (seq < 1 || parts < 1 || parts > MAX_PARTS || part >= parts) return undefined;
  return { from, to, seq, part, parts, body };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
