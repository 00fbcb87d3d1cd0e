import { describe, expect, it } from 'vitest';
import { quietInterval } from './journal.fixture.ts';
import type { JournalInterval } from './journal.ts';
import { availabilityOf, lagSummaryOf, threadUseOf, waitingMaxOf } from './run-figures.ts';

describe('availability', () => {
  const intervals = [
    quietInterval(0, { windows: [0, 10, 10] }),
    quietInterval(1, { windows: [1, 5, 3] }),
    quietInterval(2, { windows: [1, 0, 2, 3, 4, 3] }),
  ];

  it('is the share of seconds with due events that were all dealt with within a second', () => {
    expect(availabilityOf(intervals)).toEqual({ windows: 3, available: 2, share: 2 / 3 });
  });

  it('does not judge windows that a stop left without their second', () => {
    expect(availabilityOf(intervals, 3_500)).toEqual({ windows: 2, available: 2, share: 1 });
  });

  it('is unknown when nothing was due', () => {
    expect(availabilityOf([quietInterval(0)])).toBeNull();
  });
});

describe('lag', () => {
  it('is summed over topic-partitions at each second', () => {
    const intervals = [
      quietInterval(0, { lag: { sales: [3, 0], returns: [1] } }),
      quietInterval(1, { lag: null }),
      quietInterval(2, { lag: { sales: [0, 9], returns: [0] } }),
      quietInterval(3, { lag: { sales: [0, 1], returns: [0] } }),
    ];
    expect(lagSummaryOf(intervals)).toEqual({
      maxRecords: 9,
      maxAtMs: 3000,
      endRecords: 1,
      partitions: [
        { topic: 'sales', partition: 0, maxRecords: 3, endRecords: 0 },
        { topic: 'sales', partition: 1, maxRecords: 9, endRecords: 1 },
        { topic: 'returns', partition: 0, maxRecords: 1, endRecords: 0 },
      ],
    });
  });

  it('is unknown when the broker never told', () => {
    expect(lagSummaryOf([quietInterval(0)])).toBeNull();
  });
});

describe('threads', () => {
  const sample = {
    group: 'producers',
    wallMs: 1000,
    cpuUs: 200_000,
    busyShare: 0.5,
    loopDelayMaxMs: 3,
    loopDelayP99Ms: 2,
    gcMs: 4,
    gcCount: 1,
    heapBytes: 5e6,
  };

  it('are summed up over the run', () => {
    const intervals = [
      quietInterval(0, { threads: { 'producer 1': sample } }),
      quietInterval(1, {
        threads: {
          'producer 1': {
            ...sample,
            wallMs: 3000,
            busyShare: 0.1,
            loopDelayMaxMs: 90,
            loopDelayP99Ms: 7,
          },
        },
      }),
    ];
    expect(threadUseOf(intervals)).toEqual([
      {
        name: 'producer 1',
        group: 'producers',
        cpuUs: 400_000,
        busyShare: 0.2,
        loopDelayP99Ms: 7,
        loopDelayMaxMs: 90,
        gcMs: 8,
        gcCount: 2,
        heapMaxBytes: 5e6,
      },
    ]);
  });

  it('have unknown CPU as soon as one second of it is unknown', () => {
    const unknown = { ...sample, cpuUs: null };
    const intervals = [unknown, sample].map((one, index) =>
      quietInterval(index, { threads: { 'producer 1': one } }),
    );
    expect(threadUseOf(intervals)[0]?.cpuUs).toBeNull();
  });
});

it('the most events that ever waited are known when a consumer told', () => {
  expect(waitingMaxOf([quietInterval(0)])).toBeNull();
  const standing = (waitingEvents: number) => ({ waitingEvents }) as JournalInterval['standing'];
  const intervals = [3, 7, 0].map((count, index) =>
    quietInterval(index, { standing: standing(count) }),
  );
  expect(waitingMaxOf(intervals)).toBe(7);
});
