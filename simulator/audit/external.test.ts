import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../../pipeline/product.ts';
import type { ExpectedProduct } from './expected.ts';
import { auditExternal, type ExternalInput, type FoundResults } from './external.ts';
import { SeqRanges } from './seq-ranges.ts';

const LAST_SEQS = [30, 20, 0];
const STOCK = [7, 0, 50];

describe('the audit of a foreign pipeline', () => {
  it('lists what can be known, and nothing else', () => {
    const ids = (input: ExternalInput) =>
      auditExternal(input).invariants.map(({ id, holds }) => [id, holds]);
    expect(ids(run())).toEqual([
      ['plan', true],
      ['provenance', true],
      ['results-complete', true],
      ['results-sent', true],
      ['results-stock', true],
      ['durations', true],
    ]);
    expect(ids({ ...run(), results: null })).toEqual([
      ['plan', true],
      ['provenance', true],
      ['durations', true],
    ]);
  });

  it('never compares a digest', () => {
    expect(auditExternal(run()).comparable).toBe(false);
  });

  it('finds a missing result when the group was through, and says which', () => {
    const input = run({ first: without(0, 7) });
    expect(holds(input, 'results-complete')).toBe(false);
    expect(auditExternal(input).results).toMatchObject({
      events: 49,
      missing: 1,
      missingExamples: ['EVT-P-0-7'],
    });
  });

  it('leaves a missing result undecided while the group was not through', () => {
    const input = { ...run({ first: without(0, 7) }), drained: false };
    expect(holds(input, 'results-complete')).toBeNull();
  });

  it('misses no result of poison, of unread notices, or of what was not acknowledged', () => {
    const exempt = new SeqRanges(LAST_SEQS.length);
    exempt.add(0, 7);
    const input = { ...run({ first: without(0, 7) }), exempt };
    expect(holds(input, 'results-complete')).toBe(true);
    const shed = { ...run({ first: without(0, 7) }), acknowledged: without(0, 7) };
    expect(holds(shed, 'results-complete')).toBe(true);
    expect(auditExternal(shed).unacknowledged).toBe(1);
  });

  it('finds results of events that were never sent', () => {
    expect(holds({ ...run(), handedOver: without(1, 3) }, 'results-sent')).toBe(false);
    const invented = run({ invented: 8, inventedExamples: ['EVT-P-0-99'] });
    const { invariants, results } = auditExternal(invented);
    const sent = invariants.find(({ id }) => id === 'results-sent');
    expect(sent?.detail).toBe(
      'EVT-P-0-99: expected an event of this run, got never sent, and 7 more faults',
    );
    expect(results?.foreign).toBe(8);
  });

  it('counts a result of an event that was sent but not acknowledged as foreign, not as a lie', () => {
    const input = { ...run(), acknowledged: without(1, 20) };
    expect(holds(input, 'results-sent')).toBe(true);
    expect(auditExternal(input).results).toMatchObject({ events: 49, foreign: 1 });
  });

  it('holds the told stock against the replay', () => {
    const { invariants, results } = auditExternal(run({ stockUnits: [8, 0, 0] }));
    expect(invariants.find(({ id }) => id === 'results-stock')).toMatchObject({
      holds: false,
      detail: 'P-0: expected 7 units, got 8 units',
    });
    expect(results?.stock).toEqual({
      products: 2,
      agreeing: 1,
      differences: [{ productId: 'P-0', expectedUnits: 7, reportedUnits: 8 }],
    });
  });

  it('compares no stock before the last event, and none where nobody tells any', () => {
    const early = auditExternal(run({ stockSeqs: [29, 20, 0], stockUnits: [999, 0, 0] }));
    expect(early.results?.stock).toEqual({ products: 1, agreeing: 1, differences: [] });
    const silent = auditExternal(run({ stockSeqs: [0, 0, 0] }));
    expect(silent.results?.stock).toBeNull();
    expect(silent.invariants.some(({ id }) => id === 'results-stock')).toBe(false);
  });

  it('compares the stock after the last event that needs a result', () => {
    const exempt = new SeqRanges(LAST_SEQS.length);
    exempt.add(0, 30);
    const input = { ...run({ stockSeqs: [29, 20, 0] }), exempt };
    expect(auditExternal(input).results?.stock?.products).toBe(2);
  });

  it('finds any single result that is missing, and no other fault', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), (seq) => {
        const broken = auditExternal(run({ first: without(0, seq) }))
          .invariants.filter((each) => each.holds === false)
          .map(({ id }) => id);
        expect(broken).toEqual(['results-complete']);
      }),
    );
  });
});

function run(found: Partial<FoundResults> = {}): ExternalInput {
  return {
    catalogue: {
      products: LAST_SEQS.map((_, index) => ({ index, id: `P-${index}` })),
    } as unknown as Catalogue,
    expected: {
      product: (index) =>
        ({ lastSeq: LAST_SEQS[index], onHandUnits: STOCK[index] }) as ExpectedProduct,
    },
    plannedByWorkers: LAST_SEQS,
    planCutShort: false,
    handedOver: everything(),
    acknowledged: everything(),
    exempt: new SeqRanges(LAST_SEQS.length),
    results: {
      topic: 'my.results',
      first: everything(),
      repeated: 0,
      foreign: 0,
      unreadable: 0,
      invented: 0,
      inventedExamples: [],
      stockSeqs: LAST_SEQS,
      stockUnits: STOCK,
      ...found,
    },
    drained: true,
    latencyDefects: [],
  };
}

function everything(): SeqRanges {
  const set = new SeqRanges(LAST_SEQS.length);
  for (const [index, last] of LAST_SEQS.entries()) if (last > 0) set.addRange(index, 1, last);
  return set;
}

function without(productIndex: number, seq: number): SeqRanges {
  const set = new SeqRanges(LAST_SEQS.length);
  for (const [index, last] of LAST_SEQS.entries()) {
    for (let each = 1; each <= last; each += 1) {
      if (index !== productIndex || each !== seq) set.add(index, each);
    }
  }
  return set;
}

function holds(input: ExternalInput, wanted: string): boolean | null | undefined {
  return auditExternal(input).invariants.find(({ id }) => id === wanted)?.holds;
}
