import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nextStep,
  type Observation,
  type ProbeOutcome,
  probesWithoutNoise,
  type SearchEnd,
  type SearchOptions,
} from './search.ts';

const OPTIONS: SearchOptions = {
  startRate: 1000,
  minRate: 10,
  maxRate: 100_000,
  growth: 2,
  tolerance: 0.05,
  confirmations: 2,
  repeats: 1,
  maxProbes: 30,
};

type System = (ratePerSecond: number, time: number) => ProbeOutcome;

function searched(system: System, changes: Partial<SearchOptions> = {}) {
  const options = { ...OPTIONS, ...changes };
  const observations: Observation[] = [];
  const purposes: string[] = [];
  for (;;) {
    const step = nextStep(options, observations);
    if (step.type === 'done') return { end: step.end, observations, purposes };
    if (observations.length > options.maxProbes) throw new Error('the search does not end');
    purposes.push(step.purpose);
    const { ratePerSecond } = step;
    observations.push({ ratePerSecond, outcome: system(ratePerSecond, observations.length) });
  }
}

const upTo =
  (capacity: number): System =>
  (rate) =>
    rate <= capacity ? 'holds' : 'system';

const rates = (observations: readonly Observation[]): number[] =>
  observations.map(({ ratePerSecond }) => ratePerSecond);

describe('nextStep', () => {
  it('doubles until a rate fails, halves the bracket, then confirms', () => {
    const { end, observations, purposes } = searched(upTo(3000));
    expect(rates(observations)).toEqual([
      ...[1000, 2000, 4000, 4000],
      ...[2830, 3360, 3080, 2950],
      ...[2950, 2950],
    ]);
    expect(purposes).toEqual([
      ...['bracket', 'bracket', 'bracket', 'second-look'],
      ...['bisection', 'bisection', 'bisection', 'bisection'],
      ...['confirmation', 'confirmation'],
    ]);
    expect(end).toEqual({
      status: 'found',
      ratePerSecond: 2950,
      timesHeld: 3,
      timesFailed: 0,
      obstacle: { ratePerSecond: 3080, kind: 'system' },
    });
  });

  it('goes down when the first rate fails', () => {
    const { end, observations } = searched(upTo(300));
    expect(rates(observations).slice(0, 4)).toEqual([1000, 1000, 500, 250]);
    expect(end.ratePerSecond).toBeGreaterThan(300 / 1.06);
    expect(end.ratePerSecond).toBeLessThanOrEqual(300);
  });

  it('ends with none when the lowest rate fails as well', () => {
    const { end, observations } = searched(() => 'system');
    expect(end).toEqual({
      status: 'none',
      ratePerSecond: null,
      timesHeld: 0,
      timesFailed: 0,
      obstacle: { ratePerSecond: 10, kind: 'system' },
    });
    expect(rates(observations)).toEqual([
      ...[1000, 1000, 500, 250, 125],
      ...[62.5, 31.3, 15.7, 10],
    ]);
  });

  it('confirms the upper limit and names no obstacle when everything holds', () => {
    const { end, observations } = searched(() => 'holds', { maxRate: 5000 });
    expect(rates(observations)).toEqual([1000, 2000, 4000, 5000, 5000, 5000]);
    expect(end).toMatchObject({
      status: 'found',
      ratePerSecond: 5000,
      timesHeld: 3,
      obstacle: null,
    });
  });

  it('says that the harness was the obstacle', () => {
    const { end } = searched((rate) => (rate <= 2500 ? 'holds' : 'harness'));
    expect(end.status).toBe('found');
    expect(end.obstacle?.kind).toBe('harness');
  });

  it('lowers the bracket when a confirmation fails, and confirms what it then finds', () => {
    let triesAt2950 = 0;
    const { end, observations } = searched((rate) => {
      if (rate === 2950) triesAt2950 += 1;
      return rate > 3000 || (rate === 2950 && triesAt2950 === 2) ? 'system' : 'holds';
    });
    expect(rates(observations).filter((rate) => rate === 2950)).toHaveLength(2);
    expect(end.status).toBe('found');
    expect(end.ratePerSecond).toBe(2830);
    expect(end.timesHeld).toBe(3);
    expect(end.obstacle).toEqual({ ratePerSecond: 2950, kind: 'system' });
  });

  it('takes a first failure that is not seen again for noise, and counts it', () => {
    const { end, observations, purposes } = searched(
      (rate, time) => (time === 1 ? 'system' : upTo(3000)(rate, time)),
      { maxRate: 2000 },
    );
    expect(rates(observations)).toEqual([1000, 2000, 2000, 2000, 2000]);
    expect(purposes[2]).toBe('second-look');
    expect(end).toMatchObject({
      ratePerSecond: 2000,
      timesHeld: 3,
      timesFailed: 1,
      obstacle: null,
    });
  });

  it('repeats a probe that proved nothing, which then counts for nothing', () => {
    const { end, observations, purposes } = searched((rate, time) =>
      time === 1 ? 'inconclusive' : upTo(3000)(rate, time),
    );
    expect(rates(observations).slice(0, 4)).toEqual([1000, 2000, 2000, 4000]);
    expect(purposes[2]).toBe('repetition');
    expect(end.ratePerSecond).toBe(2950);
  });

  it('gives a rate up at which nothing can be proved, and says so', () => {
    const { end } = searched((rate) => (rate < 2000 ? 'holds' : 'inconclusive'));
    expect(end.status).toBe('found');
    expect(end.obstacle?.kind).toBe('inconclusive');
    expect(end.ratePerSecond).toBeLessThan(2000);
  });

  it.each([
    'incorrect',
    'interrupted',
  ] as const)('ends at once with %s, keeping what held', (outcome) => {
    const { end, observations } = searched((rate) => (rate < 4000 ? 'holds' : outcome));
    expect(end).toMatchObject({ status: outcome, ratePerSecond: 2000, obstacle: null });
    expect(observations).toHaveLength(3);
  });

  it('is unsettled when the bound on probes comes before the confirmation', () => {
    const { end, observations } = searched(upTo(3000), { maxProbes: 9 });
    expect(observations).toHaveLength(9);
    expect(end).toMatchObject({ status: 'unsettled', ratePerSecond: 2950, timesHeld: 2 });
  });

  it('makes a single probe when all bounds are one rate and nothing is to be confirmed', () => {
    const one = { startRate: 700, minRate: 700, maxRate: 700, confirmations: 0 };
    expect(rates(searched(() => 'holds', one).observations)).toEqual([700]);
    expect(rates(searched(() => 'system', one).observations)).toEqual([700, 700]);
  });
});

describe('nextStep of any search', () => {
  const anyOptions = fc
    .record({
      minRate: fc.double({ min: 0.1, max: 1000, noNaN: true }),
      startFactor: fc.double({ min: 1, max: 1000, noNaN: true }),
      maxFactor: fc.double({ min: 1, max: 1000, noNaN: true }),
      growth: fc.double({ min: 1.1, max: 10, noNaN: true }),
      tolerance: fc.double({ min: 0.02, max: 0.5, noNaN: true }),
      confirmations: fc.integer({ min: 0, max: 4 }),
      repeats: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ minRate, startFactor, maxFactor, ...rest }) => ({
      ...rest,
      minRate,
      startRate: minRate * startFactor,
      maxRate: minRate * startFactor * maxFactor,
      maxProbes: 400,
    }));

  it('finds a known capacity to within the tolerance, in no more probes than announced', () => {
    fc.assert(
      fc.property(anyOptions, fc.double({ min: 0, max: 1, noNaN: true }), (options, position) => {
        const { minRate, maxRate, tolerance } = options;
        const capacity = minRate * (maxRate / minRate) ** position;
        const { end, observations } = searched(upTo(capacity), options);
        expect(end.status).toBe('found');
        const found = end.ratePerSecond ?? Number.NaN;
        expect(found).toBeLessThanOrEqual(capacity);
        // Rates have three digits, so two neighbours may be a hundredth apart.
        const above = end.obstacle?.ratePerSecond ?? maxRate;
        expect(above).toBeLessThanOrEqual(found * (1 + Math.max(tolerance, 0.0101)));
        expect(end.obstacle === null ? found === maxRate : above > capacity).toBe(true);
        // A ladder of rounded rungs may need one more of them, and a bracket one more cut.
        expect(observations.length).toBeLessThanOrEqual(probesWithoutNoise(options) + 3);
      }),
    );
  });

  it('claims only what it saw, however noisy, unclear and non-monotone the system is', () => {
    const outcomes: ProbeOutcome[] = ['holds', 'system', 'harness', 'inconclusive'];
    fc.assert(
      fc.property(
        anyOptions,
        fc.infiniteStream(fc.constantFrom(...outcomes)),
        (options, stream) => {
          const next = (): ProbeOutcome => stream.next().value ?? 'system';
          const { end, observations } = searched(next, { ...options, maxProbes: 60 });
          expectHonest(end, observations, options);
          expect(observations.length).toBeLessThanOrEqual(60);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('comes to an end below the bound when rates near the capacity hold by chance', () => {
    fc.assert(
      fc.property(
        anyOptions,
        fc.double({ min: 0.01, max: 0.3, noNaN: true }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (options, blur, chances) => {
          const capacity = Math.sqrt(options.minRate * options.maxRate);
          const system: System = (rate) => {
            const chance = chances.next().value ?? 0;
            return chance < 1 / (1 + (rate / capacity) ** (1 / blur)) ? 'holds' : 'system';
          };
          const { end, observations } = searched(system, options);
          expect(['found', 'none']).toContain(end.status);
          expectHonest(end, observations, options);
        },
      ),
    );
  });

  it('never leaves the limits, whatever it observes', () => {
    fc.assert(
      fc.property(anyOptions, fc.infiniteStream(fc.boolean()), (options, stream) => {
        const { observations } = searched(
          () => (stream.next().value ? 'holds' : 'system'),
          options,
        );
        for (const rate of rates(observations)) {
          expect(rate).toBeGreaterThanOrEqual(options.minRate);
          expect(rate).toBeLessThanOrEqual(options.maxRate);
        }
      }),
    );
  });
});

/** What the result says can be read off the observations. */
function expectHonest(
  end: SearchEnd,
  observations: readonly Observation[],
  { confirmations, minRate }: SearchOptions,
): void {
  const at = (rate: number, outcome: ProbeOutcome): number =>
    observations.filter((seen) => seen.ratePerSecond === rate && seen.outcome === outcome).length;
  const failed = observations.filter(({ outcome }) => ['system', 'harness'].includes(outcome));
  const { ratePerSecond: found, obstacle } = end;
  if (found !== null) {
    expect(end.timesHeld).toBe(at(found, 'holds'));
    // At or below the result a failure was the first of all, and its rate held when it was tried again.
    for (const { ratePerSecond: rate } of failed.filter((seen) => seen.ratePerSecond <= found)) {
      expect(at(rate, 'system') + at(rate, 'harness')).toBe(1);
      expect(at(rate, 'holds')).toBeGreaterThan(0);
    }
    if (end.status === 'found') expect(end.timesHeld).toBeGreaterThanOrEqual(1 + confirmations);
  }
  if (obstacle !== null) expect(at(obstacle.ratePerSecond, obstacle.kind)).toBeGreaterThan(0);
  if (end.status === 'none') expect(obstacle?.ratePerSecond).toBe(minRate);
}
