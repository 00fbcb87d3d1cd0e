import { describe, expect, it } from 'vitest';
import { productView, StoreFixture } from '../store.fixture.ts';
import type { RunInfo } from '../views.ts';
import {
  RECOMMENDATIONS_KEPT_MS,
  RECOMMENDATIONS_LISTED,
  Recommendations,
} from './recommendations.ts';

/** Business time that can be set. */
class ClockedStore extends StoreFixture {
  nowMs = super.virtualNowMs();

  override virtualNowMs(): number {
    return this.nowMs;
  }

  passMs(ms: number): void {
    this.nowMs += ms;
    this.touch();
  }
}

const LOW = 'PROD-003';
const idsOf = (recommendations: Recommendations) => recommendations.list().map(({ id }) => id);

describe('Recommendations', () => {
  it('tells what to do, why, how much and how soon', () => {
    const list = new Recommendations(new StoreFixture()).list();
    expect(list[0]).toEqual({
      id: 'REC-expedite-PROD-001',
      kind: 'expedite',
      priority: 'critical',
      productId: 'PROD-001',
      productName: 'Electronics thing 1',
      warehouseId: 'WH-NORTH',
      action: expect.stringMatching(/^Order \d+ units now, by the fastest way\.$/),
      reason: expect.stringContaining('Out of stock.'),
      units: expect.any(Number),
      daysUntilStockOut: 0,
    });
    expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
    expect(new Set(list.map(({ kind }) => kind))).toContain('rebalance-warehouse');
  });

  it('takes overstock and depletion from the alerts, and the lead time from the run', () => {
    const store = new StoreFixture(1);
    const since = store.virtualNowMs() - 4 * 86_400_000;
    const alert = { id: 'ALT-1', raisedBySeq: 1, raisedAtMs: since };
    store.change('PROD-001', {
      ...{ onHandUnits: 480, reorderPointUnits: 300 },
      activeAlerts: [{ ...alert, family: 'overstock', type: 'OVERSTOCK' }],
    });
    expect(new Recommendations(store).list()).toMatchObject([{ kind: 'lower-reorder-point' }]);
    store.change('PROD-001', {
      ...{ onHandUnits: 15, reorderPointUnits: 10 },
      activeAlerts: [{ ...alert, family: 'depletion', type: 'RAPID_DEPLETION' }],
    });
    const run = store.run() as RunInfo;
    store.setRun({ ...run, leadTimeDays: 1 });
    const [prompt] = new Recommendations(store).list();
    store.setRun({ ...run, leadTimeDays: 14 });
    const [slow] = new Recommendations(store).list();
    expect(prompt).toBeUndefined();
    expect(slow?.kind).toBe('expedite');
    expect(slow?.reason).toContain('More than 30 % of it went within an hour.');
  });

  it('stand for five minutes of business time', () => {
    const store = new ClockedStore();
    const recommendations = new Recommendations(store, { nowMs: () => 0 });
    const before = recommendations.list();
    store.change(LOW, { onHandUnits: 300 });
    store.passMs(RECOMMENDATIONS_KEPT_MS - 1);
    expect(recommendations.list()).toBe(before);
    store.passMs(1);
    expect(idsOf(recommendations).filter((id) => id.endsWith(LOW))).toEqual([]);
  });

  it('take a twentieth of the wall time at most, however fast business time goes', () => {
    const store = new ClockedStore();
    const wall = { nowMs: 0 };
    // Thinking takes 100 ms: the clock is looked at before and after.
    const recommendations = new Recommendations(store, { nowMs: () => (wall.nowMs += 100) });
    const before = recommendations.list();
    store.passMs(RECOMMENDATIONS_KEPT_MS);
    wall.nowMs = 2_000;
    expect(recommendations.list()).toBe(before);
    wall.nowMs = 2_200;
    expect(recommendations.list()).not.toBe(before);
  });

  it('are listed up to a bound, most urgent first; a filter finds the others', () => {
    const store = new StoreFixture(3_000);
    const recommendations = new Recommendations(store);
    expect(recommendations.list()).toHaveLength(RECOMMENDATIONS_LISTED);
    expect(recommendations.count()).toBeGreaterThan(RECOMMENDATIONS_LISTED);
    const of = (filter: Parameters<Recommendations['list']>[0]) => recommendations.list(filter);
    expect(of({ productId: 'PROD-2999' })).toMatchObject([{ kind: 'hold-orders' }]);
    expect(of({ priority: 'low' })).toHaveLength(RECOMMENDATIONS_LISTED);
    expect(new Set(of({ warehouseId: 'WH-EAST' }).map((each) => each.warehouseId))).toEqual(
      new Set(['WH-EAST']),
    );
    expect(of({ priority: 'low', productId: 'PROD-001' })).toEqual([]);
    expect(of({})).toEqual(recommendations.list());
  });

  it('stand as long as nothing changed', () => {
    const store = new ClockedStore();
    const recommendations = new Recommendations(store);
    const before = recommendations.list();
    store.nowMs += 10 * RECOMMENDATIONS_KEPT_MS;
    expect(recommendations.list()).toBe(before);
  });

  it('are thought over at once when somebody steps in, each time', () => {
    const store = new ClockedStore();
    const recommendations = new Recommendations(store);
    expect(idsOf(recommendations).some((id) => id.endsWith(LOW))).toBe(true);
    store.change(LOW, { touchedByHand: true, onHandUnits: 300, restockedUnits: 400 });
    expect(idsOf(recommendations).some((id) => id.endsWith(LOW))).toBe(false);
    store.change(LOW, { reorderPointUnits: 301 });
    expect(idsOf(recommendations)).toContain(`REC-reorder-${LOW}`);
  });

  it('belong to a run: another one has its own', () => {
    const store = new ClockedStore();
    const recommendations = new Recommendations(store);
    const before = recommendations.list();
    const run = store.run();
    if (run === undefined) throw new Error('the fixture has a run');
    store.change(LOW, productView(2, { onHandUnits: 300 }));
    store.setRun({ ...run, runId: 'demo-42-other' });
    expect(recommendations.list()).not.toBe(before);
    expect(idsOf(recommendations).some((id) => id.endsWith(LOW))).toBe(false);
  });
});
