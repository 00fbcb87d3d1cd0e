import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DueWindows, ON_TIME_US } from './due-windows.ts';

const START_US = 1_700_000_000_000_000;

describe('DueWindows', () => {
  it('counts by the second in which an event was due, whenever it was dealt with', () => {
    const windows = new DueWindows();
    windows.startAt(START_US);
    windows.due(START_US);
    windows.due(START_US + 999_999);
    windows.due(START_US + 1_000_000);
    windows.settled(ON_TIME_US, START_US);
    windows.settled(ON_TIME_US + 1, START_US + 999_999);
    windows.settled(5, START_US + 1_000_000);
    expect(windows.take()).toEqual([0, 2, 1, 1, 1, 1]);
    expect(windows.take()).toEqual([]);
  });

  it('counts nothing before it knows when the load begins, nor what was due before', () => {
    const windows = new DueWindows();
    windows.due(START_US);
    windows.startAt(START_US);
    windows.due(START_US - 1);
    expect(windows.take()).toEqual([]);
  });

  it('agrees with a map, however events are scattered over takes', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('take' as const) }),
      fc.record({
        kind: fc.constantFrom('due' as const, 'settled' as const),
        second: fc.integer({ min: 0, max: 2_000 }),
        us: fc.integer({ min: 0, max: 2 * ON_TIME_US }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const windows = new DueWindows();
        windows.startAt(START_US);
        const expected = new Map<number, [number, number]>();
        const seen = new Map<number, [number, number]>();
        const add = (map: typeof seen, window: number, due: number, onTime: number): void => {
          const [dueBefore, onTimeBefore] = map.get(window) ?? [0, 0];
          map.set(window, [dueBefore + due, onTimeBefore + onTime]);
        };
        const take = (): void => {
          const counts = windows.take();
          for (let at = 0; at < counts.length; at += 3) {
            add(seen, counts[at] as number, counts[at + 1] as number, counts[at + 2] as number);
          }
        };
        for (const one of steps) {
          if (one.kind === 'take') {
            take();
            continue;
          }
          const dueUs = START_US + one.second * 1_000_000 + (one.us % 1_000_000);
          if (one.kind === 'due') {
            windows.due(dueUs);
            add(expected, one.second, 1, 0);
          } else {
            windows.settled(one.us, dueUs);
            if (one.us <= ON_TIME_US) add(expected, one.second, 0, 1);
          }
        }
        take();
        expect(seen).toEqual(expected);
      }),
    );
  });
});
