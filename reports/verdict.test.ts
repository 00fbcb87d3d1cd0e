import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ThresholdResult } from './thresholds.ts';
import { type InvariantResult, VERDICTS, type VerdictFacts, verdictOf } from './verdict.ts';

const HOLDING: InvariantResult = {
  id: 'no-loss',
  title: 'every acknowledged event was applied',
  holds: true,
  detail: '1,000 events',
  examples: [],
};
const BROKEN: InvariantResult = { ...HOLDING, holds: false, detail: 'PROD-001: #3 missing' };
const KEPT: ThresholdResult = {
  metric: 'end_to_end',
  source: 'p(99)<100',
  limit: 100,
  comparison: '<',
  unit: 'ms',
  observed: 12.25,
  holds: true,
};
const CROSSED: ThresholdResult = { ...KEPT, observed: 250.5, holds: false };
const GOOD: VerdictFacts = {
  invariants: [HOLDING],
  thresholds: [KEPT],
  missing: [],
  interactive: false,
  eventsPlanned: 1000,
  eventsDue: 1000,
  eventsShed: 0,
  eventsAcknowledged: 1000,
  eventsApplied: 1000,
  lateGenerator: 0,
};

/** What makes a run deserve each verdict, and its exit code. */
const CAUSES = {
  incorrect: { exitCode: 90, facts: { invariants: [BROKEN] } },
  interrupted: { exitCode: 105, facts: { interruptedBy: 'SIGINT' } },
  incomplete: { exitCode: 94, facts: { eventsShed: 30, eventsAcknowledged: 970 } },
  saturated: { exitCode: 93, facts: { lateGenerator: 11 } },
  thresholds: { exitCode: 99, facts: { thresholds: [CROSSED] } },
  passed: { exitCode: 0, facts: {} },
} as const;

describe('verdictOf', () => {
  it('passes only when everything holds', () => {
    expect(verdictOf(GOOD)).toEqual({
      name: 'passed',
      exitCode: 0,
      reasons: ['1 threshold and 1 invariant hold'],
    });
  });

  it('lets the worst win, whatever comes together, and keeps the other reasons', () => {
    fc.assert(
      fc.property(fc.subarray([...VERDICTS], { minLength: 1 }), (causes) => {
        const facts = Object.assign({}, GOOD, ...causes.map((cause) => CAUSES[cause].facts));
        const verdict = verdictOf(facts);
        const worst = VERDICTS.find((name) => causes.includes(name)) ?? 'passed';
        expect(verdict.name).toBe(worst);
        expect(verdict.exitCode).toBe(CAUSES[worst].exitCode);
        const real = causes.filter((cause) => cause !== 'passed').length;
        expect(verdict.reasons).toHaveLength(Math.max(1, real));
      }),
    );
  });

  it('says in numbers what is wrong', () => {
    expect(reasonsOf(CAUSES.incorrect.facts)).toEqual([
      'broken: every acknowledged event was applied (PROD-001: #3 missing)',
    ]);
    expect(reasonsOf(CAUSES.incomplete.facts)).toEqual([
      '30 events (3 % of the plan) were not acknowledged in time',
    ]);
    expect(reasonsOf(CAUSES.thresholds.facts)).toEqual([
      'end_to_end p(99)<100 is crossed: 250.5 ms',
    ]);
    expect(reasonsOf(CAUSES.saturated.facts)[0]).toContain('late for 11 of 1,000 events (1.1 %,');
  });

  it('is not saturated by one event in a hundred', () => {
    expect(verdictOf({ ...GOOD, lateGenerator: 10 }).name).toBe('passed');
  });

  it('does not blame an interrupted run for what had not come due', () => {
    const facts = { interruptedBy: 'SIGINT', eventsDue: 700, eventsAcknowledged: 690 };
    expect(reasonsOf(facts)).toEqual([
      'stopped by SIGINT',
      '300 events of the plan had not come due yet',
      '10 planned events never got an acknowledgement',
    ]);
  });

  it.each<[reason: string, facts: Partial<VerdictFacts>]>([
    ['no event is known to have been applied', { eventsApplied: 0 }],
    ['nothing was audited', { invariants: [] }],
    ['1 invariant could not be decided: no-loss', { invariants: [{ ...HOLDING, holds: null }] }],
    [
      'no samples to judge end_to_end p(99)<100 by',
      { thresholds: [{ ...KEPT, observed: null, holds: null }] },
    ],
    ['somebody intervened by hand, so the outcome proves nothing', { interactive: true }],
    ['consumer 2 died', { missing: ['consumer 2 died'] }],
    ['4 planned events never got an acknowledgement', { eventsAcknowledged: 996 }],
    [
      'the plan contains no event: raise the rate or the duration',
      { eventsPlanned: 0, eventsDue: 0, eventsAcknowledged: 0, eventsApplied: 0 },
    ],
  ])('never passes without data: %s', (reason, facts) => {
    expect(verdictOf({ ...GOOD, ...facts })).toMatchObject({
      name: 'incomplete',
      reasons: [reason],
    });
  });
});

function reasonsOf(facts: Partial<VerdictFacts>): readonly string[] {
  return verdictOf({ ...GOOD, ...facts }).reasons;
}
