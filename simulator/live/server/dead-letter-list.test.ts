import { describe, expect, it } from 'vitest';
import { deadLetterRecord } from '../../../pipeline/kafka/dead-letters.ts';
import { DEAD_LETTERS_KEPT, DeadLetterList } from './dead-letter-list.ts';
import type { TappedRecord } from './log-cursor.ts';

const TOPIC = 'inventory.sales';

function letter(partition: number, offset: number, { run = 'r', topic = TOPIC } = {}) {
  const key = Buffer.from('PROD-001');
  const { headers } = deadLetterRecord(
    'inventory.dlq',
    { topic, partition, offset: String(offset), timestamp: '0', key, value: null, headers: {} },
    { reason: 'not_json', detail: 'nothing', attempts: 1, run, consumer: 'consumer-1' },
  );
  const record = { topic: 'inventory.dlq', partition, offset: 0, timestampMs: 2000 };
  return { ...record, key, value: null, headers } as TappedRecord;
}

describe('DeadLetterList', () => {
  it('counts a record once, however often it was written', () => {
    const list = new DeadLetterList('r', 1000);
    expect(list.take(letter(0, 7))).toMatchObject({ number: 1, offset: 7, atMs: 1000 });
    expect(list.take(letter(0, 8))).toMatchObject({ number: 2 });
    expect(list.take(letter(0, 7))).toBeUndefined();
    expect(list.count).toBe(2);
    expect(list.rows.map(({ offset }) => offset)).toEqual([8, 7]);
  });

  it('takes the same offset of another partition or topic for another record', () => {
    const list = new DeadLetterList('r', 0);
    list.take(letter(0, 7));
    list.take(letter(1, 7));
    list.take(letter(0, 7, { topic: 'inventory.restocks' }));
    expect(list.count).toBe(3);
  });

  it('passes over those of other runs', () => {
    const list = new DeadLetterList('r', 0);
    expect(list.take(letter(0, 7, { run: 'another' }))).toBeUndefined();
    expect(list.take(letter(0, 7))).toBeDefined();
  });

  it('keeps the latest, and counts all', () => {
    const list = new DeadLetterList('r', 0);
    for (let offset = 0; offset < 3 * DEAD_LETTERS_KEPT; offset += 1) list.take(letter(0, offset));
    for (let offset = 0; offset < 3 * DEAD_LETTERS_KEPT; offset += 1) list.take(letter(0, offset));
    expect(list.count).toBe(3 * DEAD_LETTERS_KEPT);
    expect(list.rows).toHaveLength(DEAD_LETTERS_KEPT);
    expect(list.rows[0]?.offset).toBe(3 * DEAD_LETTERS_KEPT - 1);
  });
});
