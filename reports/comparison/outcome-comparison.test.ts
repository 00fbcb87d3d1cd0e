import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from '../histogram.ts';
import { passedRecord } from '../record.fixture.ts';
import { compareEvidence } from './compare.ts';
import type { Comparison } from './comparison.ts';
import { type InventedRun, inventedSide } from './evidence.fixture.ts';
import type { RunEvidence } from './run-evidence.ts';

beforeAll(initHistograms);

const RUNS = 10;
type Shape = InventedRun | ((index: number) => InventedRun);

function compared(base: Shape, head: Shape, acceptOutcomes = false): Comparison {
  return compareEvidence(inventedSide('base', RUNS, base), inventedSide('head', RUNS, head), {
    design: 'paired',
    gate: null,
    acceptOutcomes,
    toolVersion: '0.1.0',
    createdAt: new Date(0),
    comparisonId: 'a-comparison',
    replay: '',
  });
}

const { outcome } = passedRecord();

/** A run that came to another end. */
function moved(changes: Partial<RunEvidence> = {}, digest = 'b'.repeat(64)): InventedRun {
  return { changes: { digest: { pipeline: digest, comparable: true }, ...changes } };
}

function withTotals(changes: Partial<NonNullable<RunEvidence['outcome']>['totals']>): InventedRun {
  if (outcome === null) throw new Error('the fixture has an outcome');
  return moved({ outcome: { ...outcome, totals: { ...outcome.totals, ...changes } } });
}

describe('outcomes', () => {
  it('are equal where the digests are', () => {
    expect(compared({}, {}).outcome).toMatchObject({
      verdict: 'equal',
      moved: [],
      text: 'the outcomes are equal',
    });
  });

  it('that differ are incorrect, however fast the head is, and say what moved', () => {
    const head = { ...withTotals({ soldUnits: 48_211, fillRate: null }), latency: 0.1, cpu: 0.1 };
    const comparison = compared({}, head);
    expect(comparison.outcome).toMatchObject({
      verdict: 'differs',
      headDigest: 'b'.repeat(64),
      text: 'the outcomes differ: 2 figures moved',
    });
    expect(comparison.outcome.moved).toEqual([
      { name: 'soldUnits', label: 'units sold', base: 48_210, head: 48_211 },
      { name: 'fillRate', label: 'fill rate', base: 0.98213, head: null },
    ]);
    expect(comparison.verdict).toMatchObject({ name: 'incorrect', exitCode: 90 });
    expect(comparison.verdict.reasons[0]).toBe('the outcomes differ: 2 figures moved');
  });

  it('may differ in alerts alone', () => {
    const [first, ...others] = outcome?.alertsByType ?? [];
    if (outcome === null || first === undefined) throw new Error('the fixture has alerts');
    const alertsByType = [{ ...first, resolved: first.resolved + 1 }, ...others];
    expect(compared({}, moved({ outcome: { ...outcome, alertsByType } })).outcome.moved).toEqual([
      {
        name: 'alertsByType.LOW_STOCK.resolved',
        label: 'LOW_STOCK alerts resolved',
        base: 100,
        head: 101,
      },
    ]);
  });

  it('may differ though every total is the same, and say so', () => {
    expect(compared({}, moved()).outcome).toMatchObject({
      verdict: 'differs',
      moved: [],
      text: 'the outcomes differ with the same totals: another order, or other products',
    });
  });

  it('that were meant to differ are accepted, and then speed counts', () => {
    const same = compared({}, moved(), true);
    expect(same.outcome).toMatchObject({ verdict: 'accepted' });
    expect(same.outcome.text).toMatch(/, which was accepted$/);
    expect(same.verdict.name).toBe('same');
    expect(compared({}, { ...moved(), cpu: 1.3 }, true).verdict.exitCode).toBe(91);
    expect(compared({}, {}, true).outcome.verdict).toBe('equal');
  });

  it.each([
    'base',
    'head',
  ])('that differ among the runs of the %s are no matter of acceptance', (name) => {
    const mixed = (index: number) => (index < 3 ? moved() : {});
    for (const accept of [false, true]) {
      const comparison =
        name === 'base' ? compared(mixed, {}, accept) : compared({}, mixed, accept);
      expect(comparison.verdict).toMatchObject({ name: 'incorrect', exitCode: 90 });
      expect(comparison.verdict.reasons[0]).toMatch(
        new RegExp(`^the same seed gave two outcomes in the ${name}: `),
      );
      expect(comparison.outcome.verdict).toBe('differs');
      expect(comparison.outcome.baseDigest).not.toBe(comparison.outcome.headDigest);
    }
  });

  it('are not known without comparable digests, which decides nothing', () => {
    const digest = { pipeline: 'b'.repeat(64), comparable: false };
    const head = compared({}, { changes: { digest } });
    expect(head.outcome).toMatchObject({
      verdict: 'unknown',
      text: 'the outcomes cannot be compared: the head has no comparable digest',
    });
    expect(head.verdict.name).toBe('same');
    expect(compared({ changes: { digest } }, {}).outcome.text).toContain('the base has no');
    const neither = compared({ changes: { digest } }, { changes: { digest } });
    expect(neither.outcome.text).toContain('neither side has a comparable digest');
  });

  it('of a run that broke an invariant do not speak for its side while others can', () => {
    const broken = moved({ verdict: { name: 'incorrect', reasons: ['broken'] } });
    const base = compared((index) => (index === 0 ? broken : {}), {});
    expect(base.outcome.verdict).toBe('equal');
    expect(base.verdict.name).toBe('same');
    expect(compared({}, broken).outcome.verdict).toBe('differs');
  });
});
