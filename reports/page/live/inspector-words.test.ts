import { describe, expect, it } from 'vitest';
import type { KafkaView, RecordView } from '../../live/frames.ts';
import { naturalOf, placeOf, placeQuery, recordPath } from './inspector-place.ts';
import { cutText, faultText, isOnItsWay, valueText } from './inspector-words.ts';
import { ApiFault } from './view.ts';

const place = { topic: 'inventory.sales', partition: 1, offset: 7 };
const kafka = {
  topics: [
    {
      topic: 'inventory.sales',
      role: 'events',
      partitions: [0, 1].map((partition) => ({
        partition,
        startOffset: 40,
        endOffset: 1_240,
        position: 1_240,
        lagRecords: 0,
        owner: 'consumer-1',
      })),
    },
  ],
} as unknown as KafkaView;

const record: RecordView = {
  topic: 'inventory.sales',
  partition: 1,
  offset: 7,
  timestamp: '2026-01-05T16:05:20.000Z',
  key: 'PROD-001',
  headers: [],
  value: '{"quantity":3}',
  valueBytes: 14,
  json: { quantity: 3 },
  journey: [],
  previousOffset: 6,
  nextOffset: null,
};

describe('the place of a record', () => {
  it('survives the way through an address', () => {
    expect(placeOf(new URLSearchParams(placeQuery(place)))).toEqual(place);
    expect(recordPath({ ...place, topic: 'a/b' })).toBe('/live/records/a%2Fb/1/7');
  });

  it('is none unless every part of it is there', () => {
    for (const text of ['', 'topic=t', 'topic=t&partition=1', 'topic=t&partition=x&offset=1']) {
      expect(placeOf(new URLSearchParams(text))).toBeUndefined();
    }
  });

  it('takes whole numbers as people type them, and nothing else', () => {
    expect([' 12 ', '1,204', '0'].map(naturalOf)).toEqual([12, 1_204, 0]);
    for (const text of ['', '-1', '1.5', '1e3', 'x', '99999999999999999999']) {
      expect(naturalOf(text)).toBeUndefined();
    }
  });
});

describe('why there is no record to show', () => {
  const missing = (status: number) => new ApiFault(status, 'X', 'the server says no');

  it('says what is kept instead', () => {
    expect(faultText(missing(410), place, kafka)).toBe(
      'This record is not kept any more. inventory.sales, partition 1, keeps offsets 40 to 1,239.',
    );
    expect(faultText(missing(404), { ...place, partition: 9 }, kafka)).toBe(
      'There is no such record. inventory.sales has 2 partitions, counted from 0.',
    );
  });

  it('says what the server says where nothing else is known', () => {
    expect(faultText(missing(404), { ...place, topic: 'x' }, kafka)).toBe(
      'There is no such record. The server says no.',
    );
    expect(faultText(missing(503), place, undefined)).toBe('The server says no.');
  });
});

describe('the value of a record', () => {
  it('is JSON an entry a line, else the text as it is', () => {
    expect(valueText(record)).toBe('{\n  "quantity": 3\n}');
    expect(valueText({ ...record, value: 'oops', json: null, valueBytes: 4 })).toBe('oops');
    expect(valueText({ ...record, value: null, json: null, valueBytes: 0 })).toMatch(/^no value/);
    expect(valueText({ ...record, value: '', json: null, valueBytes: 0 })).toBe('an empty value');
  });

  it('says when it was cut', () => {
    expect(cutText(record)).toBe('');
    expect(cutText({ ...record, valueBytes: 20_000 })).toBe('Its first 14 of 20,000 bytes.');
  });
});

it('is on its way until nothing is still to come', () => {
  const step = (state: 'done' | 'here' | 'ahead' | 'never') =>
    ({ stage: 'applied', state, text: '' }) as const;
  expect(isOnItsWay({ journey: [step('done'), step('here')] })).toBe(true);
  expect(isOnItsWay({ journey: [step('done'), step('never')] })).toBe(false);
});
