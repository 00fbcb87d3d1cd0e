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

describe('what the plan says of consumers', () => {
  const plan = (rest: string) => {
    const parsed = parseScenario(`${TEXT}${rest}`, 'x.yaml');
    return renderPlan(parsed, planLoad(parsed), undefined, 'the embedded broker');
  };

  it('is nothing for a group that is left alone', () => {
    expect(plan('pipeline: { consumers: 3 }\n')).not.toContain('\nConsumers');
    expect(plan('pipeline: { consumers: 3 }\n')).not.toContain('What happens to consumers');
  });

  it('is how patient the group is, and every fault at its instant', () => {
    const text = plan(`pipeline: { consumers: 3, sessionTimeout: 6s, changelog: off }
faults:
- { kill: consumer-1, at: 2s, between: published, restart: 1s }
- { join: any, at: 1s, for: 1s }
- { leave: consumer-2, atEvent: 500 }
- { stall: any, every: [200ms, 200ms], from: 1s, until: 1401ms, for: 100ms }
`);
    expect(text).toContain(`
Consumers
  3 consumers for 3 partitions of every topic
  Out of the group without a heartbeat for: 6s
  Out of the group for joining late again, after: 10s embedded, 60s elsewhere
  No changelog: a partition that changes hands begins anew.
`);
    const lines = text.split('\n');
    const from = lines.indexOf('What happens to consumers');
    expect(lines.slice(from + 2, from + 7).map((line) => line.trim().replace(/ {3}/, ' '))).toEqual(
      [
        '1s somebody joins for 1s',
        '1.2s somebody stands still for 100ms',
        '1.4s somebody stands still for 100ms',
        '2s consumer-1 is killed between publication and changelog, and is back 1s later',
        'event 500 consumer-2 leaves for good',
      ],
    );
  });

  it('does not list more than anybody reads', () => {
    const text = plan(
      'pipeline: { consumers: 3 }\nfaults: [{ stall: any, every: [100ms, 100ms], for: 1ms }, { stall: any, every: [100ms, 100ms], for: 1ms }]\n',
    );
    expect(text).toContain('… and 18 more\n');
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
    expect(record.pipeline).toMatchObject({ changelog: true, sessionTimeoutMs: null });
    expect(record.faults).toEqual({ timed: [], counted: [] });
    expect(record.intervals[0].byType.SALE).toBe(counts.byInterval[0]?.[0]);
    expect(planRecord(scenario, load, undefined)).toMatchObject({ events: null, byType: null });
  });
});
