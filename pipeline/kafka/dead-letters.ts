/**
 * Dead letters: the record as it was (key, value, headers), so that it can be replayed as it is, and in
 * added headers why and where it failed, as Kafka Connect does it.
 */
import type { RecordHeaders } from '../stages/decode.ts';
import type { PublisherRecord } from './publisher.ts';

export const DEAD_LETTER_HEADERS = {
  reason: 'streamstock-dlq-reason',
  detail: 'streamstock-dlq-detail',
  attempts: 'streamstock-dlq-attempts',
  topic: 'streamstock-dlq-topic',
  partition: 'streamstock-dlq-partition',
  offset: 'streamstock-dlq-offset',
  /** Of the source record, epoch milliseconds. */
  timestamp: 'streamstock-dlq-timestamp',
  run: 'streamstock-dlq-run',
  consumer: 'streamstock-dlq-consumer',
  /** Present when the original value was too large to travel a second time: its size in bytes. */
  omittedBytes: 'streamstock-dlq-omitted-bytes',
} as const;

export interface SourceRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
}

export interface FailureNote {
  readonly reason: string;
  readonly detail: string;
  /** How often it was tried. */
  readonly attempts: number;
  readonly run: string;
  readonly consumer: string;
}

export interface DeadLetter extends FailureNote, SourceRecord {
  /** -1: nothing was left out. */
  readonly omittedBytes: number;
}

/** The record for the dead-letter topic: same partition number as its source, so that order is kept. */
export function deadLetterRecord(
  deadLetterTopic: string,
  source: SourceRecord,
  note: FailureNote,
): PublisherRecord {
  const headers = sendableHeaders(source.headers);
  headers[DEAD_LETTER_HEADERS.reason] = note.reason;
  headers[DEAD_LETTER_HEADERS.detail] = note.detail;
  headers[DEAD_LETTER_HEADERS.attempts] = String(note.attempts);
  headers[DEAD_LETTER_HEADERS.topic] = source.topic;
  headers[DEAD_LETTER_HEADERS.partition] = String(source.partition);
  headers[DEAD_LETTER_HEADERS.offset] = source.offset;
  headers[DEAD_LETTER_HEADERS.timestamp] = source.timestamp;
  headers[DEAD_LETTER_HEADERS.run] = note.run;
  headers[DEAD_LETTER_HEADERS.consumer] = note.consumer;
  return {
    topic: deadLetterTopic,
    partition: source.partition,
    key: source.key,
    value: source.value,
    headers,
    whenTooLarge: () => ({
      value: null,
      headers: {
        ...headers,
        [DEAD_LETTER_HEADERS.omittedBytes]: String(source.value?.length ?? 0),
      },
    }),
  };
}

export interface DeadLetterMessage {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: RecordHeaders | undefined;
}

/** The reverse of {@link deadLetterRecord}; undefined when the message is no dead letter of ours. */
export function readDeadLetter(message: DeadLetterMessage): DeadLetter | undefined {
  const all = message.headers ?? {};
  const text = (name: string): string => String(all[name] ?? '');
  if (all[DEAD_LETTER_HEADERS.reason] === undefined) return undefined;
  const added = new Set<string>(Object.values(DEAD_LETTER_HEADERS));
  const omitted = all[DEAD_LETTER_HEADERS.omittedBytes];
  return {
    reason: text(DEAD_LETTER_HEADERS.reason),
    detail: text(DEAD_LETTER_HEADERS.detail),
    attempts: Number(text(DEAD_LETTER_HEADERS.attempts)),
    run: text(DEAD_LETTER_HEADERS.run),
    consumer: text(DEAD_LETTER_HEADERS.consumer),
    topic: text(DEAD_LETTER_HEADERS.topic),
    partition: Number(text(DEAD_LETTER_HEADERS.partition)),
    offset: text(DEAD_LETTER_HEADERS.offset),
    timestamp: text(DEAD_LETTER_HEADERS.timestamp),
    key: message.key,
    value: message.value,
    headers: Object.fromEntries(Object.entries(all).filter(([name]) => !added.has(name))),
    omittedBytes: omitted === undefined ? -1 : Number(String(omitted)),
  };
}

type SendableHeaders = Record<string, Buffer | string | (Buffer | string)[]>;

/**
 * kafkajs reads headers that it does not write: null, which becomes empty, and beside the value of one that is called like
 * something every object has (`constructor`) that as well.
 */
function sendableHeaders(headers: RecordHeaders): SendableHeaders {
  const sendable = Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const values = (Array.isArray(value) ? value : [value]).map((each: unknown) => each ?? '');
    const bytes = values.filter((each) => typeof each === 'string' || Buffer.isBuffer(each));
    const [first] = bytes;
    return first === undefined ? [] : [[name, bytes.length === 1 ? first : bytes] as const];
  });
  return Object.fromEntries(sendable);
}
