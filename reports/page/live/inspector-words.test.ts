import { describe, expect, it } from 'vitest';
import type { RecordView } from '../../live/frames.ts';
import { naturalOf, placeOf, placeQuery, recordPath } from './inspector-place.ts';
import { cutText, faultText, isOnItsWay, valueText } from './inspector-words.ts';
import { ApiFault } from './view.ts';

const place = { topic: 'inventory.sales', partition: 1, offset: 7 };
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

it('says why there is no record as a sentence', () => {
  expect(faultText(new ApiFault(410, 'GONE', 'offset 7 is not kept any more'))).toBe(
    'Offset 7 is not kept any more.',
  );
  expect(faultText(new ApiFault(404, 'NOT_FOUND', 'No such offset. It is empty.'))).toBe(
    'No such offset. It is empty.',
  );
  expect(faultText(new ApiFault(404, 'NOT_FOUND', 'inventory.sales/0 has no offset 3 yet'))).toBe(
    'inventory.sales/0 has no offset 3 yet.',
  );
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

it('is on its way while something is still to come', () => {
  const step = (state: 'done' | 'here' | 'ahead' | 'never') =>
    ({ stage: 'applied', state, text: '' }) as const;
  expect(isOnItsWay({ journey: [step('here'), step('ahead')] })).toBe(true);
  expect(isOnItsWay({ journey: [step('done'), step('here'), step('never')] })).toBe(false);
});
