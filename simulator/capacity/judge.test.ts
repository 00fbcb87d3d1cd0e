import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from '../../reports/histogram.ts';
import { countsOf, passedRecord } from '../../reports/record.fixture.ts';
import type { RunRecord } from '../../reports/record.ts';
import { richRecord } from '../../reports/rich-record.fixture.ts';
import type { Verdict } from '../../reports/verdict.ts';
import { drainMsOf, judgeProbe } from './judge.ts';

const verdict = (name: Verdict['name']): Verdict => ({ name, exitCode: 1, reasons: ['because'] });

/** 5,000 events in 20 s, all applied. */
const record = (changes: Partial<RunRecord> = {}): RunRecord =>
  passedRecord({
    counts: countsOf({ events_due: 5000, events_acknowledged: 5000, events_applied: 5000 }),
    ...changes,
  });

const rates = (appliedPerSecond: number) => ({ ...record().rates, appliedPerSecond });

// The invented series has histograms.
beforeAll(initHistograms);

describe('judgeProbe', () => {
  it('takes a passed run for a rate that holds, with the reasons of the verdict', () => {
    const passed = record();
    expect(judgeProbe(passed)).toEqual({ outcome: 'holds', evidence: passed.verdict.reasons });
  });

  it.each([
    ['incorrect', 'incorrect'],
    ['interrupted', 'interrupted'],
    ['saturated', 'harness'],
    ['thresholds', 'system'],
    ['incomplete', 'inconclusive'],
  ] as const)('takes %s for %s', (name, outcome) => {
    expect(judgeProbe(record({ verdict: verdict(name) }))).toEqual({
      outcome,
      evidence: ['because'],
    });
  });

  it.each<[string, Partial<Parameters<typeof countsOf>[0]>]>([
    ['was not acknowledged', { events_shed: 100 }],
    ['was not applied', { events_applied: 4000 }],
  ])('blames the system when a part %s in time and nobody was lost', (_, counts) => {
    const incomplete = record({
      verdict: verdict('incomplete'),
      counts: { ...record().counts, ...counts },
    });
    expect(judgeProbe(incomplete).outcome).toBe('system');
    for (const kind of ['lost', 'rebalance'] as const) {
      const marks = [{ atMs: 1000, kind, text: 'consumer-1 was lost' }];
      expect(judgeProbe({ ...incomplete, marks }).outcome).toBe('inconclusive');
    }
  });

  it('blames the system for a crossed threshold even when another one has no samples', () => {
    const [first] = record().thresholds;
    if (first === undefined) throw new Error('the fixture has thresholds');
    const thresholds = [
      { ...first, holds: false },
      { ...first, observed: null, holds: null },
    ];
    expect(judgeProbe(record({ verdict: verdict('incomplete'), thresholds })).outcome).toBe(
      'system',
    );
    const [, unclear = first] = thresholds;
    expect(
      judgeProbe(record({ verdict: verdict('incomplete'), thresholds: [unclear] })).outcome,
    ).toBe('inconclusive');
  });

  it('does not take a rate that a full window kept back for one that holds', () => {
    const late = (window: number) =>
      judgeProbe(record({ lateness: { generator: 0, window, worst: null } }));
    expect(late(50).outcome).toBe('holds');
    const { outcome, evidence } = late(51);
    expect(outcome).toBe('system');
    expect(evidence[0]).toContain('51 of 5,000 events (1.02 %)');
  });

  it('leaves out what a full window kept back during the warm-up', () => {
    const [whole, warmUpMs] = [richRecord(), 2000];
    const { series, load } = whole;
    if (series === null) throw new Error('the fixture has a series');
    const column = (warm: number, later: number) =>
      Array.from({ length: series.intervals }, (_, at) => (at < 2 ? warm : later));
    const late = (warm: number, later: number) =>
      judgeProbe({
        ...record(),
        load: { ...load, warmUpMs },
        lateness: { generator: 0, window: 1_000_000, worst: null },
        series: {
          ...series,
          intervalMs: 1000,
          counters: { late_window: column(warm, later), events_due: column(100, 100) },
        },
      }).outcome;
    expect(late(100, 1)).toBe('holds');
    expect(late(0, 2)).toBe('system');
  });

  it('does not take a rate whose backlog grew for one that holds', () => {
    expect(judgeProbe(record({ rates: rates(5000 / 21) })).outcome).toBe('holds');
    const { outcome, evidence } = judgeProbe(record({ rates: rates(5000 / 22.5) }));
    expect(outcome).toBe('system');
    expect(evidence).toEqual([
      'the lag was growing: the last event was applied 2.5 s after the 20 s of the load',
    ]);
  });

  it('adds the signs of overload to a crossed threshold', () => {
    const crossed = record({ verdict: verdict('thresholds'), rates: rates(200) });
    expect(judgeProbe(crossed).evidence).toHaveLength(2);
  });
});

describe('drainMsOf', () => {
  it('is the time from the end of the load to the last event', () => {
    expect(drainMsOf(record({ rates: rates(200) }))).toBeCloseTo(5000, 6);
  });

  it('is 0 for a run that was over before its time, or applied nothing', () => {
    expect(drainMsOf(record({ rates: rates(1000) }))).toBe(0);
    expect(drainMsOf(record({ rates: rates(0) }))).toBe(0);
  });
});
