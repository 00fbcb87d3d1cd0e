import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../reports/comparison/evidence-of-run.ts';
import { passedRecord } from '../../reports/record.fixture.ts';
import type { VerdictName } from '../../reports/verdict.ts';
import { type Measured, measurePairs, measureSide, type Upcoming } from './measure.ts';
import { measuringText } from './measured-run.ts';

/** Measures nothing: what each run turns out to be is given, and its folder is its number. */
function rehearsal(verdictOf: (upcoming: Upcoming, run: number) => VerdictName = () => 'passed') {
  const asked: Upcoming[] = [];
  const measure = async (upcoming: Upcoming): Promise<Measured> => {
    asked.push(upcoming);
    const evidence = evidenceOf(passedRecord());
    const histogram = { count: 1, minUs: 5, maxUs: 5, sumUs: 5, defects: 0, encoded: '' };
    const name = verdictOf(upcoming, asked.length);
    return {
      evidence: {
        ...evidence,
        latency: [{ stage: 'end_to_end', topic: 'inventory.sales', histogram }],
        verdict: { ...evidence.verdict, name },
      },
      folder: String(asked.length),
      tookMs: 10_000,
    };
  };
  return { asked, measure };
}

const QUIET = { loadMs: 5000, budget: null, onWarm: () => {}, onPair: () => {} };

describe('measurePairs', () => {
  it('warms both sides up, then measures A B B A A B …', async () => {
    const { asked, measure } = rehearsal();
    const { pairs, why } = await measurePairs({ ...QUIET, wanted: 3, measure });
    const order = asked.map(({ number, side }) => `${number}${side === 'base' ? 'A' : 'B'}`);
    expect(order.join(' ')).toBe('0A 0B 1A 1B 2B 2A 3A 3B');
    expect(why).toBe('complete');
    expect(pairs.map(({ first, base, head }) => [first, base.folder, head.folder])).toEqual([
      ['base', '3', '4'],
      ['head', '6', '5'],
      ['base', '7', '8'],
    ]);
  });

  it('measures a pair again when either run is no evidence, and keeps it to be named', async () => {
    const { measure } = rehearsal(({ number, side }) => {
      return number === 2 && side === 'base' ? 'saturated' : 'passed';
    });
    const { pairs, why } = await measurePairs({ ...QUIET, wanted: 3, measure });
    expect({ count: pairs.length, why }).toEqual({ count: 4, why: 'complete' });
    expect(pairs[1]?.base.evidence.verdict.name).toBe('saturated');
  });

  it('ends with the pair in which the head is incorrect, both runs of it', async () => {
    const { asked, measure } = rehearsal(({ number, side }) => {
      return number === 2 && side === 'head' ? 'incorrect' : 'passed';
    });
    const { pairs, why } = await measurePairs({ ...QUIET, wanted: 10, measure });
    expect({ count: pairs.length, why }).toEqual({ count: 2, why: 'incorrect' });
    expect(asked).toHaveLength(6);
  });

  it('takes an incorrect head for an answer when it only warms up', async () => {
    const { asked, measure } = rehearsal(({ side }) => (side === 'head' ? 'incorrect' : 'passed'));
    const { pairs, why } = await measurePairs({ ...QUIET, wanted: 10, measure });
    expect({ runs: asked.length, why }).toEqual({ runs: 2, why: 'incorrect' });
    expect(pairs).toHaveLength(1);
  });

  it('does not end because the base is incorrect', async () => {
    const { measure } = rehearsal(({ number, side }) => {
      return number === 1 && side === 'base' ? 'incorrect' : 'passed';
    });
    expect(await measurePairs({ ...QUIET, wanted: 2, measure })).toMatchObject({ why: 'complete' });
  });

  it('measures as many pairs as end within the budget, and promises no more', async () => {
    let nowMs = 0;
    const { asked, measure } = rehearsal();
    const told: number[] = [];
    const { pairs, why } = await measurePairs({
      ...QUIET,
      wanted: 200,
      measure: async (upcoming) => {
        nowMs += 10_000;
        return measure(upcoming);
      },
      budget: { endsAtMs: 90_000, nowMs: () => nowMs },
      onWarm: (pairMs) => told.push(pairMs),
    });
    // 20 s to warm up, and three times 20 s.
    expect({ count: pairs.length, why }).toEqual({ count: 3, why: 'time is up' });
    expect(told).toEqual([20_000]);
    expect(Math.max(...asked.map(({ leftMs }) => leftMs))).toBe(90_000);
    expect(asked.filter(({ number }) => number > 0).map(({ of }) => of)).toEqual([
      3, 3, 3, 3, 3, 3,
    ]);
  });

  it('hands out what is complete after each pair', async () => {
    const counts: number[] = [];
    const { measure } = rehearsal();
    const onPair = (pairs: readonly unknown[]) => counts.push(pairs.length);
    await measurePairs({ ...QUIET, wanted: 3, measure, onPair });
    expect(counts).toEqual([1, 2, 3]);
  });

  it('says less time is left with every run', async () => {
    const { asked, measure } = rehearsal();
    await measurePairs({ ...QUIET, loadMs: 6600, wanted: 2, measure });
    expect(asked.map(({ leftMs }) => leftMs / 1000)).toEqual([60, 50, 40, 30, 20, 10]);
  });
});

describe('measureSide', () => {
  const options = { loadMs: 5000, budget: null, side: 'head', onWarm: () => {} } as const;

  it('warms up once and measures what was asked for', async () => {
    const { asked, measure } = rehearsal();
    const { runs } = await measureSide({ ...options, wanted: 3, measure });
    expect(asked.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    expect(runs).toHaveLength(3);
  });

  it('ends when whoever looked at the warm-up refuses it', async () => {
    const { asked, measure } = rehearsal();
    const onWarm = () => {
      throw new Error('another scenario');
    };
    const measuring = measureSide({ ...options, wanted: 3, measure, onWarm });
    await expect(measuring).rejects.toThrow('another scenario');
    expect(asked).toHaveLength(1);
  });

  it('gives up when nothing is evidence', async () => {
    const { measure } = rehearsal(() => 'incomplete');
    const { runs, why } = await measureSide({ ...options, wanted: 6, measure });
    expect({ count: runs.length, why }).toEqual({ count: 3, why: 'too many without evidence' });
  });
});

describe('measuringText', () => {
  const upcoming = { kind: 'pair', side: 'base', number: 3, of: 10, leftMs: 200_000 } as const;

  it.each([
    [upcoming, 0, 'pair 3 of 10, base; about 3 min 20 s left'],
    [upcoming, 12_000, 'pair 3 of 10, base: 12 s; about 3 min 10 s left'],
    [{ ...upcoming, number: 0 }, 0, 'warm-up, base; about 3 min 20 s left'],
    [{ ...upcoming, kind: 'run' as const }, 400_000, 'run 3 of 10: 6 min 40 s; about 1 s left'],
  ])('%o after %d ms: %s', (what, elapsedMs, text) => {
    expect(measuringText(what, elapsedMs)).toBe(text);
  });
});
