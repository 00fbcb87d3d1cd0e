import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventTypeIndex, StockEvent } from '../../pipeline/event.ts';
import type { Catalogue } from '../../pipeline/product.ts';
import type { ProductOutcome } from '../../pipeline/stages/outcome.ts';
import { ExpectedWorld } from './expected.ts';
import { type AuditInput, type AuditReport, auditRun } from './invariants.ts';
import { SeqRanges } from './seq-ranges.ts';

const PRODUCTS = 4;
const EVENTS_PER_PRODUCT = 30;
const HOUR_MS = 3_600_000;
/** PROD-000's third event is planned as poison. */
const POISON_SEQ = 3;
const DIGEST = 'ab'.repeat(32);

describe('auditRun', () => {
  it('lets workers plan less when the plan was cut short, never more', () => {
    const input = { ...run(), planCutShort: true };
    const less = {
      ...input,
      plannedByWorkers: new Int32Array(input.plannedByWorkers).map((seq) => seq - 1),
    };
    const more = {
      ...input,
      plannedByWorkers: new Int32Array(input.plannedByWorkers).map((seq) => seq + 1),
    };
    const planOf = (report: AuditReport) =>
      report.invariants.find(({ id }) => id === 'plan')?.holds;
    expect(planOf(auditRun(less))).toBe(true);
    expect(planOf(auditRun(more))).toBe(false);
  });

  it('holds in every point for a run that did what was planned', () => {
    const report = auditRun(run());
    expect(report.invariants.filter(({ holds }) => holds !== true)).toEqual([]);
    expect(report).toMatchObject({ comparable: true, unacknowledged: 0 });
  });

  it.each<[field: keyof ProductOutcome, invariants: string[]]>([
    ['onHandUnits', ['conservation', 'closing-stock']],
    ['backlogUnits', ['closing-stock']],
    ['soldUnits', ['conservation', 'ledger']],
    ['clippedUnits', ['conservation', 'ledger']],
    ['lostUnits', ['ledger']],
    ['saleLines', ['ledger']],
    ['outOfStockMs', ['ledger']],
    ['noticeCount', ['ledger']],
    ['alertsRaised', ['alerts']],
    ['trailHash', ['alerts']],
    ['openingUnits', ['conservation']],
    ['appliedSeq', ['one-outcome']],
  ])('names what a wrong %s breaks', (field, invariants) => {
    const good = run();
    const rows = good.rows.map((row) => {
      if (row.id !== 'PROD-002') return row;
      const value = row[field];
      return { ...row, [field]: typeof value === 'string' ? 'f'.repeat(64) : value + 1 };
    });
    const report = auditRun({ ...good, rows });
    expect(broken(report)).toEqual(invariants);
    const example = report.invariants.find(({ holds }) => holds === false)?.examples[0];
    expect(example?.subject).toContain('PROD-002');
    expect(example?.expected).not.toBe(example?.got);
  });

  it('finds a lost event though another one was counted twice', () => {
    const good = run();
    const applied = everything(good);
    const holed = new SeqRanges(PRODUCTS);
    for (let index = 0; index < PRODUCTS; index += 1) {
      for (const [from, to] of applied.ranges(index)) {
        if (index !== 1) holed.addRange(index, from, to);
        else {
          holed.addRange(index, from, 11);
          holed.addRange(index, 13, to);
        }
      }
    }
    const report = auditRun({ ...good, applied: holed });
    expect(broken(report)).toEqual(['no-loss', 'one-outcome']);
    const examples = report.invariants.find(({ id }) => id === 'no-loss')?.examples;
    expect(examples).toEqual([
      { subject: 'PROD-001', expected: '#1 to #30 applied', got: '#12 missing' },
    ]);
  });

  it('does not call loss what the consumers had no time to read', () => {
    const good = run();
    const applied = new SeqRanges(PRODUCTS);
    for (let index = 0; index < PRODUCTS; index += 1) applied.addRange(index, 1, 20);
    const rows = good.rows.map((row) => ({ ...row, appliedSeq: 20, alertsRaised: 99 }));
    const report = auditRun({ ...good, applied, rows, drained: false });
    expect(broken(report)).toEqual([]);
    expect(report.comparable).toBe(false);
    expect(undecided(report)).toEqual(['no-loss', 'closing-stock', 'ledger', 'alerts', 'digest']);
  });

  it('does not compare what was never acknowledged, and still compares the rest', () => {
    const good = run();
    const acknowledged = new SeqRanges(PRODUCTS);
    for (let index = 0; index < PRODUCTS; index += 1) {
      acknowledged.addRange(index, 1, index === 3 ? 10 : EVENTS_PER_PRODUCT);
    }
    const wrong = (id: string) => {
      const rows = good.rows.map((row) => (row.id === id ? { ...row, lostUnits: 1e6 } : row));
      return auditRun({ ...good, acknowledged, rows });
    };
    expect(broken(wrong('PROD-003'))).toEqual([]);
    expect(wrong('PROD-003')).toMatchObject({ comparable: false, unacknowledged: 20 });
    expect(undecided(wrong('PROD-003'))).toEqual(['closing-stock', 'ledger', 'alerts', 'digest']);
    expect(broken(wrong('PROD-001'))).toEqual(['ledger']);
  });

  it('finds poison that was spared and healthy records that were not', () => {
    const good = run();
    const none = auditRun({ ...good, deadLettered: new SeqRanges(PRODUCTS) });
    expect(broken(none)).toEqual(['dead-letters']);
    const deadLettered = new SeqRanges(PRODUCTS);
    deadLettered.add(0, POISON_SEQ);
    deadLettered.add(0, POISON_SEQ + 1);
    const report = auditRun({ ...good, deadLettered });
    expect(broken(report)).toEqual(['dead-letters']);
    expect(report.invariants.find(({ holds }) => holds === false)?.detail).toBe(
      'PROD-000 #4: expected applied, got dead-lettered',
    );
  });

  it('finds what was applied without being planned, and acknowledged without being sent', () => {
    const good = run();
    const applied = everything(good);
    applied.add(2, EVENTS_PER_PRODUCT + 1);
    expect(broken(auditRun({ ...good, applied }))).toEqual(['provenance', 'one-outcome']);
    const handedOver = new SeqRanges(PRODUCTS);
    for (let index = 0; index < PRODUCTS; index += 1) handedOver.addRange(index, 1, 29);
    expect(broken(auditRun({ ...good, handedOver }))).toEqual(['provenance']);
  });

  it('finds what was sent or dead-lettered without being planned', () => {
    const good = run();
    const handedOver = everything(good);
    handedOver.add(1, EVENTS_PER_PRODUCT + 1);
    expect(broken(auditRun({ ...good, handedOver }))).toEqual(['provenance']);
    const deadLettered = new SeqRanges(PRODUCTS);
    deadLettered.add(0, POISON_SEQ);
    deadLettered.add(3, EVENTS_PER_PRODUCT + 1);
    const report = auditRun({ ...good, deadLettered });
    expect(broken(report)).toEqual(['provenance', 'dead-letters']);
  });

  it('does not call loss what stands among the dead letters', () => {
    const good = run();
    const applied = new SeqRanges(PRODUCTS);
    for (let index = 0; index < PRODUCTS; index += 1) {
      if (index > 0) applied.addRange(index, 1, POISON_SEQ);
      applied.addRange(index, POISON_SEQ + 1, EVENTS_PER_PRODUCT);
      if (index === 0) applied.addRange(index, 1, POISON_SEQ - 1);
    }
    expect(broken(auditRun({ ...good, applied }))).not.toContain('no-loss');
  });

  it.each<[what: string, change: (row: ProductOutcome) => Partial<ProductOutcome>]>([
    ['less than nothing on the shelf', (row) => soldMore(row, row.onHandUnits + 1)],
    ['more than fits the shelf', (row) => soldMore(row, row.onHandUnits - 201)],
    ['more short lines than sales', ({ saleLines }) => ({ shortLines: saleLines + 1 })],
    ['less than nothing lost', () => ({ lostUnits: -1 })],
  ])('finds %s even where nothing else can be compared', (_, change) => {
    const good = run();
    const rows = good.rows.map((row, at) => (at === 1 ? { ...row, ...change(row) } : row));
    const report = auditRun({ ...good, rows, acknowledged: new SeqRanges(PRODUCTS) });
    expect(broken(report)).toEqual(['conservation']);
  });

  it('finds a worker whose plan differs, and does not judge by one that died', () => {
    const good = run();
    expect(broken(auditRun({ ...good, plannedByWorkers: [30, 30, 31, 30] }))).toEqual(['plan']);
    const silent = auditRun({
      ...good,
      plannedByWorkers: [30, 30, -1, 30],
      handedOver: without(2, good),
      acknowledged: without(2, good),
    });
    expect(broken(silent)).toEqual([]);
    expect(undecided(silent)).toContain('provenance');
  });

  it('leaves products without an outcome undecided and refuses two outcomes for one', () => {
    const good = run();
    const missing = auditRun({ ...good, rows: good.rows.slice(1), applied: without(0, good) });
    expect(broken(missing)).toEqual([]);
    expect(undecided(missing)).toContain('one-outcome');
    expect(undecided(missing)).toContain('no-loss');
    const twice = auditRun({ ...good, rows: [...good.rows, ...good.rows.slice(0, 1)] });
    expect(broken(twice)).toEqual(['one-outcome']);
  });

  it('compares the digest only where everything else can be compared', () => {
    const good = run();
    const digest = { pipeline: DIGEST, simulated: 'cd'.repeat(32) };
    expect(broken(auditRun({ ...good, digest }))).toEqual(['digest']);
    expect(broken(auditRun({ ...good, digest, interactive: true }))).toEqual([]);
    const unknown = { pipeline: DIGEST, simulated: null };
    expect(undecided(auditRun({ ...good, digest: unknown }))).toEqual(['digest']);
  });

  it('blames nobody for what was written by hand, and finds a loss all the same', () => {
    const good = { ...run(), interactive: true };
    const deadLettered = everything(good);
    deadLettered.add(1, EVENTS_PER_PRODUCT + 7);
    const rows = good.rows.map((row) => ({
      ...row,
      restockedUnits: row.restockedUnits + 10_000,
      onHandUnits: row.onHandUnits + 10_000,
    }));
    const spoiled = auditRun({ ...good, deadLettered, rows });
    expect(broken(spoiled)).toEqual([]);
    expect(undecided(spoiled)).toContain('dead-letters');
    const unbalanced = rows.map((row) => ({ ...row, onHandUnits: row.onHandUnits - 1 }));
    expect(broken(auditRun({ ...good, rows: unbalanced }))).toEqual(['conservation']);
    const applied = without(2, good);
    const lossy = good.rows.map((row, index) => (index === 2 ? { ...row, appliedSeq: 0 } : row));
    expect(broken(auditRun({ ...good, applied, rows: lossy }))).toEqual(['no-loss']);
  });

  it('reports samples that are no durations', () => {
    const report = auditRun({ ...run(), latencyDefects: [{ stage: 'delivery', count: 2 }] });
    expect(broken(report)).toEqual(['durations']);
  });

  it('keeps five examples and counts the others', () => {
    const good = run(12);
    const rows = good.rows.map((row) => ({ ...row, noticeCount: row.noticeCount + 1 }));
    const ledger = auditRun({ ...good, rows }).invariants.find(({ id }) => id === 'ledger');
    expect(ledger?.examples).toHaveLength(5);
    expect(ledger?.detail).toContain('and 11 more faults');
  });

  it('finds any single id that went missing anywhere', () => {
    const target = fc.tuple(fc.nat(PRODUCTS - 1), fc.integer({ min: 1, max: EVENTS_PER_PRODUCT }));
    fc.assert(
      fc.property(target, ([productIndex, seq]) => {
        fc.pre(productIndex !== 0 || seq !== POISON_SEQ);
        const good = run();
        const applied = new SeqRanges(PRODUCTS);
        for (let index = 0; index < PRODUCTS; index += 1) {
          for (let at = 1; at <= EVENTS_PER_PRODUCT; at += 1) {
            if (index !== productIndex || at !== seq) applied.add(index, at);
          }
        }
        expect(broken(auditRun({ ...good, applied }))).toContain('no-loss');
      }),
      { numRuns: 40 },
    );
  });
});

function broken(report: ReturnType<typeof auditRun>): string[] {
  return report.invariants.filter(({ holds }) => holds === false).map(({ id }) => id);
}

function undecided(report: ReturnType<typeof auditRun>): string[] {
  return report.invariants.filter(({ holds }) => holds === null).map(({ id }) => id);
}

/** Balances: only the bounds of the shelf can tell. */
function soldMore(row: ProductOutcome, units: number): Partial<ProductOutcome> {
  return { soldUnits: row.soldUnits + units, onHandUnits: row.onHandUnits - units };
}

/** A run without a fault: the rows are the replay's own. */
function run(products = PRODUCTS): AuditInput {
  const catalogue = catalogueOf(products);
  const endMs = EVENTS_PER_PRODUCT * HOUR_MS;
  const expected = new ExpectedWorld(catalogue, { startMs: 0, endMs, shortage: 'partial' });
  for (let productIndex = 0; productIndex < products; productIndex += 1) {
    for (let seq = 1; seq <= EVENTS_PER_PRODUCT; seq += 1) expected.take(event(productIndex, seq));
  }
  expected.finish();
  const all = new SeqRanges(products);
  for (let index = 0; index < products; index += 1) all.addRange(index, 1, EVENTS_PER_PRODUCT);
  const deadLettered = new SeqRanges(products);
  deadLettered.add(0, POISON_SEQ);
  const rows = catalogue.products.map(({ index, id }): ProductOutcome => {
    const { lastSeq, poisonSeqs: _, ...counters } = expected.product(index);
    return {
      productIndex: index,
      id,
      ...counters,
      appliedSeq: lastSeq,
      forecastMeanMilliunits: 0,
      predictedStock7dMilliunits: 0,
      confidenceThousandths: 0,
      halfWidthMilliunits: -1,
    };
  });
  return {
    catalogue,
    expected,
    plannedByWorkers: new Int32Array(products).fill(EVENTS_PER_PRODUCT),
    planCutShort: false,
    handedOver: all,
    acknowledged: all,
    applied: all,
    deadLettered,
    rows,
    drained: true,
    interactive: false,
    latencyDefects: [],
    digest: { pipeline: DIGEST, simulated: DIGEST },
  };
}

function everything({ applied }: AuditInput): SeqRanges {
  return SeqRanges.from(applied.toTransferable());
}

function without(productIndex: number, { applied }: AuditInput): SeqRanges {
  const { contiguous, beyond } = applied.toTransferable();
  contiguous[productIndex] = 0;
  return SeqRanges.from({ contiguous, beyond });
}

function event(productIndex: number, productSeq: number): StockEvent {
  const draw = (productIndex * 31 + productSeq * 17) % 10;
  const type: EventTypeIndex = draw < 6 ? 0 : draw < 8 ? 1 : draw < 9 ? 2 : 3;
  return {
    productIndex,
    productSeq,
    type,
    quantityUnits: 5 + ((productSeq * 37) % 45),
    virtualMs: productSeq * HOUR_MS,
    poison: productIndex === 0 && productSeq === POISON_SEQ,
  };
}

function catalogueOf(products: number): Catalogue {
  return {
    products: Array.from({ length: products }, (_, index) => ({
      index,
      id: `PROD-00${index}`,
      sku: `SKU-ELE-00${index}`,
      name: 'Lamp',
      category: 'Electronics',
      warehouseIndex: 0,
      openingStockUnits: 100,
      reorderPointUnits: 40,
      maxCapacityUnits: 200,
      priceCents: 1_000,
    })),
    warehouses: [{ index: 0, id: 'WH-NORTH', capacityUnits: 10_000, categories: [] }],
  };
}
