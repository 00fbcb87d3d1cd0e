import { describe, expect, it } from 'vitest';
import { richInventory } from '../rich-inventory.fixture.ts';
import { accuracyMeasures } from './forecast-accuracy.ts';
import { forecastDays, lostUnits } from './forecast-days.ts';
import { doubtNotes, inventoryDoubt, inventorySource } from './inventory-source.ts';
import { durationBins } from './stock-outs.ts';
import { worldEntries } from './world-entries.ts';

const DAY_MS = 86_400_000;

describe('inventorySource', () => {
  const pipeline = { kind: 'own' } as const;
  const agreed = { pipeline, digest: { pipeline: 'a', simulated: 'a', comparable: true } };

  it('lets the replay speak for the run where the digests agree', () => {
    expect(inventoryDoubt(agreed)).toBeNull();
    expect(doubtNotes(agreed)).toEqual([]);
    expect(inventorySource(agreed)).toContain('concluded the same');
  });

  it.each([
    ['differ', { pipeline: 'a', simulated: 'b', comparable: true }, 'concluded otherwise'],
    ['are not comparable', { pipeline: 'a', simulated: 'a', comparable: false }, 'not comparable'],
    ['lack the run', { pipeline: null, simulated: 'a', comparable: false }, 'without an outcome'],
    ['lack the replay', { pipeline: 'a', simulated: null, comparable: true }, 'not compared'],
  ])('says so where the digests %s', (_, digest, words) => {
    expect(inventorySource({ pipeline, digest })).toContain(words);
    expect(inventorySource({ pipeline, digest })).not.toContain('concluded the same');
    expect(doubtNotes({ pipeline, digest })[0]).toContain('virtual-time replay');
  });
});

describe('forecastDays', () => {
  const startMs = Date.UTC(2026, 0, 5);
  const demand = {
    firstDay: -1,
    trueUnits: [5, 9, 4],
    soldUnits: [5, 6, 4],
    forecastMilliunits: [null, 4_500, 7_000],
    halfWidthMilliunits: [null, 6_000, null],
  };
  const nextDays = {
    meanMilliunits: 5_000,
    halfWidthMilliunits: 2_000,
    predictedStock7dMilliunits: 1,
  };

  it('has history, scenario, the open day and seven days after the end', () => {
    const days = forecastDays({ demand, nextDays }, { startMs, endMs: startMs + 1.5 * DAY_MS });
    expect(days.map(({ part }) => part)).toEqual([
      'history',
      'scenario',
      'open',
      ...new Array<string>(7).fill('after the end'),
    ]);
    expect(days.map(({ day }) => day)).toEqual([-1, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(days[1]?.fromMs).toBe(startMs);
    expect(days.map(lostUnits).slice(0, 4)).toEqual([0, 3, 0, null]);
  });

  it('has bands in units, not below nothing, and none where none was made', () => {
    const days = forecastDays({ demand, nextDays }, { startMs, endMs: startMs + 2 * DAY_MS });
    expect(days[0]).toMatchObject({ forecastUnits: null, lowUnits: null, highUnits: null });
    expect(days[1]).toMatchObject({ forecastUnits: 4.5, lowUnits: 0, highUnits: 10.5 });
    expect(days[2]).toMatchObject({ part: 'scenario', forecastUnits: 7, lowUnits: null });
    expect(days[9]).toMatchObject({ forecastUnits: 5, lowUnits: 3, highUnits: 7, trueUnits: null });
  });
});

describe('accuracyMeasures', () => {
  const accuracy = {
    products: 10,
    productDays: 100,
    maeUnits: 2.414,
    wape: 0.318,
    mase: 0.874,
    biasUnits: -0.22,
    coverage: 0.892,
  };
  const meaning = (changes: Partial<typeof accuracy>, name: string) =>
    accuracyMeasures({ ...accuracy, ...changes }).find((measure) => measure.name === name)?.meaning;

  it('says each measure in words', () => {
    expect(accuracyMeasures(accuracy).map(({ name, value }) => `${name} ${value}`)).toEqual([
      'MAE 2.41 units',
      'WAPE 31.8 %',
      'MASE 0.874',
      'Bias −0.22 units',
      'Coverage 89.2 %',
    ]);
    expect(meaning({}, 'Coverage')).toBe('89.2 % of days ended within the 90 % band.');
  });

  it('says on which side of naive and of the truth a forecast lies', () => {
    expect(meaning({}, 'MASE')).toContain('87.4 % of the usual');
    expect(meaning({ mase: 1.5 }, 'MASE')).toContain('1.5 times the usual');
    expect(meaning({ mase: 1 }, 'MASE')).toContain('as large as the usual');
    expect(meaning({}, 'Bias')).toContain('too low');
    expect(meaning({ biasUnits: 3 }, 'Bias')).toContain('3 units too high');
    expect(meaning({ biasUnits: 0 }, 'Bias')).toContain('neither');
  });

  it('says why a measure is missing', () => {
    const missing = accuracyMeasures({ ...accuracy, wape: null, mase: null, coverage: null });
    expect(missing.filter(({ value }) => value === '–').map(({ name }) => name)).toEqual([
      'WAPE',
      'MASE',
      'Coverage',
    ]);
  });
});

describe('durationBins', () => {
  it('are named by their bounds and share out all episodes', () => {
    const bins = durationBins(richInventory().stockOuts);
    expect(bins.map(({ label }) => label)).toEqual([
      'under 1 h',
      '1 h to 4 h',
      '4 h to 12 h',
      '12 h to 1 d',
      '1 d to 3 d',
      '3 d and longer',
    ]);
    expect(bins.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });
});

describe('worldEntries', () => {
  const days = {
    daysPerEntry: 1,
    demandedUnits: [100, 0, 40],
    soldUnits: [75, 10, 50],
    lostUnits: [25, 0, 0],
    restockedUnits: [0, 0, 0],
    closingUnits: [9, 9, 9],
    alertsRaised: [2, 0, 1],
    alertsResolved: [0, 1, 0],
  };
  const startMs = Date.UTC(2026, 0, 5);

  it('has the fill rate of each day: none without demand, never above all of it', () => {
    const entries = worldEntries({ startMs, endMs: startMs + 2.5 * DAY_MS, days });
    expect(entries.map(({ fillRate }) => fillRate)).toEqual([0.75, null, 1]);
    expect(entries.map(({ label }) => label)[0]).toBe('Mon 5 Jan 2026');
    expect(entries.at(-1)?.toMs).toBe(startMs + 2.5 * DAY_MS);
  });

  it('names several days by the first and the last of them', () => {
    const several = { ...days, daysPerEntry: 7 };
    const entries = worldEntries({ startMs, endMs: startMs + 20 * DAY_MS, days: several });
    expect(entries.map(({ label }) => label)).toEqual([
      '5 Jan to 11 Jan',
      '12 Jan to 18 Jan',
      '19 Jan to 24 Jan',
    ]);
  });
});
