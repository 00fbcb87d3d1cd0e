import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERT, POISON_HEADERS, RESTOCK, SALE } from '../event.ts';
import type { Catalogue } from '../product.ts';
import { RecordDecoder } from './decode.ts';
import { MAX_VALUE_BYTES, REJECTIONS, type Rejection } from './record-fault.ts';

const catalogue: Catalogue = {
  products: [0, 1].map((index) => ({
    index,
    id: `PROD-00${index + 1}`,
    sku: `SKU-ELE-00${index + 1}`,
    name: 'Radio',
    category: 'Electronics',
    warehouseIndex: index,
    openingStockUnits: 100,
    reorderPointUnits: 20,
    maxCapacityUnits: 500,
    priceCents: 1000,
  })),
  warehouses: [
    { index: 0, id: 'WH-NORTH', capacityUnits: 10_000, categories: [] },
    { index: 1, id: 'WH-SOUTH', capacityUnits: 10_000, categories: [] },
  ],
};

const decoder = new RecordDecoder({
  catalogue,
  runId: 'run-1',
  partitionOfProduct: Int32Array.of(0, 1),
  earliestMs: Date.UTC(2026, 0, 1),
  latestMs: Date.UTC(2026, 0, 31),
});

const interactive = new RecordDecoder({
  catalogue,
  runId: 'run-1',
  partitionOfProduct: Int32Array.of(0, 1),
  earliestMs: Date.UTC(2026, 0, 1),
  latestMs: Date.UTC(2026, 0, 31),
  interactive: true,
});

const message = {
  id: 'EVT-PROD-001-7',
  type: 'SALE',
  productId: 'PROD-001',
  warehouseId: 'WH-NORTH',
  quantity: 3,
  timestamp: '2026-01-05T08:30:00.250Z',
  metadata: {
    generated: true,
    run: 'run-1',
    seq: 7,
    due: 1_700_000_000_000_000,
    handed: 1_700_000_000_000_400,
  },
};
type Message = Record<string, unknown>;

const decode = (value: unknown, headers = {}, partition = 0, key: string | null = 'PROD-001') =>
  decoder.decode(
    key === null ? null : Buffer.from(key),
    value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    headers,
    partition,
  );
const changed = (change: Message): Message => ({ ...message, ...change });
const envelope = (change: Message): Message =>
  changed({ metadata: { ...message.metadata, ...change } });

describe('RecordDecoder', () => {
  it('reads an event with its envelope', () => {
    expect(decode(message)).toMatchObject({
      kind: 'event',
      productIndex: 0,
      productSeq: 7,
      type: SALE,
      quantityUnits: 3,
      virtualMs: Date.UTC(2026, 0, 5, 8, 30, 0, 250),
      poison: false,
      dueUs: 1_700_000_000_000_000,
      handedUs: 1_700_000_000_000_400,
      ticket: -1,
    });
  });

  it('accepts the warehouse aliases WH-1 to WH-5', () => {
    expect(decode(changed({ warehouseId: 'WH-1' })).kind).toBe('event');
    expect(decode(changed({ warehouseId: 'WH-2' }))).toMatchObject({ reason: 'wrong_warehouse' });
    expect(decode(changed({ warehouseId: 'WH-3' }))).toMatchObject({ reason: 'unknown_warehouse' });
  });

  it('accepts a notice about no units, but no movement of none', () => {
    expect(decode(changed({ type: 'ALERT', quantity: 0 }))).toMatchObject({
      kind: 'event',
      type: ALERT,
    });
    expect(decode(changed({ type: 'RETURN', quantity: 0 }))).toMatchObject({
      reason: 'invalid_quantity',
    });
  });

  it('does without the instant of hand-over', () => {
    expect(decode(envelope({ handed: undefined }))).toMatchObject({ kind: 'event', handedUs: -1 });
  });

  it('ignores fields it does not know', () => {
    expect(decode(changed({ colour: 'blue' })).kind).toBe('event');
  });

  const withTurn: [Rejection, Message][] = [
    ['missing_field', changed({ id: undefined })],
    ['missing_field', changed({ quantity: undefined })],
    ['missing_field', changed({ timestamp: undefined })],
    ['missing_field', changed({ warehouseId: undefined })],
    ['missing_field', changed({ type: undefined })],
    ['wrong_type', changed({ id: 4 })],
    ['wrong_type', changed({ quantity: 'many' })],
    ['wrong_type', changed({ quantity: null })],
    ['wrong_type', changed({ timestamp: 1_700_000_000_000 })],
    ['wrong_type', changed({ warehouseId: ['WH-NORTH'] })],
    ['wrong_type', changed({ type: 0 })],
    ['unknown_type', changed({ type: 'TRANSFER' })],
    ['unknown_type', changed({ type: 'toString' })],
    ['unknown_type', changed({ type: 'sale' })],
    ['unknown_warehouse', changed({ warehouseId: 'WH-MOON' })],
    ['wrong_warehouse', changed({ warehouseId: 'WH-SOUTH' })],
    ['invalid_quantity', changed({ quantity: 0 })],
    ['invalid_quantity', changed({ quantity: -3 })],
    ['invalid_quantity', changed({ quantity: 2.5 })],
    ['absurd_quantity', changed({ quantity: 1_000_000_001 })],
    ['absurd_quantity', changed({ quantity: 1e300 })],
    ['invalid_timestamp', changed({ timestamp: 'yesterday' })],
    ['invalid_timestamp', changed({ timestamp: '2026-02-30T00:00:00Z' })],
    ['timestamp_out_of_range', changed({ timestamp: '2025-12-31T23:59:59Z' })],
    ['timestamp_out_of_range', changed({ timestamp: '9999-12-31T23:59:59Z' })],
    ['invalid_envelope', envelope({ due: 'soon' })],
    ['invalid_envelope', envelope({ due: -1 })],
  ];
  it.each(withTurn)('rejects %s and lets its turn pass', (reason, value) => {
    expect(decode(value)).toMatchObject({
      kind: 'rejected',
      reason,
      turn: { kind: 'event', productIndex: 0, productSeq: 7, poison: true },
    });
  });

  const withoutTurn: [Rejection, unknown, number?][] = [
    ['no_value', null],
    ['no_value', ''],
    ['not_json', '{"id":"EVT-'],
    ['not_json', '\u0000\u0001\u0002'],
    ['not_an_object', '42'],
    ['not_an_object', 'null'],
    ['not_an_object', [message]],
    ['invalid_metadata', changed({ metadata: 'none' })],
    ['invalid_metadata', changed({ metadata: null })],
    ['invalid_envelope', envelope({ run: 1 })],
    ['invalid_envelope', envelope({ seq: 0 })],
    ['invalid_envelope', envelope({ seq: 1.5 })],
    ['invalid_envelope', envelope({ seq: '7' })],
    ['invalid_envelope', envelope({ seq: 2 ** 31 })],
    ['missing_field', changed({ productId: undefined })],
    ['wrong_type', changed({ productId: 1 })],
    ['unknown_product', changed({ productId: 'PROD-999' })],
    ['unknown_product', changed({ productId: '__proto__' })],
    ['wrong_partition', message, 1],
  ];
  it.each(withoutTurn)('rejects %s without a turn', (reason, value, partition) => {
    expect(decode(value, {}, partition)).toMatchObject({
      kind: 'rejected',
      reason,
      turn: undefined,
    });
  });

  it('refuses an oversize value unread', () => {
    expect(decode(`"${'x'.repeat(MAX_VALUE_BYTES)}"`)).toMatchObject({ reason: 'too_large' });
  });

  it('tells foreign records, records without an envelope and engine alerts apart', () => {
    expect(decode(envelope({ run: 'run-2' })).kind).toBe('foreign');
    expect(decode(envelope({ run: 'run-2', seq: 'nonsense', source: 'engine' })).kind).toBe(
      'foreign',
    );
    expect(decode(changed({ metadata: undefined })).kind).toBe('without-envelope');
    expect(decode(changed({ metadata: { generated: true } })).kind).toBe('without-envelope');
    expect(decode(envelope({ source: 'engine', seq: undefined }))).toEqual({
      kind: 'engine-alert',
      dueUs: 1_700_000_000_000_000,
    });
  });

  it('is not fooled by properties named like those of prototypes', () => {
    const tricks =
      '{"__proto__":{"metadata":{"run":"run-1","seq":1}},"constructor":1,"reason":"x","detail":"y"}';
    expect(decode(tricks).kind).toBe('without-envelope');
    const nested = JSON.stringify(message).replace(
      '"metadata":{',
      '"metadata":{"__proto__":{"run":"x"},',
    );
    expect(decode(nested).kind).toBe('event');
  });

  describe('planned poison', () => {
    const headers = {
      [POISON_HEADERS.run]: Buffer.from('run-1'),
      [POISON_HEADERS.seq]: Buffer.from('7'),
      [POISON_HEADERS.due]: Buffer.from('1700000000000000'),
    };
    const turn = { productIndex: 0, productSeq: 7, poison: true, dueUs: 1_700_000_000_000_000 };

    it('takes the turn that key and headers name, with the reason that the value gives', () => {
      expect(decode('{"id":', headers)).toMatchObject({ reason: 'not_json', turn });
      expect(decode(changed({ productId: 'PROD-UNKNOWN' }), headers)).toMatchObject({
        reason: 'unknown_product',
        turn,
      });
      expect(decode(changed({ quantity: -4 }), headers)).toMatchObject({
        reason: 'invalid_quantity',
        turn,
      });
      expect(decode(null, headers)).toMatchObject({ reason: 'no_value', turn });
    });

    it('is poison even when its value is in order', () => {
      expect(decode(message, headers)).toMatchObject({ reason: 'planned_poison', turn });
    });

    it('of another run is foreign', () => {
      expect(decode('{', { ...headers, [POISON_HEADERS.run]: 'run-2' }).kind).toBe('foreign');
    });

    it('takes no turn when key or headers cannot be trusted', () => {
      const noTurn = { kind: 'rejected', turn: undefined };
      expect(decode('{', headers, 0, 'PROD-999')).toMatchObject(noTurn);
      expect(decode('{', headers, 0, null)).toMatchObject(noTurn);
      expect(decode('{', headers, 1)).toMatchObject(noTurn);
      for (const seq of ['0', '-7', '7.5', 'x', '99999999999', undefined, ['7', '8']]) {
        expect(decode('{', { ...headers, [POISON_HEADERS.seq]: seq })).toMatchObject(noTurn);
      }
    });
  });

  it('answers to any bytes, and with a known reason', () => {
    const anything = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc.record({ at: fc.nat(), byte: fc.nat(255) }).map(({ at, byte }) => {
        const bytes = Buffer.from(JSON.stringify(message));
        bytes[at % bytes.length] = byte;
        return bytes;
      }),
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        const decoded = decoder.decode(null, bytes, undefined, 0);
        if (decoded.kind === 'rejected') expect(REJECTIONS).toContain(decoded.reason);
        if (decoded.kind === 'event') expect(decoded.quantityUnits).toBeGreaterThan(0);
      }),
    );
  });

  it('finds the right field whichever one is spoiled', () => {
    const junk = fc.oneof(fc.constant(null), fc.boolean(), fc.constant([]), fc.constant({}));
    const fields = ['id', 'type', 'warehouseId', 'quantity', 'timestamp'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...fields), junk, (field, value) => {
        expect(decode(changed({ [field]: value }))).toMatchObject({
          reason: 'wrong_type',
          detail: expect.stringContaining(field),
        });
      }),
    );
  });

  describe('in an interactive run', () => {
    const typed = { type: 'RESTOCK', productId: 'PROD-001', quantity: 5 };
    const read = (value: unknown, partition = 0) =>
      interactive.decode(null, Buffer.from(JSON.stringify(value)), undefined, partition);

    it('takes a record without an envelope, and fills in what it does not say', () => {
      const known = { kind: 'by-hand', productIndex: 0, type: RESTOCK, quantityUnits: 5 };
      expect(read(typed)).toEqual({ ...known, id: undefined, virtualMs: undefined });
      expect(read({ ...typed, metadata: { reason: 'lesson 5' } })).toMatchObject(known);
      const { id, timestamp } = message;
      expect(read({ ...typed, id, timestamp, warehouseId: 'WH-1' })).toEqual({
        ...known,
        id,
        virtualMs: Date.UTC(2026, 0, 5, 8, 30, 0, 250),
      });
    });

    it.each([
      ['missing_field', { ...typed, productId: undefined }, 0],
      ['unknown_product', { ...typed, productId: 'PROD-999' }, 0],
      ['wrong_partition', typed, 1],
      ['missing_field', { ...typed, type: undefined }, 0],
      ['unknown_type', { ...typed, type: 'GIFT' }, 0],
      ['missing_field', { ...typed, quantity: undefined }, 0],
      ['invalid_quantity', { ...typed, quantity: -5 }, 0],
      ['wrong_type', { ...typed, id: 7 }, 0],
      ['wrong_warehouse', { ...typed, warehouseId: 'WH-SOUTH' }, 0],
      ['unknown_warehouse', { ...typed, warehouseId: 'WH-9' }, 0],
      ['wrong_type', { ...typed, warehouseId: null }, 0],
      ['invalid_timestamp', { ...typed, timestamp: 'today' }, 0],
      ['timestamp_out_of_range', { ...typed, timestamp: '2036-01-05T08:30:00Z' }, 0],
    ])('says %s of %j', (reason, value, partition) => {
      const turn = undefined;
      expect(read(value, partition)).toMatchObject({ kind: 'rejected', reason, turn });
    });

    it('reads everything else as in any other run', () => {
      expect(read(message)).toEqual(decode(message));
      const other = envelope({ run: 'run-2' });
      expect(read(other)).toEqual({ kind: 'foreign' });
      const alert = envelope({ source: 'engine' });
      expect(read(alert)).toEqual(decode(alert));
    });
  });
});
