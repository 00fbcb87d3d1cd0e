import { describe, expect, it } from 'vitest';
import { parseScenario } from '../scenario/load.ts';
import { intervalMsFor, type LoadPlan, planLoad } from './plan.ts';

const STEADY =
  'load: { executor: constant-arrival-rate, rate: 10, timeUnit: 1m, duration: 100m }\n';
const planned = (text: string): LoadPlan =>
  planLoad(parseScenario(`name: x\n${text}`, 'x.yaml', { purpose: 'simulate' }));

describe('planLoad', () => {
  it('tells stages and intervals whose arrivals add up', () => {
    const plan = planned(
      'load: { executor: ramping-arrival-rate, startRate: 0, stages: [{ duration: 4s, target: 50 }, { duration: 0s, target: 500 }, { duration: 2500ms, target: 500 }] }\n',
    );
    expect(plan.stages).toEqual([
      { startMs: 0, durationMs: 4000, startPerSecond: 0, endPerSecond: 50, arrivals: 100 },
      { startMs: 4000, durationMs: 0, startPerSecond: 50, endPerSecond: 500, arrivals: 0 },
      { startMs: 4000, durationMs: 2500, startPerSecond: 500, endPerSecond: 500, arrivals: 1250 },
    ]);
    expect(
      plan.intervals.map(({ startMs, endMs, arrivals }) => [startMs, endMs, arrivals]),
    ).toEqual([
      [0, 1000, 6],
      [1000, 2000, 19],
      [2000, 3000, 31],
      [3000, 4000, 44],
      [4000, 5000, 500],
      [5000, 6000, 500],
      [6000, 6500, 250],
    ]);
    expect([plan.arrivals, plan.peakPerSecond, plan.durationMs]).toEqual([1350, 500, 6500]);
  });

  it('translates the rate into the life of a shop', () => {
    const { usual, virtualDays, leadTimeDays, warnings } = planned(STEADY);
    expect(virtualDays).toBe(30);
    expect(usual.eventsPerProductDay).toBeCloseTo(2 / 3, 9);
    // Four of five arrivals are sales of 25.5 units on average.
    expect(usual.unitsPerProductDay).toBeCloseTo((2 / 3) * 0.8 * 25.5, 9);
    expect(usual.stockDays).toBeCloseTo(275 / 13.6, 6);
    expect(leadTimeDays).toEqual({ min: 1, max: 3 });
    expect(warnings).toEqual([]);
  });

  it('takes the usual rate from most of the time, not from the peak', () => {
    const { usual, peak } = planned(
      'load: { executor: ramping-arrival-rate, startRate: 10, stages: [{ duration: 6s, target: 10 }, { duration: 0s, target: 900 }, { duration: 4s, target: 900 }] }\n',
    );
    expect([usual.ratePerSecond, peak.ratePerSecond]).toEqual([expect.closeTo(10, 6), 900]);
  });

  it.each([
    [
      'senseless rates',
      'load: { executor: constant-arrival-rate, rate: 5000, duration: 20s }\nclock: { speed: 25000 }\n',
      'shelves are empty most of the time',
    ],
    ['rates that outrun deliveries', STEADY.replace('10,', '40,'), 'expect many stock-outs'],
    ['dead shops', `${STEADY}catalogue: { products: 100000 }\n`, 'nothing much happens'],
    ['less than a business day', STEADY.replace('100m', '2m'), 'no day completes'],
    ['deliveries after the end', STEADY.replace('100m', '3m'), 'none arrives'],
    ['growing stock', `${STEADY}replenishment: open\n`, 'stock grows by 60 units an event'],
    [
      'idle consumers',
      `${STEADY}pipeline: { partitions: 1, consumers: 3 }\n`,
      '3 consumers share 1 partitions: 2 will be idle',
    ],
    [
      'idle workers',
      `${STEADY.replace('10,', '1,')}catalogue: { products: 5 }\nproducers: { workers: 8 }\n`,
      '8 workers share 5 products',
    ],
  ])('warns of %s', (_what, text, warning) => {
    expect(planned(text).warnings.join('\n')).toContain(warning);
  });
});

describe('intervalMsFor', () => {
  it('makes tables of at most thirty rows', () => {
    for (const durationMs of [1, 20_000, 30_001, 100_000, 6_000_000, 86_400_000, 1e12]) {
      const intervalMs = intervalMsFor(durationMs);
      expect(durationMs / intervalMs).toBeLessThanOrEqual(30);
    }
    expect(intervalMsFor(20_000)).toBe(1000);
    expect(intervalMsFor(600_000)).toBe(30_000);
  });
});
