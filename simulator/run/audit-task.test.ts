/** The audit as a whole, on shipped scenarios: what the parts conclude is tested beside them. */
import { describe, expect, it } from 'vitest';
import type { StockEvent } from '../../pipeline/event.ts';
import { PRODUCT_NUMBERS } from '../../pipeline/stages/outcome.ts';
import { StockPipeline } from '../../pipeline/stages/pipeline.ts';
import type { SeqRangesTransfer } from '../audit/seq-ranges.ts';
import { resolveScenario } from '../commands/resolve.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Timeline } from '../world/timeline.ts';
import { buildWorld } from '../world/world.ts';
import audit, { type AuditResult, type AuditTask, type OwnEvidence } from './audit-task.ts';

const SHIPPED = ['classroom', 'month', 'stockout'] as const;

describe('the audit of a shipped scenario', () => {
  it.each(SHIPPED)('%s: counts the plan by the second', (name) => {
    const scenario = shipped(name);
    const { plannedPerSecond = new Int32Array(), plannedEvents } = auditOf(scenario, 1);
    expect(plannedPerSecond.reduce((sum, events) => sum + events, 0)).toBe(plannedEvents);
    expect(plannedPerSecond.length).toBe(scenario.load.durationMs / 1000 + 1);
    expect(plannedPerSecond).toEqual(secondsOf(scenario));
  });

  it.each(SHIPPED)('%s: has an inventory that agrees with the outcome of the run', (name) => {
    const { inventory, totals } = auditOf(shipped(name), 1);
    const { days, stockOuts, products } = inventory;
    const sum = (column: readonly number[]) => column.reduce((total, each) => total + each, 0);
    expect(sum(days.demandedUnits)).toBe(totals?.demandedUnits);
    expect(sum(days.soldUnits)).toBe(totals?.soldUnits);
    expect(days.closingUnits.at(-1)).toBe(totals?.stockUnits);
    expect((stockOuts.meanMs ?? 0) * stockOuts.episodes).toBeCloseTo(totals?.outOfStockMs ?? -1, 2);
    expect(products.length).toBeGreaterThanOrEqual(5);
    for (const { stock, closingUnits } of products) {
      expect(closingUnits).toBe(stock.units.at(-1));
    }
  });

  it('says the same of the stock however many consumers shared the work', () => {
    const scenario = shipped('stockout');
    expect(auditOf(scenario, 3).inventory).toEqual(auditOf(scenario, 1).inventory);
  });

  it('knows no closing stock of the run when no consumer lived to tell', () => {
    const { inventory, totals } = auditOf(shipped('classroom'), 0);
    expect(totals).toBeNull();
    expect(inventory.products.map(({ closingUnits }) => closingUnits)).toEqual(
      inventory.products.map(() => null),
    );
    expect(inventory.products.length).toBe(5);
  });
});

describe('the audit of a run that a person played', () => {
  const scenario = shipped('month');
  const PLAYED = 40;

  it('holds as much of the plan against it as was played', () => {
    const { report, plannedEvents, plannedPerSecond, inventory } = audit(playedTask());
    expect(broken(report)).toEqual([]);
    expect(report.comparable).toBe(false);
    expect(plannedEvents).toBe(PLAYED);
    expect(plannedPerSecond).toBeUndefined();
    expect(inventory.endMs).toBeLessThan(buildWorld(scenario).endMs);
    const plan = report.invariants.find(({ id }) => id === 'plan');
    expect(plan).toMatchObject({ holds: true, detail: `${PLAYED} planned events` });
  });

  it('finds an event that was lost all the same', () => {
    const task = playedTask();
    const { contiguous } = task.acknowledged[0] as SeqRangesTransfer;
    const victim = contiguous.findIndex((seq) => seq > 0);
    const lessOne = contiguous.map((seq, index) => (index === victim ? seq - 1 : seq));
    const applied = { contiguous: lessOne, beyond: new Int32Array() };
    const evidence = { ...task.evidence, applied: [applied] } as OwnEvidence;
    expect(broken(audit({ ...task, evidence }).report)).toContain('no-loss');
  });

  /** As far as somebody got in the plan, with a restock by hand in the stock of the first product. */
  function playedTask(): AuditTask {
    const world = buildWorld(scenario);
    const { catalogue, history, startMs, endMs } = world;
    const owned = catalogue.products.map(({ index }) => index);
    const timeline = new Timeline(world);
    const pipeline = new StockPipeline<StockEvent>({
      ...{ catalogue, history, startMs, endMs },
      shortage: scenario.pipeline.shortage,
      ordering: 'sequence',
      effects: { applied() {}, alertChanged() {}, dayClosed() {} },
    });
    for (let taken = 0; taken < PLAYED; taken += 1) {
      pipeline.offer(timeline.next() as StockEvent);
    }
    const planned = Int32Array.from(owned, (index) => timeline.plannedSeq(index));
    pipeline.finish(owned);
    const part = pipeline.outcome(owned);
    const at = (name: (typeof PRODUCT_NUMBERS)[number]) => PRODUCT_NUMBERS.indexOf(name);
    part.numbers[at('onHandUnits')] = (part.numbers[at('onHandUnits')] as number) + 5_000;
    part.numbers[at('restockedUnits')] = (part.numbers[at('restockedUnits')] as number) + 5_000;
    const all = { contiguous: planned, beyond: new Int32Array() };
    return {
      scenario,
      planned: [planned],
      planCutShort: true,
      handed: [all],
      acknowledged: [all],
      evidence: { kind: 'own', applied: [all], deadLettered: [], parts: [part], drained: true },
      latencyDefects: [],
      interactive: true,
    };
  }

  function broken({ invariants }: AuditResult['report']): string[] {
    return invariants.flatMap(({ id, holds }) => (holds === false ? [id] : []));
  }
});

function shipped(name: string): Scenario {
  return resolveScenario(name, {}, {}, 'simulate').scenario;
}

/** A run without Kafka: the consumers see the plan in order and share the products evenly. */
function auditOf(scenario: Scenario, consumers: number): AuditResult {
  const world = buildWorld(scenario);
  const { catalogue, history, startMs, endMs } = world;
  const parts = Array.from({ length: consumers }, (_, consumer) => {
    const owned = catalogue.products
      .map(({ index }) => index)
      .filter((index) => index % consumers === consumer);
    const pipeline = new StockPipeline<StockEvent>({
      catalogue,
      history,
      startMs,
      endMs,
      shortage: scenario.pipeline.shortage,
      ordering: 'sequence',
      effects: { applied() {}, alertChanged() {}, dayClosed() {} },
    });
    const timeline = new Timeline(world, (index) => index % consumers === consumer);
    for (let event = timeline.next(); event !== undefined; event = timeline.next()) {
      pipeline.offer(event);
    }
    pipeline.finish(owned);
    return pipeline.outcome(owned);
  });
  return audit({
    scenario,
    planned: [new Int32Array(catalogue.products.length)],
    planCutShort: false,
    handed: [],
    acknowledged: [],
    evidence: { kind: 'own', applied: [], deadLettered: [], parts, drained: true },
    latencyDefects: [],
  });
}

function secondsOf(scenario: Scenario): Int32Array {
  const seconds = new Int32Array(scenario.load.durationMs / 1000 + 1);
  const timeline = new Timeline(buildWorld(scenario));
  for (let event = timeline.next(); event !== undefined; event = timeline.next()) {
    const second = Math.floor(event.dueOffsetUs / 1_000_000);
    seconds[second] = (seconds[second] ?? 0) + 1;
  }
  return seconds;
}
