import { describe, expect, it } from 'vitest';
import { missedRate } from './missed-rate.ts';
import { passedRecord } from './record.fixture.ts';

describe('missedRate', () => {
  const { rates, counts, plan } = passedRecord();
  const slow = { ...rates, sentPerSecond: 125 };

  it('says how much of the planned rate was sent', () => {
    expect(missedRate(passedRecord({ rates: slow }))).toEqual({
      plannedPerSecond: 250,
      sentPerSecond: 125,
      share: 0.5,
      text: 'target rate missed: 125 of 250 events per second were sent (50 %)',
    });
  });

  it('is silent where the rate was kept', () => {
    expect(missedRate(passedRecord())).toBeNull();
    const sending = (events_sent: number) => {
      const sent = { ...rates, sentPerSecond: events_sent / 20 };
      return missedRate(passedRecord({ counts: { ...counts, events_sent }, rates: sent }));
    };
    expect(sending(4950)).toBeNull();
    expect(sending(4949)).not.toBeNull();
  });

  it('forgives a last acknowledgement that came a moment late, and no more', () => {
    const seconds = plan.events / rates.plannedPerSecond;
    const overrun = (byS: number) =>
      missedRate(
        passedRecord({
          counts: { ...counts, events_sent: plan.events },
          rates: { ...rates, sentPerSecond: plan.events / (seconds + byS) },
        }),
      );
    expect(overrun(0.4)).toBeNull();
    expect(overrun(0.6)).not.toBeNull();
  });

  it('is silent where the run was stopped', () => {
    const interrupted = { name: 'interrupted', exitCode: 105, reasons: ['SIGINT'] } as const;
    expect(missedRate(passedRecord({ rates: slow, verdict: interrupted }))).toBeNull();
    for (const kind of ['interrupted', 'aborted'] as const) {
      const marks = [{ atMs: 1, kind, text: 'stopped' }];
      expect(missedRate(passedRecord({ rates: slow, marks }))).toBeNull();
    }
    const marks = [{ atMs: 1, kind: 'rebalance' as const, text: 'a rebalance' }];
    expect(missedRate(passedRecord({ rates: slow, marks }))).not.toBeNull();
  });
});
