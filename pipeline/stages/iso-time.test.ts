import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoMs } from './iso-time.ts';

const instants = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});

describe('isoMs', () => {
  it('reads back what toISOString wrote, over all years of four digits', () => {
    fc.assert(fc.property(instants, (date) => isoMs(date.toISOString()) === date.getTime()));
  });

  it('applies offsets and cuts fractions finer than a millisecond', () => {
    const whole = Date.UTC(2026, 0, 5, 8, 30, 0);
    expect(isoMs('2026-01-05T08:30:00Z')).toBe(whole);
    expect(isoMs('2026-01-05T10:30:00+02:00')).toBe(whole);
    expect(isoMs('2026-01-05T03:00:00.1239-05:30')).toBe(whole + 123);
  });

  it.each([
    '',
    '2026-01-05',
    '2026-01-05T08:30Z',
    '2026-01-05T08:30:00',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-05T24:00:00Z',
    '2026-01-05T08:60:00Z',
    '2026-01-05T08:30:60Z',
    '2026-01-05T08:30:00.Z',
    '2026-01-05T08:30:00.1234567890Z',
    '2026-01-05T08:30:00z',
    '2026-01-05T08:30:00Z ',
    '2026-01-05T08:30:00+24:00',
    '2026-01-05T08:30:00+0200',
    '2O26-01-05T08:30:00Z',
    '+002026-01-05T08:30:00Z',
    '2026-01-05 08:30:00Z',
  ])('refuses %j', (text) => {
    expect(isoMs(text)).toBeNaN();
  });

  it('accepts 29 February of leap years only', () => {
    expect(isoMs('2024-02-29T00:00:00Z')).toBe(Date.UTC(2024, 1, 29));
    expect(isoMs('2000-02-29T00:00:00Z')).toBe(Date.UTC(2000, 1, 29));
  });

  it('answers to any text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 40 }), (text) => typeof isoMs(text) === 'number'));
  });
});
