import { describe, expect, it } from 'vitest';
import { planLoad } from '../load/plan.ts';
import { parseScenario } from '../scenario/load.ts';
import { countEvents, planRecord, renderPlan } from './plan.ts';

const TEXT = `name: small
description: for tests
load: { executor: constant-arrival-rate, rate: 200, duration: 3s, warmUp: 1s }
clock: { speed: 100000 }
catalogue: { products: 250 }
poison: 50000
thresholds: { alert: [{ threshold: "p(99)<1000", abortOnFail: on }] }
`;
const scenario = parseScenario(TEXT, 'x.yaml');
const load = planLoad(scenario);
const counts = countEvents(scenario);

describe('countEvents', () => {
  it('counts arrivals as planned, and deliveries beside them', () => {
    const { SALE, RETURN, ALERT, RESTOCK } = counts.byType;
    expect(SALE + RETURN + ALERT).toBe(600);
    expect(load.arrivals).toBe(600);
    expect(counts.deliveries).toBe(RESTOCK);
    expect(counts.events).toBe(600 + RESTOCK);
    expect(counts.poison).toBeGreaterThan(10);
    expect(counts.poison).toBeLessThan(60);
  });

  it('shares the arrivals over the same intervals as the plan', () => {
    const arrivals = counts.byInterval.map(
      ([sales = 0, , returns = 0, alerts = 0]) => sales + returns + alerts,
    );
    expect(arrivals).toEqual(load.intervals.map((interval) => interval.arrivals));
    expect(counts.byInterval.flat().reduce((sum, events) => sum + events, 0)).toBe(counts.events);
  });

  it('calls drawn restocks of open replenishment arrivals', () => {
    const open = countEvents(parseScenario(`${TEXT}replenishment: open\n`, 'x.yaml'));
    expect([open.events, open.deliveries]).toEqual([600, 0]);
    expect(open.byType.RESTOCK).toBeGreaterThan(100);
  });
});

describe('renderPlan', () => {
  const text = renderPlan(scenario, load, counts, 'the embedded broker');

  it('begins with the plan in a sentence and shows every part', () => {
    expect(text.startsWith('small: 200 events a second for 3s, 600 events and ')).toBe(true);
    for (const title of [
      'Stages',
      'Events by type',
      'Over time',
      'How busy the shops are',
      'Thresholds',
    ]) {
      expect(text).toContain(`\n${title}`);
    }
    expect(text).toContain('alert: p(99)<1000 (or stop)');
    expect(text).toContain('Latencies of the first 1s are kept apart');
    expect(text).toContain('of them poison');
    expect(text).not.toContain('Warnings');
    expect(text).not.toMatch(/ $/m);
    expect(text).not.toContain('\u001b');
  });

  it('works without counts, and shows warnings', () => {
    const warned = renderPlan(
      scenario,
      { ...load, warnings: ['Beware.'] },
      undefined,
      'Kafka at a:1',
    );
    expect(warned).toContain('Too many to count here');
    expect(warned).toContain('Warnings\n  ! Beware.');
  });
});

describe('planRecord', () => {
  it('is plain JSON with counts by name, or null where nothing was counted', () => {
    const record = JSON.parse(JSON.stringify(planRecord(scenario, load, counts)));
    expect(record).toMatchObject({
      scenario: 'small',
      seed: '42',
      arrivals: 600,
      events: counts.events,
      byType: counts.byType,
    });
    expect(record.intervals[0].byType.SALE).toBe(counts.byInterval[0]?.[0]);
    expect(planRecord(scenario, load, undefined)).toMatchObject({ events: null, byType: null });
  });
});
