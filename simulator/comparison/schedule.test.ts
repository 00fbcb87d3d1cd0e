import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Finding, nextStep, type SeriesSoFar, sidesOfPair } from './schedule.ts';

/** Measures until the end; what each measurement turns out to be is given. */
function played(wanted: number, outcomes: (index: number) => Finding, time?: SeriesSoFar['time']) {
  const findings: Finding[] = [];
  for (;;) {
    const step = nextStep({ wanted, findings, time: time ?? null });
    if (step.type === 'end') return { findings, why: step.why };
    findings.push(outcomes(findings.length));
  }
}

describe('sidesOfPair', () => {
  it('interleaves A B B A A B B A', () => {
    const order = [0, 1, 2, 3].flatMap((pair) => sidesOfPair(pair));
    expect(order.map((side) => (side === 'base' ? 'A' : 'B')).join(' ')).toBe('A B B A A B B A');
  });

  it('takes no side on a machine that slows down steadily, over an even number of pairs', () => {
    const order = [0, 1, 2, 3, 4, 5].flatMap((pair) => sidesOfPair(pair));
    const sum = (wanted: string) =>
      order.reduce((total, side, index) => total + (side === wanted ? index : 0), 0);
    expect(sum('base')).toBe(sum('head'));
  });
});

describe('nextStep', () => {
  it('measures as many as were asked for when all are evidence', () => {
    expect(played(10, () => 'evidence')).toMatchObject({ why: 'complete' });
    expect(played(10, () => 'evidence').findings).toHaveLength(10);
  });

  it('measures again what gave no evidence', () => {
    const { findings, why } = played(4, (index) => (index === 1 ? 'no evidence' : 'evidence'));
    expect({ count: findings.length, why }).toEqual({ count: 5, why: 'complete' });
  });

  it('gives up after half as many again as were asked for', () => {
    const { findings, why } = played(10, (index) => (index === 0 ? 'evidence' : 'no evidence'));
    expect({ count: findings.length, why }).toEqual({
      count: 15,
      why: 'too many without evidence',
    });
  });

  it('gives up at once when the first three gave none', () => {
    expect(played(10, () => 'no evidence').findings).toHaveLength(3);
  });

  it('ends at an incorrect head', () => {
    const { findings, why } = played(10, (index) => (index === 2 ? 'incorrect' : 'evidence'));
    expect({ count: findings.length, why }).toEqual({ count: 3, why: 'incorrect' });
  });

  it('begins nothing that would not end in time', () => {
    const series = { wanted: 10, findings: [] };
    expect(nextStep({ ...series, time: { leftMs: 999, nextMs: 1000 } })).toEqual({
      type: 'end',
      why: 'time is up',
    });
    expect(nextStep({ ...series, time: { leftMs: 1000, nextMs: 1000 } })).toEqual({
      type: 'measure',
      left: 10,
    });
  });

  it('always ends, with no more evidence than asked for and at most half as many extra', () => {
    const findings = fc.constantFrom<Finding>('evidence', 'no evidence', 'incorrect');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.infiniteStream(findings), (wanted, given) => {
        const { findings: made } = played(wanted, () => given.next().value);
        expect(made.filter((finding) => finding === 'evidence').length).toBeLessThanOrEqual(wanted);
        expect(made.length).toBeLessThanOrEqual(wanted + Math.floor(wanted / 2));
      }),
    );
  });
});
