import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { StockEvent } from '../event.ts';
import { canonicalLines, outcomeDigest } from './digest.ts';
import { fillRate, mergeOutcomes, type Outcome, type OutcomePart } from './outcome.ts';
import { StockPipeline } from './pipeline.ts';
import { catalogueOf, DAY_MS, emptyHistory, event, product, START_MS } from './world.fixture.ts';

const CATALOGUE = catalogueOf(
  product(0, { openingStockUnits: 100, priceCents: 250 }),
  product(1, { openingStockUnits: 480 }),
  product(2, { openingStockUnits: 0, warehouseIndex: 1 }),
);
const HOUR_MS = 3_600_000;

/** Two complete days and an hour; every number below can be checked by hand. */
const EVENTS: readonly StockEvent[] = [
  event({ productSeq: 1, quantityUnits: 65, virtualMs: START_MS + 1000 }),
  event({ productSeq: 2, type: 3, virtualMs: START_MS + 2000 }),
  event({ productSeq: 3, quantityUnits: 5, virtualMs: START_MS + 2000, poison: true }),
  event({ productSeq: 4, quantityUnits: 36, virtualMs: START_MS + DAY_MS }),
  event({ productSeq: 5, type: 1, quantityUnits: 500, virtualMs: START_MS + DAY_MS + HOUR_MS }),
  event({ productIndex: 2, type: 2, quantityUnits: 3, virtualMs: START_MS + 2 * DAY_MS }),
];

describe('the canonical lines', () => {
  it('are stable to the letter', () => {
    const trail = chain([
      `raised LOW_STOCK 1 ${START_MS + 1000} 35`,
      `raised RAPID_DEPLETION 1 ${START_MS + 1000} 35`,
      `resolved RAPID_DEPLETION 1 ${START_MS + 1000 + HOUR_MS} 35`,
      `resolved LOW_STOCK 5 ${START_MS + DAY_MS + HOUR_MS} 500`,
      `raised OVERSTOCK 5 ${START_MS + DAY_MS + HOUR_MS} 500`,
    ]);
    const critical = chain([`raised CRITICAL_LOW_STOCK 1 ${START_MS + 2 * DAY_MS} 3`]);
    expect([...canonicalLines(play(), 7)].join('')).toBe(
      `["streamstock-outcome",1,7,${START_MS},${START_MS + 2 * DAY_MS + HOUR_MS}]\n` +
        `["p","PROD-001",5,1,1,100,500,0,2,1,65,36,500,0,35,0,3,2,"${trail}",32500,272500,10,-1]\n` +
        '["p","PROD-002",0,0,0,480,480,0,0,0,0,0,0,0,0,0,0,0,"",0,480000,0,-1]\n' +
        `["p","PROD-003",1,0,0,0,3,0,0,0,0,0,0,3,0,${2 * DAY_MS},1,0,"${critical}",0,3000,0,-1]\n` +
        '["w","WH-NORTH",[[1,-1]],[35,500]]\n' +
        '["w","WH-SOUTH",[],[480,480]]\n',
    );
  });

  it('are what the digest hashes', () => {
    const text = [...canonicalLines(play(), 7)].join('');
    expect(outcomeDigest(play(), 7)).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('are hashed whole, however long they are', () => {
    const outcome = play();
    const many = Array.from({ length: 3000 }, () => outcome.products).flat();
    const long = { ...outcome, products: many };
    const text = [...canonicalLines(long, 7)].join('');
    expect(outcomeDigest(long, 7)).toBe(createHash('sha256').update(text).digest('hex'));
  });
});

describe('the totals', () => {
  it('add up the world', () => {
    expect(play().totals).toEqual({
      demandedUnits: 101,
      servedUnits: 65,
      soldUnits: 65,
      lostUnits: 36,
      lostRevenueCents: 9000,
      backlogUnits: 0,
      saleLines: 2,
      shortLines: 1,
      restockedUnits: 500,
      returnedUnits: 3,
      clippedUnits: 35,
      poisonCount: 1,
      noticeCount: 1,
      stockUnits: 983,
      stockValueCents: 500 * 250 + 483 * 1000,
      stockOutProducts: 1,
      emptyProducts: 0,
      outOfStockMs: 2 * DAY_MS,
      alertChanges: {
        raised: { CRITICAL_LOW_STOCK: 1, LOW_STOCK: 1, OVERSTOCK: 1, RAPID_DEPLETION: 1 },
        escalated: { CRITICAL_LOW_STOCK: 0, LOW_STOCK: 0, OVERSTOCK: 0, RAPID_DEPLETION: 0 },
        deescalated: { CRITICAL_LOW_STOCK: 0, LOW_STOCK: 0, OVERSTOCK: 0, RAPID_DEPLETION: 0 },
        resolved: { CRITICAL_LOW_STOCK: 0, LOW_STOCK: 1, OVERSTOCK: 0, RAPID_DEPLETION: 1 },
      },
      activeAlerts: { CRITICAL_LOW_STOCK: 1, LOW_STOCK: 0, OVERSTOCK: 1, RAPID_DEPLETION: 0 },
    });
  });

  it('say what share of demand the shelf served', () => {
    expect(fillRate(play().totals)).toBe(65 / 101);
    expect(fillRate(play([]).totals)).toBeUndefined();
  });

  it('count a backlog that was served later as demand the shelf could not serve', () => {
    const { totals } = play(EVENTS, 'backorder');
    expect(totals).toMatchObject({
      demandedUnits: 101,
      servedUnits: 100,
      soldUnits: 101,
      lostUnits: 0,
      backlogUnits: 0,
    });
  });
});

describe('a backlog at the end', () => {
  it('is demand that was neither served nor lost', () => {
    const { totals } = play(EVENTS.slice(0, 4), 'backorder');
    expect(totals).toMatchObject({ demandedUnits: 101, servedUnits: 100, backlogUnits: 1 });
  });
});

describe('merging parts', () => {
  it('refuses two owners of one product, different spans, and nothing at all', () => {
    const part = playPart(EVENTS, [0, 1, 2]);
    expect(() => mergeOutcomes([part, playPart([], [2])], CATALOGUE)).toThrow(
      'Two parts own PROD-003.',
    );
    expect(() => mergeOutcomes([part, { ...part, endMs: 0 }], CATALOGUE)).toThrow('same span');
    expect(() => mergeOutcomes([], CATALOGUE)).toThrow('at least one part');
  });

  it('leaves out products that nobody owns', () => {
    const outcome = mergeOutcomes([playPart(EVENTS, [2])], CATALOGUE);
    expect(outcome.products.map(({ id }) => id)).toEqual(['PROD-003']);
  });

  it('survives the way between threads', () => {
    const part = structuredClone(playPart(EVENTS, [0, 1, 2]));
    expect(mergeOutcomes([part], CATALOGUE)).toEqual(play());
  });
});

function play(events = EVENTS, shortage: 'reject' | 'backorder' = 'reject'): Outcome {
  return mergeOutcomes([playPart(events, [0, 1, 2], shortage)], CATALOGUE);
}

function playPart(
  events: readonly StockEvent[],
  owned: readonly number[],
  shortage: 'reject' | 'backorder' = 'reject',
): OutcomePart {
  const pipeline = new StockPipeline({
    catalogue: CATALOGUE,
    history: emptyHistory(),
    startMs: START_MS,
    endMs: START_MS + 2 * DAY_MS + HOUR_MS,
    shortage,
    ordering: 'sequence',
    effects: { applied() {}, alertChanged() {}, dayClosed() {} },
  });
  for (const each of events) pipeline.offer(each);
  pipeline.finish(owned);
  return pipeline.outcome(owned);
}

function chain(lines: readonly string[]): string {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  return lines.reduce((before, line) => sha256(before + line), '');
}
