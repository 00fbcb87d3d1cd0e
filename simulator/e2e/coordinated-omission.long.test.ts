/**
 * A system that stands still must cost what it costs: every event that came due meanwhile has waited, and counts with its
 * whole wait. Who looks at the service alone, or stops sending while nobody answers, does not see it.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../reports/record.ts';
import type { RunSeries } from '../../reports/series.ts';
import { type BenchResult, keptRecord, Workshop } from './command.fixture.ts';
import { expectSound } from './expectations.fixture.ts';
import { freezing } from './frozen-thread.fixture.ts';

/**
 * Of 20 s, 2 s. Events due in them wait from 2 s down to nothing, evenly: a tenth of all. So the 95th percentile is the
 * middle of those waits, 1.0 s, and the 99th lies nine tenths up, at 1.8 s.
 */
const EXPECTED_MS = { 'p(95)<60000': 1000, 'p(99)<60000': 1800 } as const;
const CATCH_UP_MS = 150;
const FREEZE = { creator: 'consumers/thread', atMs: 9_200, forMs: 2_000 };

const workshop = new Workshop();
const scenario = workshop.scenario(
  'freeze',
  `
load: { executor: constant-arrival-rate, rate: 1000, duration: 20s }
clock: { speed: 25000 }
catalogue: { products: 5000 }
# No deliveries beside the arrivals: a thousand events a second, no more.
replenishment: { mode: open }
thresholds: { end_to_end: ["${Object.keys(EXPECTED_MS).join('", "')}"] }
`,
);
let result: BenchResult;
let record: RunRecord;
let series: RunSeries;

beforeAll(async () => {
  result = await workshop.bench([scenario], freezing(workshop, FREEZE));
  const folder = join(workshop.folder, result.record?.runFolder ?? '');
  record = keptRecord(folder) as unknown as RunRecord;
  if (record.series === null) throw new Error('the run has no time series');
  series = record.series;
});
afterAll(() => workshop.close());

describe('consumers that stand still for 2 s of 20 s at 1,000 events a second', () => {
  it('leave a run that is correct and complete', async () => {
    expectSound(result, await workshop.digest([scenario]));
    expect(record.plan.events).toBe(20_000);
    expect(record.latency.measured.stages.end_to_end?.count).toBe(20_000);
    expect(record.marks.filter(({ kind }) => kind === 'rebalance')).toEqual([]);
  });

  it.for(Object.entries(EXPECTED_MS))('make end_to_end %s %d ms', async ([source, expectedMs], {
    annotate,
  }) => {
    const observed = record.thresholds.find((threshold) => threshold.source === source)?.observed;
    // `--reporter=verbose` prints it.
    await annotate(`${observed} ms`);
    expect(observed).toBeGreaterThan(0.97 * expectedMs);
    // What piled up has to be worked off: every wait is longer by its share of that.
    expect(observed).toBeLessThan(expectedMs + CATCH_UP_MS);
  });

  it('are not seen by who looks at the service alone', () => {
    const { processing, end_to_end: endToEnd } = record.latency.measured.stages;
    expect(processing?.count).toBe(endToEnd?.count);
    expect(processing?.p999Us).toBeLessThan(200_000);
    expect(endToEnd?.maxUs).toBeGreaterThan(1_900_000);
  });

  it('are unavailable in the two seconds whose events waited for more than one', () => {
    const { dueEvents, onTimeEvents } = series.availability;
    const late = dueEvents.map((due, second) => (due ?? 0) - (onTimeEvents[second] ?? 0));
    const missed = [...late.keys()].filter((second) => late[second] !== 0);
    expect(missed).toEqual([9, 10]);
    // Due from 9.2 s to 10.2 s, and as long as it took to catch up.
    expect(late[9]).toBeGreaterThan(750);
    expect(late[10]).toBeGreaterThan(150);
    expect(record.availability).toMatchObject({ available: dueEvents.length - 2 });
  });

  it('apply nothing then, and all of it afterwards', () => {
    const applied = series.rates.appliedPerSecond.map((rate) => rate ?? 0);
    expect(Math.max(...applied.slice(9, 11))).toBeLessThan(400);
    expect(applied[11]).toBeGreaterThan(2_000);
    expect(series.rates.acknowledgedPerSecond[10]).toBeGreaterThan(800);
  });

  it('lag by what came meanwhile, in every topic-partition, until they have caught up', () => {
    const behind = series.lag.reduce(
      (sums, { records }) => sums.map((sum, second) => sum + (records[second] ?? 0)),
      new Array<number>(series.intervals).fill(0),
    );
    expect(behind[10]).toBeGreaterThan(1_500);
    expect(behind.indexOf(Math.max(...behind))).toBe(10);
    expect(record.lag?.maxAtMs).toBe(11_000);
    expect(behind[13]).toBeLessThan(1_000);
  });

  it('are a hot band in the heat map, in the second in which they woke up', () => {
    const { edgesUs, counts } = series.heatMap ?? { edgesUs: [], counts: [] };
    const slow = counts.map((row) =>
      row.reduce((sum, count, band) => sum + ((edgesUs[band] ?? 0) >= 1_000_000 ? count : 0), 0),
    );
    const hot = [...slow.keys()].filter((second) => slow[second] !== 0);
    expect(hot).toContain(11);
    // A thread that wakes up may apply some of them before it answers for the seconds that it slept through.
    expect(hot.every((second) => second >= 9 && second <= 11)).toBe(true);
    const together = hot.reduce((sum, second) => sum + (slow[second] ?? 0), 0);
    expect(together).toBeGreaterThan(950);
    expect(together).toBeLessThan(1_200);
  });

  it('are the thread whose event loop stood still', () => {
    const longest = (name: string): number[] => {
      const thread = series.threads.find((candidate) => candidate.name === name);
      return (thread?.loopDelayMaxMs ?? []).map((ms) => ms ?? 0);
    };
    const consumer = longest('consumer-1');
    expect(Math.max(...consumer)).toBeGreaterThan(1_900);
    expect([9, 10, 11]).toContain(consumer.indexOf(Math.max(...consumer)));
    for (const { name } of series.threads.filter(({ group }) => group !== 'consumers')) {
      expect(Math.max(...longest(name)), name).toBeLessThan(1_000);
    }
    const use = record.threads.find(({ name }) => name === 'consumer-1');
    expect(use?.loopDelayMaxMs).toBeGreaterThan(1_900);
  });
});
