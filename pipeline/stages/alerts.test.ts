import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trailLine } from './alert-trail.ts';
import { AlertEngine } from './alerts.ts';
import type { AlertChange } from './effects.ts';
import { StockWindow, WINDOW_MS } from './stock-window.ts';
import { product } from './world.fixture.ts';

const OPENING_UNITS = 100;
const REORDER_UNITS = 40;
const CAPACITY_UNITS = 200;
const MINUTE_MS = 60_000;

/** The stock after a movement, and when it happened. */
interface Level {
  readonly atMs: number;
  readonly units: number;
}

describe('the stock family', () => {
  it('raises, escalates, deescalates and resolves one alert', () => {
    const lines = trailOf(levels([39, 9, 10, 40]), 0).filter((line) => line.includes('LOW_STOCK'));
    expect(lines).toEqual([
      'raised LOW_STOCK 1 0 39',
      'escalated CRITICAL_LOW_STOCK 2 7200000 9',
      'deescalated LOW_STOCK 3 14400000 10',
      'resolved LOW_STOCK 4 21600000 40',
    ]);
  });

  it('may begin critical, and then resolves as critical', () => {
    const lines = trailOf(levels([9, 40]), 0).filter((line) => line.includes('LOW_STOCK'));
    expect(lines).toEqual([
      'raised CRITICAL_LOW_STOCK 1 0 9',
      'resolved CRITICAL_LOW_STOCK 2 7200000 40',
    ]);
  });

  it('is silent at the reorder point itself', () => {
    expect(
      trailOf(levels([80, 60, 43, 40]), 0).filter((line) => line.includes('LOW_STOCK')),
    ).toEqual([]);
  });
});

describe('the overstock family', () => {
  it('begins above 90 % of the capacity, not at it', () => {
    expect(trailOf(levels([180, 181, 180]), 0)).toEqual([
      'raised OVERSTOCK 2 7200000 181',
      'resolved OVERSTOCK 3 14400000 180',
    ]);
  });
});

describe('the depletion family', () => {
  it('begins when more than 30 % went within the hour, not at 30 %', () => {
    expect(trailOf([{ atMs: 0, units: 70 }], MINUTE_MS)).toEqual([]);
    expect(trailOf([{ atMs: 0, units: 69 }], MINUTE_MS)).toEqual(['raised RAPID_DEPLETION 1 0 69']);
  });

  it('resolves by itself at the instant at which the hour has passed', () => {
    expect(trailOf([{ atMs: 5, units: 69 }], WINDOW_MS + 5)).toEqual([
      'raised RAPID_DEPLETION 1 5 69',
      'resolved RAPID_DEPLETION 1 3600005 69',
    ]);
    expect(trailOf([{ atMs: 5, units: 69 }], WINDOW_MS + 4)).toHaveLength(1);
  });

  it('outlives a first expiry that leaves the condition true', () => {
    const steps = [
      { atMs: 0, units: 90 },
      { atMs: 1_000, units: 60 },
    ];
    expect(trailOf(steps, 2 * WINDOW_MS)).toEqual([
      'raised RAPID_DEPLETION 2 1000 60',
      'resolved RAPID_DEPLETION 2 3601000 60',
    ]);
  });

  it('resolves before a movement at the very instant of expiry, which may raise it anew', () => {
    const steps = [
      { atMs: 0, units: 60 },
      { atMs: WINDOW_MS, units: 41 },
    ];
    expect(trailOf(steps, WINDOW_MS)).toEqual([
      'raised RAPID_DEPLETION 1 0 60',
      'resolved RAPID_DEPLETION 1 3600000 60',
      'raised RAPID_DEPLETION 2 3600000 41',
    ]);
  });

  it('never concerns a shelf that was empty an hour ago', () => {
    const engine = new EngineUnderTest(0);
    engine.move({ atMs: 0, units: 0 });
    expect(engine.lines.filter((line) => line.includes('RAPID'))).toEqual([]);
  });
});

describe('alerts', () => {
  it('are raised by no mere passing of time', () => {
    expect(trailOf([], 10 * WINDOW_MS)).toEqual([]);
  });

  it('change in the order stock, overstock, depletion', () => {
    const steps = [
      { atMs: 0, units: 190 },
      { atMs: 2 * WINDOW_MS, units: 5 },
    ];
    expect(trailOf(steps, 2 * WINDOW_MS).slice(1)).toEqual([
      'raised CRITICAL_LOW_STOCK 2 7200000 5',
      'resolved OVERSTOCK 2 7200000 5',
      'raised RAPID_DEPLETION 2 7200000 5',
    ]);
  });

  it('carry the movement and the instant that raised them until they resolve', () => {
    const engine = new EngineUnderTest(OPENING_UNITS);
    for (const level of levels([39, 9, 45])) engine.move(level);
    const stock = engine.changes.filter(({ family }) => family === 'stock');
    expect(stock.map(({ raisedBySeq }) => raisedBySeq)).toEqual([1, 1, 1]);
    expect(stock.map(({ raisedAtMs }) => raisedAtMs)).toEqual([0, 0, 0]);
    expect(stock.map(({ productSeq }) => productSeq)).toEqual([1, 2, 3]);
  });

  it('remember apart, for each product and family, what raised them', () => {
    const changes: AlertChange[] = [];
    const products = [product(0), product(1), product(2)];
    const window = new StockWindow(Float64Array.of(100, 100, 100));
    const engine = new AlertEngine(products, window, (change) => changes.push(change));
    engine.moved(1, 5, 10, 500);
    engine.moved(1, 6, 20, 39);
    engine.moved(1, 7, 30, 500);
    engine.moved(0, 8, 40, 480);
    engine.moved(1, 9, 50, 90);
    engine.moved(2, 3, 60, 30);
    engine.moved(2, 4, 70, 100);
    const ended = changes.filter(({ transition }) => transition === 'resolved');
    expect(
      ended.map(({ productIndex, family, raisedBySeq, raisedAtMs }) => {
        return `${productIndex} ${family} ${raisedBySeq} ${raisedAtMs}`;
      }),
    ).toEqual([
      '1 overstock 5 10',
      '1 stock 6 20',
      '1 depletion 6 20',
      '1 overstock 7 30',
      '2 stock 3 60',
      '2 depletion 3 60',
    ]);
  });

  it('say which are active', () => {
    const engine = new EngineUnderTest(OPENING_UNITS);
    engine.move({ atMs: 0, units: 190 });
    expect(engine.activeTypes()).toEqual(['OVERSTOCK']);
    engine.move({ atMs: 2 * WINDOW_MS, units: 30 });
    expect(engine.activeTypes()).toEqual(['LOW_STOCK', 'RAPID_DEPLETION']);
    engine.move({ atMs: 2 * WINDOW_MS, units: 3 });
    expect(engine.activeTypes()).toEqual(['CRITICAL_LOW_STOCK', 'RAPID_DEPLETION']);
    engine.move({ atMs: 2 * WINDOW_MS, units: 180 });
    expect(engine.activeTypes()).toEqual([]);
  });

  it('live as a reference lives that looks at everything every time', () => {
    const gapMs = fc.oneof(
      fc.constantFrom(0, WINDOW_MS, WINDOW_MS / 2, WINDOW_MS - 1),
      fc.nat({ max: 40 * MINUTE_MS }),
      fc.nat({ max: 3 * WINDOW_MS }),
    );
    const units = fc.oneof(
      fc.nat({ max: CAPACITY_UNITS }),
      fc.constantFrom(0, 9, 10, 39, 40, 70, 180, 181),
    );
    const steps = fc.array(fc.tuple(gapMs, units), { maxLength: 40, size: 'max' });
    fc.assert(
      fc.property(steps, gapMs, (drawn, tailMs) => {
        let nowMs = 0;
        const movements = drawn.map(([laterMs, level]) => {
          nowMs += laterMs;
          return { atMs: nowMs, units: level };
        });
        expect(trailOf(movements, nowMs + tailMs)).toEqual(naiveTrail(movements, nowMs + tailMs));
      }),
      { numRuns: 500 },
    );
  });
});

class EngineUnderTest {
  readonly changes: AlertChange[] = [];
  readonly #engine: AlertEngine;
  #seq = 0;
  #units: number;

  constructor(openingUnits: number) {
    this.#units = openingUnits;
    const only = product(0, {
      openingStockUnits: openingUnits,
      reorderPointUnits: REORDER_UNITS,
      maxCapacityUnits: CAPACITY_UNITS,
    });
    const window = new StockWindow(Float64Array.of(openingUnits));
    this.#engine = new AlertEngine([only], window, (change) => this.changes.push(change));
  }

  get lines(): string[] {
    return this.changes.map(trailLine);
  }

  move({ atMs, units }: Level): void {
    this.pass(atMs);
    this.#seq += 1;
    this.#units = units;
    this.#engine.moved(0, this.#seq, atMs, units);
  }

  pass(untilMs: number): void {
    this.#engine.pass(0, untilMs, this.#units);
  }

  activeTypes(): string[] {
    return this.#engine.activeTypes(0);
  }
}

/** Two hours apart. */
function levels(units: readonly number[]): Level[] {
  return units.map((each, at) => ({ atMs: at * 2 * WINDOW_MS, units: each }));
}

function trailOf(movements: readonly Level[], endMs: number): string[] {
  const engine = new EngineUnderTest(OPENING_UNITS);
  for (const level of movements) engine.move(level);
  engine.pass(endMs);
  return engine.lines;
}

/** Straight from the specification, with nothing kept but the list of movements. */
function naiveTrail(movements: readonly Level[], endMs: number): string[] {
  const lines: string[] = [];
  const active: { stock?: string; overstock?: string; depletion?: string } = {};
  const levelAt = (atMs: number, known: readonly Level[]) =>
    known.filter((level) => level.atMs <= atMs).at(-1)?.units ?? OPENING_UNITS;
  const depletes = (hourAgo: number, units: number) =>
    hourAgo > 0 && 10 * (hourAgo - units) > 3 * hourAgo;

  const pass = (seq: number, untilMs: number) => {
    const known = movements.slice(0, seq);
    const last = known.at(-1);
    if (last === undefined) return;
    const instants = known
      .map(({ atMs }) => atMs + WINDOW_MS)
      .filter((atMs) => atMs > last.atMs && atMs <= untilMs);
    for (const atMs of instants) {
      if (active.depletion === undefined) return;
      if (depletes(levelAt(atMs - WINDOW_MS, known), last.units)) continue;
      lines.push(`resolved RAPID_DEPLETION ${seq} ${atMs} ${last.units}`);
      delete active.depletion;
    }
  };

  for (const [at, { atMs, units }] of movements.entries()) {
    pass(at, atMs);
    const say = (change: string, type: string) =>
      lines.push(`${change} ${type} ${at + 1} ${atMs} ${units}`);
    const wanted = {
      stock: units < 10 ? 'CRITICAL_LOW_STOCK' : units < REORDER_UNITS ? 'LOW_STOCK' : undefined,
      overstock: 10 * units > 9 * CAPACITY_UNITS ? 'OVERSTOCK' : undefined,
      depletion: depletes(levelAt(atMs - WINDOW_MS, movements.slice(0, at)), units)
        ? 'RAPID_DEPLETION'
        : undefined,
    };
    for (const family of ['stock', 'overstock', 'depletion'] as const) {
      const before = active[family];
      const now = wanted[family];
      if (before === now) continue;
      if (before === undefined) say('raised', now as string);
      else if (now === undefined) say('resolved', before);
      else say(now === 'CRITICAL_LOW_STOCK' ? 'escalated' : 'deescalated', now);
      if (now === undefined) delete active[family];
      else active[family] = now;
    }
  }
  pass(movements.length, endMs);
  return lines;
}
