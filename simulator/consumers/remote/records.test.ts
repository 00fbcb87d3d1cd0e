import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Heard, Listener, wordRecords } from './records.ts';

const GROUP = 'shop';
const toMe = (to: string): boolean => to === 'me' || to === '*';

function hearAll(listener: Listener, records: readonly string[]): unknown[] {
  return records
    .map((record) => listener.hear(record))
    .flatMap((heard) => (heard.type === 'word' ? [heard.word.body] : []));
}

describe('words as records', () => {
  it('arrive once and in order, whatever is sent again and whoever speaks between', () => {
    const body = fc.oneof(
      fc.string(),
      fc.string({ minLength: 5, maxLength: 5 }).map((text) => text.repeat(120_000)),
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            from: fc.constantFrom('a', 'b'),
            to: fc.constantFrom('me', 'you', '*'),
            body,
          }),
          { maxLength: 8 },
        ),
        fc.infiniteStream(fc.nat(2)),
        (words, again) => {
          const seqs = new Map<string, number>();
          const records = words.flatMap((word) => {
            const seq = (seqs.get(word.from) ?? 0) + 1;
            seqs.set(word.from, seq);
            return wordRecords(GROUP, word, seq);
          });
          // What is not known to be written is sent again from there on.
          const sent: string[] = [];
          for (const [at, record] of records.entries()) {
            sent.push(record);
            const back = again.next().value ?? 0;
            sent.push(...records.slice(Math.max(0, at + 1 - back), at + 1));
          }
          const expected = words.filter(({ to }) => toMe(to)).map((word) => word.body);
          expect(hearAll(new Listener(GROUP, toMe), sent)).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('stay below what brokers take in one record', () => {
    const long = '"ü\\'.repeat(200_000);
    const records = wordRecords(GROUP, { from: 'a', to: 'me', body: long }, 1);
    expect(records.length).toBeGreaterThan(1);
    for (const record of records) expect(Buffer.byteLength(record)).toBeLessThan(1_000_000);
    expect(hearAll(new Listener(GROUP, toMe), records)).toEqual([long]);
  });

  it('are missed as a whole by who begins to listen in the middle of one', () => {
    const listener = new Listener(GROUP, toMe);
    const [, ...rest] = wordRecords(GROUP, { from: 'a', to: 'me', body: 'x'.repeat(600_000) }, 4);
    const next = wordRecords(GROUP, { from: 'a', to: 'me', body: 'next' }, 5);
    expect(hearAll(listener, [...rest, ...next])).toEqual(['next']);
    expect(listener.ignored).toBe(0);
  });

  it('leave a gap when one is missing', () => {
    const listener = new Listener(GROUP, toMe);
    const heard: Heard[] = [1, 2, 4, 5].flatMap((seq) =>
      wordRecords(GROUP, { from: 'a', to: 'you', body: seq }, seq).map((record) =>
        listener.hear(record),
      ),
    );
    expect(heard.map(({ type }) => type)).toEqual(['nothing', 'nothing', 'gap', 'nothing']);
  });

  it('count what is not theirs, whatever it is', () => {
    const listener = new Listener(GROUP, toMe);
    const [mine = ''] = wordRecords(GROUP, { from: 'a', to: 'me', body: 1 }, 1);
    const foreign = [
      ...wordRecords('other', { from: 'a', to: 'me', body: 1 }, 1),
      mine.replace('"v":1', '"v":2'),
      mine.replace('"seq":1', '"seq":0'),
      mine.replace('"parts":1', '"parts":1000000000'),
      mine.replace('"body":"1"', '"body":"{"'),
      mine.replace('"body":"1"', '"body":7'),
      'null',
      '[]',
      '',
      '\u0000',
    ];
    expect(hearAll(listener, foreign)).toEqual([]);
    expect(listener.ignored).toBe(foreign.length);
  });

  it('bear any text', () => {
    const listener = new Listener(GROUP, toMe);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(listener.hear(text)).toEqual({ type: 'nothing' });
      }),
    );
  });
});
