import { describe, expect, it } from 'vitest';
import { capacityProbe } from '../../reports/capacity.fixture.ts';
import type { CapacityProbe } from '../../reports/capacity-record.ts';
import { concludeSearch, underWay } from './conclude.ts';
import type { SearchEnd } from './search.ts';

const LIMITS = { minRate: 10, maxRate: 5000 };
const PROBES = [
  capacityProbe(1, 1000, 'holds'),
  capacityProbe(2, 2000, 'system'),
  capacityProbe(3, 2000, 'system', 'second-look'),
];

function concluded(end: Partial<SearchEnd>, probes: readonly CapacityProbe[] = PROBES) {
  const whole: SearchEnd = {
    ...{ status: 'found', ratePerSecond: 1000, timesHeld: 3, timesFailed: 0, obstacle: null },
    ...end,
  };
  return concludeSearch(whole, probes, LIMITS);
}

describe('concludeSearch', () => {
  it('names the rate, the confirmations, and what of the system stopped it', () => {
    const result = concluded({ obstacle: { ratePerSecond: 2000, kind: 'system' } });
    expect(result).toMatchObject({
      status: 'found',
      exitCode: 0,
      ratePerSecond: 1000,
      isLowerBound: false,
      stoppedBy: { kind: 'system', ratePerSecond: 2000 },
      headline: '1,000 events per second: every threshold held, and held again in 2 further runs',
    });
    expect(result.reasons).toEqual([
      'the system stopped it at 2,000/s: end_to_end p(99)<100 is crossed: 118.9 ms',
    ]);
  });

  it('calls it a lower bound when the harness was in the way', () => {
    const probes = [PROBES[0], capacityProbe(2, 2000, 'harness')].filter((p) => p !== undefined);
    const result = concluded({ obstacle: { ratePerSecond: 2000, kind: 'harness' } }, probes);
    expect(result).toMatchObject({ exitCode: 0, isLowerBound: true });
    expect(result.headline).toMatch(/^at least 1,000 events per second/);
    expect(result.reasons[0]).toContain(
      "the harness stopped at 2,000/s: this is a lower bound of the system's capacity",
    );
  });

  it('calls it a lower bound when the upper limit or unclear runs ended the search', () => {
    const limit = concluded({ ratePerSecond: 5000 }, [capacityProbe(1, 5000, 'holds')]);
    expect(limit).toMatchObject({ isLowerBound: true, stoppedBy: { kind: 'max-rate' } });
    expect(limit.reasons[0]).toBe(
      "the search ended at its upper limit of 5,000/s: this is a lower bound of the system's capacity",
    );
    const unclear = concluded({ obstacle: { ratePerSecond: 2000, kind: 'inconclusive' } }, [
      capacityProbe(1, 2000, 'inconclusive'),
    ]);
    expect(unclear).toMatchObject({ isLowerBound: true });
    expect(unclear.reasons.join()).toContain('at 2,000/s no run proved anything');
    expect(unclear.reasons.join()).toContain('1 probe proved nothing and counts for nothing');
  });

  it.each([
    ['system', 99, 'the thresholds hold at no rate, not even at 10 events per second'],
    ['harness', 93, 'nothing can be said of the system'],
    ['inconclusive', 94, 'no run proved anything'],
  ] as const)('ends with no rate because of %s with %i', (kind, exitCode, words) => {
    const none = { status: 'none', ratePerSecond: null, timesHeld: 0 } as const;
    const result = concluded({ ...none, obstacle: { ratePerSecond: 10, kind } });
    expect(result).toMatchObject({ exitCode, isLowerBound: false, ratePerSecond: null });
    expect(result.headline).toContain(words);
  });

  it('lets an incorrect run outrank what held before', () => {
    const probes = [...PROBES, capacityProbe(4, 4000, 'incorrect')];
    const result = concluded({ status: 'incorrect', timesHeld: 1 }, probes);
    expect(result.exitCode).toBe(90);
    expect(result.headline).toBe(
      'incorrect at 4,000 events per second: a system that is wrong has no capacity',
    );
    expect(result.reasons[0]).toContain('the highest rate that held is 1,000');
  });

  it('keeps what held when somebody interrupts, within a probe or between two', () => {
    const during = concluded({ status: 'interrupted', timesHeld: 1 }, [
      ...PROBES,
      { ...capacityProbe(4, 1410, 'interrupted'), evidence: ['stopped by SIGINT'] },
    ]);
    expect(during).toMatchObject({ exitCode: 105, ratePerSecond: 1000, isLowerBound: true });
    expect(during.headline).toContain('interrupted; the highest rate that held is 1,000');
    expect(during.reasons[0]).toBe('stopped by SIGINT');
    expect(concluded({ status: 'interrupted' }).reasons[0]).toBe('stopped between two probes');
  });

  it('does not call a rate found that the bound on probes left unconfirmed', () => {
    const result = concluded({ status: 'unsettled', timesHeld: 1 });
    expect(result.exitCode).toBe(94);
    expect(result.headline).toContain('not settled');
    expect(result.reasons[0]).toContain('--max-probes');
  });

  it('tells of confirmations that failed and of noise', () => {
    const { reasons } = concluded({ obstacle: { ratePerSecond: 2000, kind: 'system' } }, [
      capacityProbe(1, 2000, 'system'),
      capacityProbe(2, 2000, 'holds', 'second-look'),
      capacityProbe(3, 2000, 'system', 'confirmation'),
    ]);
    expect(reasons).toHaveLength(3);
    expect(reasons[1]).toContain('a first run at 2,000/s failed and a second one held');
    expect(reasons[2]).toContain('2,000/s held at first, but not in its confirmation');
  });
});

describe('underWay', () => {
  it('leaves a result that claims nothing beyond what held', () => {
    const held = underWay({ ratePerSecond: 1000, timesHeld: 1 });
    expect(held).toMatchObject({ status: 'under-way', exitCode: 94 });
    expect(held.headline).toContain('1,000 events per second, unconfirmed');
    expect(underWay({ ratePerSecond: null, timesHeld: 0 }).headline).toContain('no rate had held');
  });
});
