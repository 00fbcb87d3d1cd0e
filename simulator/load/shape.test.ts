import { describe, expect, it } from 'vitest';
import {
  HOUR_OF_WEEK_THOUSANDTHS,
  hourOfWeekAt,
  hourOfWeekThousandths,
  weeklyShape,
} from './shape.ts';

describe('hourOfWeekAt', () => {
  it('counts from Monday 00:00 UTC, before the epoch as well', () => {
    expect(hourOfWeekAt(Date.UTC(2026, 0, 5))).toBe(0);
    expect(hourOfWeekAt(Date.UTC(2026, 0, 4, 23, 59, 59, 999))).toBe(167);
    expect(hourOfWeekAt(Date.UTC(2026, 0, 7, 13))).toBe(61);
    expect(hourOfWeekAt(Date.UTC(1969, 11, 29))).toBe(0);
    expect(hourOfWeekAt(Date.UTC(1969, 11, 28, 23))).toBe(167);
  });
});

describe('the weekly profile', () => {
  it('has 168 positive integers and is busiest in business hours', () => {
    expect(HOUR_OF_WEEK_THOUSANDTHS).toHaveLength(168);
    expect(HOUR_OF_WEEK_THOUSANDTHS.every((thousandths) => thousandths > 0)).toBe(true);
    for (let day = 0; day < 7; day += 1) {
      const hours = HOUR_OF_WEEK_THOUSANDTHS.slice(day * 24, day * 24 + 24);
      const open = Math.min(...hours.slice(9, 17));
      expect(open).toBeGreaterThan(Math.max(...hours.slice(0, 9), ...hours.slice(17)));
    }
  });

  it('is flat when both patterns are off, and varies only as the other one says when one is', () => {
    expect(new Set(hourOfWeekThousandths({ businessHours: false, weekdays: false }))).toEqual(
      new Set([1000]),
    );
    const daysOnly = hourOfWeekThousandths({ businessHours: false, weekdays: true });
    expect(new Set(daysOnly.slice(0, 24)).size).toBe(1);
    const hoursOnly = hourOfWeekThousandths({ businessHours: true, weekdays: false });
    expect(hoursOnly.slice(0, 24)).toEqual(hoursOnly.slice(144));
  });

  it('has factors whose weekly mean is 1', () => {
    const shape = weeklyShape({ startMs: 0, speed: 1 }, HOUR_OF_WEEK_THOUSANDTHS);
    let sum = 0;
    for (let hour = -168; hour < 0; hour += 1) sum += shape.factorAt(hour);
    expect(sum / 168).toBeCloseTo(1, 12);
  });
});
