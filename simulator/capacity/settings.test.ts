import { describe, expect, it } from 'vitest';
import { StreamstockError } from '../../pipeline/errors.ts';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import type { Threshold } from '../scenario/scenario.ts';
import { readSettings, type SettingTexts } from './settings.ts';

const threshold = (metric: string): Threshold => ({
  metric,
  selector: {},
  aggregation: { kind: 'max' },
  comparison: '<',
  limit: 100,
  abortOnFail: false,
  delayAbortEvalMs: 0,
  source: 'max<100',
});

const scenarioAt = (ratePerSecond: number, thresholds = [threshold('end_to_end')]) =>
  scenarioFixture({ load: constantLoad(ratePerSecond, 5000), thresholds });

function refusal(texts: SettingTexts, scenario = scenarioAt(1000)): StreamstockError {
  try {
    readSettings(texts, scenario);
  } catch (error) {
    if (error instanceof StreamstockError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('readSettings', () => {
  it('starts at the rate of the scenario', () => {
    expect(readSettings({}, scenarioAt(1000))).toEqual({
      search: {
        ...{ startRate: 1000, minRate: 10, maxRate: 100_000, growth: 2, repeats: 1 },
        ...{ tolerance: 0.05, confirmations: 2, maxProbes: 30 },
      },
      measuredMs: 10_000,
    });
  });

  it('does not start at the crawl of a classroom, nor above the upper limit', () => {
    expect(readSettings({}, scenarioAt(0.2)).search.startRate).toBe(100);
    expect(readSettings({ 'max-rate': '40' }, scenarioAt(1000)).search).toMatchObject({
      startRate: 40,
      minRate: 10,
    });
    expect(readSettings({ 'min-rate': '3000' }, scenarioAt(1000)).search.startRate).toBe(3000);
  });

  it('moves the limits that nobody set out of the way of a start rate', () => {
    expect(readSettings({ 'start-rate': '5' }, scenarioAt(1000)).search.minRate).toBe(5);
    expect(readSettings({ 'start-rate': '200000' }, scenarioAt(1000)).search.maxRate).toBe(200_000);
  });

  it('reads every flag', () => {
    const texts: SettingTexts = {
      'start-rate': '250.5',
      'min-rate': '100',
      'max-rate': '4000',
      'probe-duration': '1m30s',
      tolerance: '10 %',
      confirmations: '0',
      'max-probes': '7',
    };
    expect(readSettings(texts, scenarioAt(1000))).toEqual({
      search: {
        ...{ startRate: 250.5, minRate: 100, maxRate: 4000, growth: 2, repeats: 1 },
        ...{ tolerance: 0.1, confirmations: 0, maxProbes: 7 },
      },
      measuredMs: 90_000,
    });
  });

  it.each<[SettingTexts, string]>([
    [{ 'min-rate': '500', 'max-rate': '400' }, '--min-rate 500 is above --max-rate 400'],
    [{ 'start-rate': '50', 'min-rate': '60' }, '--start-rate 50 is not between'],
    [{ 'start-rate': '500', 'max-rate': '400' }, '--start-rate 500 is not between'],
    [{ 'start-rate': '0' }, '--start-rate must be events a second from 0.1 to 1,000,000, is "0"'],
    [{ 'max-rate': '1e5' }, '--max-rate must be'],
    [{ 'max-rate': '1000001' }, '--max-rate must be'],
    [{ 'min-rate': '-4' }, '--min-rate must be'],
    [{ tolerance: '1' }, '--tolerance must be from 2% to 100%'],
    [{ tolerance: 'five' }, '--tolerance must be'],
    [{ confirmations: '1.5' }, '--confirmations must be a whole number from 0 to 10'],
    [{ 'max-probes': '0' }, '--max-probes must be a whole number from 1 to 200'],
    [{ 'probe-duration': '10' }, '--probe-duration must be from 1s to 10m, is "10"'],
    [{ 'probe-duration': '11m' }, '--probe-duration must be'],
  ])('refuses %j', (texts, message) => {
    const error = refusal(texts);
    expect(error.code).toBe('USAGE');
    expect(error.message).toContain(message);
    expect(error.hint).toBeTruthy();
  });

  it('refuses a scenario without thresholds, with one to add', () => {
    const error = refusal({}, scenarioAt(1000, []));
    expect(error.code).toBe('SCENARIO_INVALID');
    expect(error.message).toContain('has no thresholds');
    expect(error.hint).toContain('end_to_end: ["p(99)<100"]');
  });

  it('refuses a scenario whose thresholds the world decides', () => {
    const error = refusal({}, scenarioAt(1000, [threshold('lost_units')]));
    expect(error.message).toContain('set aside: lost_units max<100');
  });
});
