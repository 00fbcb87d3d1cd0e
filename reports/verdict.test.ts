import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_CAUSE } from './evidence.ts';
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
const ABORTED = {
  atMs: 12_000,
  result: { ...KEPT, observed: 241.2, holds: false, aborted: true },
} as const;
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
  interrupted: { exitCode: 105, facts: { interruptedBy: 'SIGINT', cutShort: true } },
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
      reasons: ['end_to_end p(99) 12.3 ms of 100 ms allowed, 1 invariant holds'],
    });
  });

  it('names the thresholds with least to spare first, and counts the others', () => {
    const fillRate: ThresholdResult = {
      ...KEPT,
      metric: 'fill_rate',
      source: 'value>0.95',
      comparison: '>',
      limit: 0.95,
      unit: 'share',
      observed: 0.97,
    };
    const noDistance: ThresholdResult = {
      ...KEPT,
      metric: 'dead_letters',
      source: 'count==0',
      comparison: '==',
      limit: 0,
      unit: 'count',
      observed: 0,
    };
    const cpu = { ...KEPT, metric: 'cpu_per_event', source: 'value<100', unit: 'µs' } as const;
    const invariants = Array.from({ length: 11 }, () => HOLDING);
    expect(reasonsOf({ thresholds: [noDistance, KEPT, fillRate], invariants })).toEqual([
      'fill rate 0.97 (more than 0.95), end_to_end p(99) 12.3 ms of 100 ms allowed, dead letters 0, 11 invariants hold',
    ]);
    expect(reasonsOf({ thresholds: [noDistance, cpu, KEPT, fillRate, noDistance] })).toEqual([
      'fill rate 0.97 (more than 0.95), cpu per event 12.3 µs of 100 µs allowed, end_to_end p(99) 12.3 ms of 100 ms allowed, and 2 more thresholds, 1 invariant holds',
    ]);
  });

  it('does not call a perfect share close to its limit', () => {
    const perfect: ThresholdResult = {
      ...KEPT,
      metric: 'availability',
      source: 'value>=0.99',
      comparison: '>=',
      limit: 0.99,
      unit: 'share',
      observed: 1,
    };
    expect(reasonsOf({ thresholds: [perfect, KEPT] })[0]).toMatch(
      /^end_to_end .*, availability 1 /,
    );
    expect(reasonsOf({ thresholds: [KEPT, { ...perfect, observed: 0.995 }] })[0]).toMatch(
      /^availability 0.995 /,
    );
  });

  it('says what was audited where the scenario sets no thresholds', () => {
    expect(reasonsOf({ thresholds: [] })).toEqual([
      '1 invariant holds; the scenario sets no thresholds',
    ]);
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

  it('says when a saturated generator was late, and what was seen then', () => {
    const saturated = (events: number, cause: string) =>
      reasonsOf({
        eventsPlanned: 20_000,
        eventsDue: 20_000,
        eventsAcknowledged: 20_000,
        eventsApplied: 20_000,
        lateGenerator: 812,
        worstLateness: { fromMs: 7000, toMs: 8000, events, cause },
      });
    expect(saturated(700, "producer 1's event loop stood still for 340 ms")).toEqual([
      'the load generator itself was late for 812 of 20,000 events (4.06 %, 1 % is the limit), most of them between 7 s and 8 s, ' +
        "when producer 1's event loop stood still for 340 ms: this says nothing about the capacity of the system",
    ]);
    expect(saturated(300, NO_CAUSE)[0]).toContain(
      ', 300 of them between 7 s and 8 s, for no cause that was seen: this',
    );
    expect(saturated(812, 'all 2 cores were busy')[0]).toContain(
      ', all of them between 7 s and 8 s, when all 2 cores were busy: this',
    );
  });

  it('says why a threshold stopped the run, first of all', () => {
    const facts = { aborted: ABORTED, thresholds: [ABORTED.result, CROSSED] };
    expect(verdictOf({ ...GOOD, ...facts })).toEqual({
      name: 'thresholds',
      exitCode: 99,
      reasons: [
        'stopped at 12 s because end_to_end p(99)<100 was crossed (p99 241 ms)',
        'end_to_end p(99)<100 is crossed: 250.5 ms',
      ],
    });
  });

  it('does not call a run incomplete for what a threshold cut off', () => {
    const facts: Partial<VerdictFacts> = {
      aborted: ABORTED,
      thresholds: [ABORTED.result, { ...KEPT, observed: null, holds: null }],
      invariants: [HOLDING, { ...HOLDING, holds: null }],
      eventsDue: 700,
      eventsAcknowledged: 690,
      eventsApplied: 690,
      eventsShed: 10,
    };
    expect(verdictOf({ ...GOOD, ...facts })).toEqual({
      name: 'thresholds',
      exitCode: 99,
      reasons: [
        'stopped at 12 s because end_to_end p(99)<100 was crossed (p99 241 ms)',
        '10 events that had come due never got an acknowledgement',
      ],
    });
  });

  it('still calls it incomplete for what else is missing, and incorrect for what is wrong', () => {
    const aborted = { aborted: ABORTED, thresholds: [ABORTED.result] };
    expect(verdictOf({ ...GOOD, ...aborted, missing: ['consumer 2 died'] })).toMatchObject({
      name: 'incomplete',
      reasons: ['consumer 2 died', expect.stringContaining('stopped at 12 s')],
    });
    expect(verdictOf({ ...GOOD, ...aborted, invariants: [BROKEN] }).name).toBe('incorrect');
    expect(verdictOf({ ...GOOD, ...aborted, invariants: [] }).name).toBe('incomplete');
    expect(verdictOf({ ...GOOD, ...aborted, eventsApplied: 0 }).name).toBe('incomplete');
  });

  it('says since when something is missing, where that is known', () => {
    const missing = ['the disk is full', { text: 'consumer 2 died', atMs: 4_200 }, { text: 'x' }];
    expect(reasonsOf({ missing })).toEqual([
      'the disk is full',
      'consumer 2 died (4.2 s after the load began)',
      'x',
    ]);
  });

  it('is not saturated by one event in a hundred', () => {
    expect(verdictOf({ ...GOOD, lateGenerator: 10 }).name).toBe('passed');
  });

  it('does not blame an interrupted run for what had not come due', () => {
    const facts = {
      interruptedBy: 'SIGINT',
      cutShort: true,
      eventsDue: 700,
      eventsAcknowledged: 690,
    };
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
    [
      'somebody intervened by hand, so the outcome proves nothing',
      { interactive: true, invariants: [{ ...HOLDING, holds: null }] },
    ],
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
