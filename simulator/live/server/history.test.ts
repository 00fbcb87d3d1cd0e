import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventView } from './event-view.ts';
import { RecordHistory } from './history.ts';
import type { TappedRecord } from './log-cursor.ts';

function record(offset: number, value: string | Buffer | null, key = 'PROD-001'): TappedRecord {
  return {
    ...{ topic: 'inventory.sales', partition: 0, offset, timestampMs: 0, headers: undefined },
    key: Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
  };
}

function sale(seq: number, run = 'r', fields: object = {}): string {
  return JSON.stringify({
    ...{ id: `EVT-PROD-001-${seq}`, type: 'SALE', productId: 'PROD-001', quantity: 3 },
    ...{ timestamp: '2026-01-05T00:00:00.000Z', metadata: { run, seq }, ...fields },
  });
}

describe('RecordHistory', () => {
  it('keeps the latest and counts the others', () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(20),
        (count, capacity, passed) => {
          const history = new RecordHistory('r', capacity);
          for (let offset = 0; offset < count; offset += 1)
            history.add(record(offset, sale(offset)));
          const { events, total, dropped } = history.history(passed);
          const expected = Array.from({ length: count }, (_, offset) => offset).slice(-capacity);
          expect(events.map(({ offset }) => offset)).toEqual(expected);
          expect(events.map(({ number }) => number)).toEqual(expected.map((offset) => offset + 1));
          expect(total).toBe(count + passed);
          expect(dropped).toBe(total - events.length);
        },
      ),
    );
  });

  it('shows a sample of what is new, the newest among it, and says how much it left out', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.integer({ min: 1, max: 9 }), (count, seen, most) => {
        const history = new RecordHistory('r', 30);
        for (let offset = 0; offset < count; offset += 1) history.add(record(offset, sale(offset)));
        const behind = Math.min(seen, count);
        const { events, skipped } = history.sample(behind, most);
        const numbers = events.map(({ number }) => number);
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
        expect(numbers.length).toBe(Math.min(most, count - behind, 30));
        for (const number of numbers) expect(number).toBeGreaterThan(behind);
        if (count > behind) expect(numbers.at(-1)).toBe(count);
        expect(numbers.length + skipped).toBe(count - behind);
      }),
    );
  });

  it('does not show records of other runs, and counts them as dropped', () => {
    const history = new RecordHistory('r', 10);
    history.add(record(0, sale(1)));
    history.add(record(1, sale(1, 'another')));
    expect(history.history(0)).toMatchObject({ events: [{ offset: 0 }], total: 2, dropped: 1 });
  });

  it('finds the newest that fits, as it was read', () => {
    const history = new RecordHistory('r', 10);
    history.add(record(0, sale(1)));
    history.add(record(1, sale(2)));
    history.add(record(2, sale(1, 'another')));
    expect(history.find(({ productId }) => productId === 'PROD-001')?.offset).toBe(1);
    expect(history.find(() => false)).toBeUndefined();
  });
});

describe('eventView', () => {
  it('has an answer for whatever stands in a record', () => {
    const value = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((json) => Buffer.from(json)),
      fc
        .record({ id: fc.anything(), type: fc.anything(), metadata: fc.anything() })
        .map((fields) => Buffer.from(JSON.stringify(fields) ?? 'null')),
      fc.constant(null),
    );
    fc.assert(
      fc.property(value, (bytes) => {
        const view = eventView({ ...record(4, ''), value: bytes }, 9, 'r');
        if (view !== undefined) expect(view).toMatchObject({ number: 9, offset: 4, partition: 0 });
      }),
    );
  });

  it('tells the plan, the pipeline and people apart', () => {
    const source = (value: string) => eventView(record(0, value), 1, 'r')?.source;
    expect(source(sale(1))).toBe('plan');
    expect(source(sale(1, 'r', { metadata: { run: 'r', source: 'engine' } }))).toBe('engine');
    expect(source(JSON.stringify({ type: 'SALE', productId: 'PROD-001', quantity: 1 }))).toBe(
      'hand',
    );
    expect(source('no json')).toBe('hand');
  });
});
