/** Which record, and how its place is written into the address of the view. Pure. */

export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** `GET` it. */
export function recordPath({ topic, partition, offset }: RecordPlace): string {
  return `/live/records/${encodeURIComponent(topic)}/${partition}/${offset}`;
}

export function placeQuery({ topic, partition, offset }: RecordPlace): Record<string, string> {
  return { topic, partition: String(partition), offset: String(offset) };
}

/** undefined where the address names no record. */
export function placeOf(query: URLSearchParams): RecordPlace | undefined {
  const topic = query.get('topic') ?? '';
  const partition = naturalOf(query.get('partition') ?? '');
  const offset = naturalOf(query.get('offset') ?? '');
  if (topic === '' || partition === undefined || offset === undefined) return undefined;
  return { topic, partition, offset };
}

/** undefined: not a whole number from 0 on, as people type one. */
export function naturalOf(text: string): number | undefined {
  const digits = text.trim().replaceAll(',', '');
  if (!/^\d+$/.test(digits)) return undefined;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : undefined;
}

export function isSamePlace(one: RecordPlace | undefined, other: RecordPlace): boolean {
  return (
    one?.topic === other.topic && one.partition === other.partition && one.offset === other.offset
  );
}
