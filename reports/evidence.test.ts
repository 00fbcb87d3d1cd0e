import { describe, expect, it } from 'vitest';
import { evidenceOf, NO_CAUSE } from './evidence.ts';
import type { Column, ThreadColumns } from './series.ts';

const CALM: ThreadColumns = {
  name: 'producer 1',
  group: 'producers',
  cpuShare: [0.4, 0.4, 0.4],
  busyShare: [0.5, 0.5, 0.5],
  loopDelayMaxMs: [12, 12, 12],
  gcShare: [0.01, 0.01, 0.01],
  heapBytes: [1, 1, 1],
};
const LATE: Column = [0, 40, 3];

describe('evidenceOf', () => {
  it('finds nothing where nothing was late', () => {
    expect(evidence({}, [0, null, 0])).toBeNull();
    expect(evidence({}, null)).toBeNull();
  });

  it('points at the interval with most late events, in whatever steps the series goes', () => {
    expect(evidence({})).toEqual({ fromMs: 1000, toMs: 2000, events: 40, cause: NO_CAUSE });
    expect(evidence({}, [null, 2, 5], { intervalMs: 10_000 })).toMatchObject({
      fromMs: 20_000,
      toMs: 30_000,
      events: 5,
    });
  });

  it('blames an event loop that stood still, also just before', () => {
    const said = "producer 1's event loop stood still for 340 ms";
    expect(causeOf({ loopDelayMaxMs: [12, 340, 12] })).toBe(said);
    expect(causeOf({ loopDelayMaxMs: [340, 90, 12] })).toBe(said);
    expect(causeOf({ loopDelayMaxMs: [12, 99, 340] })).toBe(NO_CAUSE);
  });

  it('says what kept the event loop, where that is known', () => {
    const stalled = { loopDelayMaxMs: [12, 340, 12] };
    expect(causeOf({ ...stalled, gcShare: [0, 0.3, 0] })).toBe(
      "producer 1's event loop stood still for 340 ms (300 ms of garbage collection)",
    );
    expect(causeOf({ ...stalled, gcShare: [0, 0.1, 0] }, [1, 1.99, 1])).toBe(
      "producer 1's event loop stood still for 340 ms while all 2 cores were busy",
    );
  });

  it('sees that a thread that stood still had no core', () => {
    const stalled = { loopDelayMaxMs: [12, 340, 12] };
    expect(causeOf({ ...stalled, cpuShare: [0.4, 0.1, 0.4] })).toBe(
      "producer 1's event loop stood still for 340 ms without getting a core (other programs used the machine)",
    );
    const before = { loopDelayMaxMs: [340, 12, 12], cpuShare: [0.4, 0.1, 0.4] };
    expect(causeOf(before)).toBe("producer 1's event loop stood still for 340 ms");
    expect(causeOf({ ...stalled, cpuShare: [null, null, null] })).toBe(
      "producer 1's event loop stood still for 340 ms",
    );
  });

  it('looks at the worst of the producers, and at nobody else', () => {
    const stalled = (name: string, group: string, ms: number): ThreadColumns => ({
      ...CALM,
      name,
      group,
      loopDelayMaxMs: [0, ms, 0],
    });
    const threads = [
      stalled('consumer-1', 'consumers', 900),
      stalled('producer 1', 'producers', 120),
      stalled('producer 2', 'producers', 210),
    ];
    expect(evidence({}, LATE, { threads })?.cause).toBe(
      "producer 2's event loop stood still for 210 ms",
    );
  });

  it.each<[what: string, thread: Partial<ThreadColumns>, cpuCores: Column, cause: string]>([
    [
      'garbage collection in small pieces',
      { gcShare: [0, 0.314, 0] },
      [1, 1, 1],
      'producer 1 spent 31.4 % of its time in garbage collection',
    ],
    [
      'a thread without time to spare',
      { cpuShare: [0.4, 0.97, 0.4] },
      [1, 1, 1],
      'producer 1 was busy for 97 % of the time',
    ],
    [
      'a busy thread whose CPU the platform does not tell',
      { cpuShare: [null, null, null], busyShare: [0.5, 0.99, 0.5] },
      [1, 1, 1],
      'producer 1 was busy for 99 % of the time',
    ],
    ['a full machine', {}, [1, 1.95, 1], 'all 2 cores were busy'],
    ['a machine of which nothing is known', {}, [null, null, null], NO_CAUSE],
  ])('knows %s', (_what, thread, cpuCores, cause) => {
    expect(causeOf(thread, cpuCores)).toBe(cause);
  });

  it('says that no cause was seen where no thread was watched', () => {
    expect(evidence({}, LATE, { threads: [] })?.cause).toBe(NO_CAUSE);
  });
});

function causeOf(thread: Partial<ThreadColumns>, cpuCores: Column = [1, 1, 1]) {
  return evidence(thread, LATE, { process: { cpuCores, rssBytes: [1, 1, 1] } })?.cause;
}

function evidence(
  thread: Partial<ThreadColumns>,
  late: Column | null = LATE,
  changes: Partial<Parameters<typeof evidenceOf>[0]> = {},
) {
  return evidenceOf(
    {
      intervalMs: 1000,
      counters: late === null ? {} : { late_generator: late },
      threads: [{ ...CALM, ...thread }],
      process: { cpuCores: [1, 1, 1], rssBytes: [1, 1, 1] },
      ...changes,
    },
    2,
  );
}
