import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readResult } from './result-record.ts';

describe('readResult', () => {
  it.each([
    ['{"eventId":"EVT-P-1"}', { eventId: 'EVT-P-1' }],
    ['{"id":"EVT-P-2","run":"r"}', { eventId: 'EVT-P-2', run: 'r' }],
    ['{"event_id":"EVT-P-3","metadata":{"run":"r"}}', { eventId: 'EVT-P-3', run: 'r' }],
    ['{"eventId":"EVT-P-4","stock":0}', { eventId: 'EVT-P-4', stockUnits: 0 }],
    ['{"eventId":"EVT-P-5","onHand":7}', { eventId: 'EVT-P-5', stockUnits: 7 }],
    ['{"eventId":"EVT-P-6","quantityOnHand":-2}', { eventId: 'EVT-P-6', stockUnits: -2 }],
    ['{"eventId":"EVT-P-7","stock":"12","more":[1]}', { eventId: 'EVT-P-7' }],
    ['{"id":"row 8","eventId":"EVT-P-8"}', { eventId: 'EVT-P-8' }],
  ])('understands %s', (value, expected) => {
    expect(readResult({ value: Buffer.from(value) })).toEqual(expected);
  });

  it('takes the event id from a header, whatever the value is', () => {
    const headers = { 'event-id': Buffer.from('EVT-P-9'), run: 'r' };
    expect(readResult({ value: Buffer.from([0, 1, 2]), headers })).toEqual({
      eventId: 'EVT-P-9',
      run: 'r',
    });
    expect(readResult({ value: Buffer.from('{"stock":3}'), headers })).toEqual({
      eventId: 'EVT-P-9',
      run: 'r',
      stockUnits: 3,
    });
    expect(readResult({ value: null, headers })).toMatchObject({ eventId: 'EVT-P-9' });
  });

  it.each([
    '',
    'null',
    '[]',
    '"EVT-P-1"',
    '7',
    '{"eventId":1}',
    '{"eventId":""}',
    '{"stock":3}',
    '{',
  ])('finds no event id in %j', (value) => {
    expect(readResult({ value: Buffer.from(value) })).toBeUndefined();
  });

  it('never throws, whatever somebody publishes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.json(), (bytes, json) => {
        readResult({ value: Buffer.from(bytes) });
        readResult({ value: Buffer.from(json) });
      }),
    );
  });

  it('reads back whatever ids and stock it is given', () => {
    const text = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(text, text, fc.integer(), (eventId, run, stock) => {
        const value = Buffer.from(JSON.stringify({ eventId, run, stock }));
        expect(readResult({ value })).toEqual({ eventId, run, stockUnits: stock });
      }),
    );
  });
});
