import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LedgerEntry, type Shortage, StockLedger } from './ledger.ts';
import { product } from './world.fixture.ts';

type Movement = readonly ['sell' | 'restock' | 'takeBack', number];

const POLICIES: readonly Shortage[] = ['reject', 'partial', 'backorder'];

describe('the ledger, line by line', () => {
  const cases: readonly [string, Shortage, Movement[], Partial<LedgerEntry>][] = [
    ['a sale within stock', 'reject', [['sell', 30]], { onHandUnits: 70, soldUnits: 30 }],
    ['a sale of all there is', 'reject', [['sell', 100]], { onHandUnits: 0, soldUnits: 100 }],
    ['a short line, rejected', 'reject', [['sell', 101]], { onHandUnits: 100, lostUnits: 101 }],
    [
      'a short line, served in part',
      'partial',
      [['sell', 130]],
      { onHandUnits: 0, soldUnits: 100, lostUnits: 30, shortLines: 1 },
    ],
    [
      'a short line, put on the backlog',
      'backorder',
      [['sell', 130]],
      { onHandUnits: 0, soldUnits: 100, backlogUnits: 30, backorderedUnits: 30 },
    ],
    [
      'a delivery that covers part of the backlog',
      'backorder',
      [
        ['sell', 130],
        ['restock', 20],
      ],
      { onHandUnits: 0, soldUnits: 120, backlogUnits: 10, restockedUnits: 20 },
    ],
    [
      'a delivery that covers the backlog and fills the shelf',
      'backorder',
      [
        ['sell', 130],
        ['restock', 200],
      ],
      { onHandUnits: 150, soldUnits: 130, backlogUnits: 0, clippedUnits: 20, backorderedUnits: 30 },
    ],
    [
      'a return that serves the backlog',
      'backorder',
      [
        ['sell', 101],
        ['takeBack', 3],
      ],
      { onHandUnits: 2, soldUnits: 101, returnedUnits: 3, backlogUnits: 0 },
    ],
    ['a delivery within capacity', 'reject', [['restock', 50]], { onHandUnits: 150 }],
    [
      'a delivery above capacity',
      'reject',
      [['restock', 51]],
      { onHandUnits: 150, clippedUnits: 1, restockedUnits: 51 },
    ],
    ['a return', 'reject', [['takeBack', 5]], { onHandUnits: 105, returnedUnits: 5 }],
  ];
  it.each(cases)('%s', (_, policy, movements, expected) => {
    const ledger = ledgerOf(policy, 100, 150);
    apply(ledger, movements);
    expect(ledger.entry(0)).toMatchObject(expected);
  });

  it('counts every sale line, and the short ones apart', () => {
    for (const policy of POLICIES) {
      const ledger = ledgerOf(policy, 100, 150);
      apply(ledger, [
        ['sell', 10],
        ['sell', 500],
      ]);
      expect(ledger.entry(0)).toMatchObject({ saleLines: 2, shortLines: 1 });
    }
  });

  it('keeps products apart', () => {
    const ledger = new StockLedger([product(0), product(1, { openingStockUnits: 7 })], 'reject');
    ledger.sell(0, 100);
    expect(ledger.onHandUnits(0)).toBe(0);
    expect(ledger.entry(1)).toMatchObject({ onHandUnits: 7, soldUnits: 0, saleLines: 0 });
  });
});

describe.each(POLICIES)('the ledger under %s', (policy) => {
  it('conserves units at every prefix, and agrees with a naive book', () => {
    fc.assert(
      fc.property(fc.nat({ max: 150 }), movements(), (opening, steps) => {
        const ledger = ledgerOf(policy, opening, 150);
        const naive = new NaiveBook(policy, opening, 150);
        for (const step of steps) {
          expect(apply(ledger, [step])).toBe(naive.apply(step));
          const entry = ledger.entry(0);
          const inflow = opening + entry.restockedUnits + entry.returnedUnits;
          expect(inflow - entry.soldUnits - entry.clippedUnits).toBe(entry.onHandUnits);
          expect(entry.onHandUnits).toBeGreaterThanOrEqual(0);
          expect(entry.onHandUnits).toBeLessThanOrEqual(150);
          expect(entry).toMatchObject(naive.seen());
        }
      }),
    );
  });
});

/** One unit at a time: slow, and plain to see. */
class NaiveBook {
  readonly #policy: Shortage;
  readonly #capacity: number;
  #shelf: number;
  #owed = 0;
  #sold = 0;
  #lost = 0;
  #clipped = 0;

  constructor(policy: Shortage, opening: number, capacity: number) {
    this.#policy = policy;
    this.#shelf = opening;
    this.#capacity = capacity;
  }

  apply([kind, units]: Movement): number {
    const soldBefore = this.#sold;
    const refused = kind === 'sell' && units > this.#shelf && this.#policy === 'reject';
    for (let unit = 0; unit < units; unit += 1) {
      if (refused) this.#lost += 1;
      else if (kind === 'sell') this.#sellUnit();
      else this.#receiveUnit();
    }
    return this.#sold - soldBefore;
  }

  seen(): Partial<LedgerEntry> {
    return {
      onHandUnits: this.#shelf,
      backlogUnits: this.#owed,
      soldUnits: this.#sold,
      lostUnits: this.#lost,
      clippedUnits: this.#clipped,
    };
  }

  #sellUnit(): void {
    if (this.#shelf > 0) {
      this.#shelf -= 1;
      this.#sold += 1;
    } else if (this.#policy === 'backorder') this.#owed += 1;
    else this.#lost += 1;
  }

  #receiveUnit(): void {
    if (this.#owed > 0) {
      this.#owed -= 1;
      this.#sold += 1;
    } else if (this.#shelf < this.#capacity) this.#shelf += 1;
    else this.#clipped += 1;
  }
}

function movements(): fc.Arbitrary<Movement[]> {
  const kind = fc.constantFrom(
    'sell' as const,
    'sell' as const,
    'restock' as const,
    'takeBack' as const,
  );
  return fc.array(fc.tuple(kind, fc.integer({ min: 1, max: 120 })), { maxLength: 30, size: 'max' });
}

function ledgerOf(policy: Shortage, opening: number, capacity: number): StockLedger {
  const only = product(0, { openingStockUnits: opening, maxCapacityUnits: capacity });
  return new StockLedger([only], policy);
}

function apply(ledger: StockLedger, steps: readonly Movement[]): number {
  return steps.reduce((sold, [kind, units]) => sold + ledger[kind](0, units), 0);
}
