import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventJson } from '../../../pipeline/query/wire.ts';
import { csvOf } from '../data-table.ts';
import {
  businessTime,
  eventsTable,
  heldText,
  keptText,
  placeText,
  quantityText,
  typeText,
} from './events-words.ts';

const SALE: EventJson = {
  number: 12,
  id: 'EVT-PROD-001-7',
  type: 'SALE',
  source: 'plan',
  productId: 'PROD-001',
  warehouseId: 'WH-NORTH',
  quantity: 1_200,
  timestamp: '2026-01-05T14:05:09.123Z',
  seq: 7,
  message: null,
  topic: 'inventory.sales',
  partition: 2,
  offset: 1_204,
};

describe('a record of the log', () => {
  it('says what it does to the stock, with its sign', () => {
    expect(quantityText(SALE)).toBe('−1,200');
    expect(quantityText({ ...SALE, type: 'RETURN', quantity: 3 })).toBe('+3');
    expect(quantityText({ ...SALE, type: 'ALERT', quantity: 0 })).toBe('–');
    expect(quantityText({ ...SALE, quantity: null })).toBe('–');
  });

  it('says when and where in words that can be searched for', () => {
    expect(businessTime(SALE.timestamp)).toBe('2026-01-05 14:05:09');
    expect(businessTime(null)).toBe('–');
    expect(businessTime('yesterday')).toBe('–');
    expect(placeText(SALE)).toBe('inventory.sales / 2 @ 1,204');
  });

  it('says what cannot be read, and what a person sent', () => {
    expect(typeText({ ...SALE, type: null })).toBe('Unreadable');
    expect(typeText({ ...SALE, type: 'RESTOCK', source: 'hand' })).toBe('Restock, by hand');
  });
});

describe('what is kept', () => {
  it.each([
    [{ shown: 0, isFiltered: false, total: 0, dropped: 0 }, 'No record yet.'],
    [
      { shown: 1, isFiltered: false, total: 1, dropped: 0 },
      'All 1 record of the run is kept. Shown: 1.',
    ],
    [
      { shown: 100, isFiltered: false, total: 250_000, dropped: 240_000 },
      'The latest 10,000 of 250,000 records are kept; 240,000 were passed over unread or are not kept any more. Shown: 100.',
    ],
    [
      { shown: 3, isFiltered: true, total: 500, dropped: 0 },
      'All 500 records of the run are kept. Records that match and are shown: 3.',
    ],
  ])('is said plainly: %j', (state, text) => {
    expect(keptText(state)).toBe(text);
  });

  it('counts what waits while the log is held', () => {
    expect(heldText(0)).toBe('Held: nothing newer has come.');
    expect(heldText(1)).toBe('Held: 1 newer record waits.');
    expect(heldText(5_000)).toBe('Held: 5,000 newer records wait.');
  });
});

describe('the download', () => {
  it('has what is shown, a line each, numbers as they are', () => {
    const [head, line] = csvOf(eventsTable([SALE])).split('\r\n');
    expect(head).toMatch(/^number,business_time,type,source,product,/);
    expect(line).toBe(
      '12,2026-01-05T14:05:09.123Z,SALE,plan,PROD-001,WH-NORTH,1200,7,inventory.sales,2,1204,EVT-PROD-001-7,',
    );
  });

  it('holds nothing that a spreadsheet or a terminal obeys, whatever a record says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const hostile = { ...SALE, productId: `=${text}`, message: text };
        const csv = csvOf(eventsTable([hostile]));
        const body = csv.slice(csv.indexOf('\r\n') + 2);
        expect(body.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}|[\u202a-\u202e]/u);
        expect(body).not.toMatch(/(^|,)"?[=+@]/);
      }),
    );
  });
});
