import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { deadLetterRecord, readDeadLetter, type SourceRecord } from './dead-letters.ts';

const source: SourceRecord = {
  topic: 'inventory.sales',
  partition: 2,
  offset: '9007199254740993',
  timestamp: '1700000000000',
  key: Buffer.from('PROD-001'),
  value: Buffer.from([0, 255, 128, 10]),
  headers: { trace: Buffer.from('abc'), twice: [Buffer.from('1'), Buffer.from('2')] },
};
const note = {
  reason: 'not_json',
  detail: 'Unexpected token',
  attempts: 1,
  run: 'run-1',
  consumer: 'consumer-1',
};

describe('dead letters', () => {
  it('carry everything that a replay needs, and why they are dead', () => {
    const record = deadLetterRecord('inventory.dlq', source, note);
    expect(record).toMatchObject({
      topic: 'inventory.dlq',
      partition: 2,
      key: source.key,
      value: source.value,
    });
    const letter = readDeadLetter({
      key: source.key,
      value: source.value,
      headers: record.headers,
    });
    expect(letter).toEqual({ ...source, ...note, omittedBytes: -1 });
  });

  it('are written whatever headers anybody has made', () => {
    const load = createRequire(import.meta.url);
    const write = load('kafkajs/src/protocol/recordBatch/record/v0') as (record: object) => object;
    // As kafkajs reads them.
    const headers = Object.fromEntries<unknown>([
      ['nothing', null],
      ['often', [Buffer.from('1'), null]],
      ['constructor', [Object, Buffer.from('a')]],
      ['__proto__', [Object.prototype, Buffer.from('b')]],
    ]) as SourceRecord['headers'];
    const record = deadLetterRecord('dlq', { ...source, headers }, note);
    for (const { headers: sent } of [record, record.whenTooLarge?.() ?? record]) {
      const own = Object.fromEntries(Object.entries(sent ?? {}).slice(0, 4));
      const wanted = [
        ['nothing', ''],
        ['often', [Buffer.from('1'), '']],
        ['constructor', Buffer.from('a')],
        ['__proto__', Buffer.from('b')],
      ];
      expect(Object.entries(own)).toEqual(wanted);
    }
    const ordinary = { key: null, value: null, offsetDelta: 0, timestampDelta: 0 };
    expect(() => write({ ...ordinary, headers: record.headers })).not.toThrow();
  });

  it('keep records without a key and without a value', () => {
    const record = deadLetterRecord('dlq', { ...source, key: null, value: null }, note);
    expect(record).toMatchObject({ key: null, value: null });
  });

  it('say how much was left out when the record is too large to travel again', () => {
    const smaller = deadLetterRecord('dlq', source, note).whenTooLarge?.();
    expect(smaller?.value).toBeNull();
    expect(readDeadLetter({ key: null, value: null, headers: smaller?.headers })).toMatchObject({
      omittedBytes: 4,
      offset: source.offset,
    });
  });

  it('are not read from ordinary records', () => {
    expect(readDeadLetter({ key: null, value: null, headers: {} })).toBeUndefined();
    expect(readDeadLetter({ key: null, value: null })).toBeUndefined();
  });
});
