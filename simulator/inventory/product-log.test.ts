import { describe, expect, it } from 'vitest';
import { RESTOCK, SALE } from '../../pipeline/event.ts';
import type { AlertChange } from '../../pipeline/stages/effects.ts';
import { event, product } from '../../pipeline/stages/world.fixture.ts';
import { Movements } from './movements.ts';
import { ProductLog } from './product-log.ts';
import { virtualDays } from './virtual-days.ts';

const START_MS = Date.UTC(2026, 0, 5);
const PRODUCT = product(0, { openingStockUnits: 100 });

describe('the log of a product', () => {
  it('lists the newest changes of alerts and counts the older ones', () => {
    const log = newLog();
    for (let change = 0; change < 5; change += 1) log.alertChanged(alertAt(change));
    const { alerts, alertsOmitted } = log.alerts(2);
    expect(alerts.map(({ atMs }) => atMs)).toEqual([START_MS + 3, START_MS + 4]);
    expect(alertsOmitted).toBe(3);
    expect(log.alerts(5).alertsOmitted).toBe(0);
  });

  it('keeps count of changes that it had to forget', () => {
    const log = newLog();
    for (let change = 0; change < 7777; change += 1) log.alertChanged(alertAt(change));
    const { alerts, alertsOmitted } = log.alerts(10);
    expect(alerts.at(-1)?.atMs).toBe(START_MS + 7776);
    expect(alerts.length + alertsOmitted).toBe(7777);
  });

  it('says that steps were left out, even when it was long ago', () => {
    expect(playedOut(100).stock(1000)).toMatchObject({ thinned: false });
    expect(playedOut(100).stock(100)).toMatchObject({ thinned: true });
    const long = playedOut(40_000).stock(100_000);
    expect(long.thinned).toBe(true);
    expect(long.units.length).toBeLessThanOrEqual(8192);
    expect(long.units[0]).toBe(100);
    expect(long.units).toContain(0);
  });

  it('has no step where the stock stays as it is', () => {
    const log = newLog();
    const movements = new Movements([PRODUCT], 'reject');
    movements.read(event({ type: SALE, quantityUnits: 500 }), 100);
    log.moved(movements, START_MS + 1);
    expect(log.stock(400)).toEqual({ atMs: [START_MS], units: [100], thinned: false });
    expect([log.demandedUnits[0], log.soldUnits[0]]).toEqual([500, 0]);
  });
});

function newLog(): ProductLog {
  return new ProductLog(PRODUCT, virtualDays(START_MS, START_MS + 86_400_000));
}

/** One unit is sold and brought back, again and again; once everything is sold. */
function playedOut(steps: number): ProductLog {
  const log = newLog();
  const movements = new Movements([PRODUCT], 'reject');
  for (let step = 1; step <= steps; step += 1) {
    const all = step === 41 ? 100 : 1;
    if (step % 2 === 1) {
      movements.read(event({ type: SALE, quantityUnits: all }), 100 - all);
    } else {
      movements.read(event({ type: RESTOCK, quantityUnits: all }), 100);
    }
    log.moved(movements, START_MS + step);
  }
  return log;
}

function alertAt(offsetMs: number): AlertChange {
  return {
    transition: 'raised',
    productIndex: 0,
    family: 'stock',
    type: 'LOW_STOCK',
    raisedBySeq: 1,
    raisedAtMs: START_MS,
    productSeq: 1,
    atMs: START_MS + offsetMs,
    stockUnits: 3,
  };
}
