import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacityProbe, foundCapacity } from './capacity.fixture.ts';
import { capacityPoints, latencyLimits, logAxis } from './capacity-points.ts';

describe('capacityPoints', () => {
  it('is in the order of rates, then of time', () => {
    const points = capacityPoints(foundCapacity());
    expect(points.map(({ ratePerSecond, number }) => [ratePerSecond, number])).toEqual([
      ...[
        [1000, 1],
        [2000, 2],
        [2830, 5],
      ],
      ...[
        [2950, 8],
        [2950, 9],
        [2950, 10],
      ],
      ...[
        [3080, 7],
        [3360, 6],
        [4000, 3],
        [4000, 4],
      ],
    ]);
  });

  it('leaves out runs that did not begin or measured nothing', () => {
    const probe = capacityProbe(1, 1000, 'inconclusive');
    if (probe.run === null) throw new Error('the fixture has a run');
    const probes = [
      { ...probe, run: null },
      { ...probe, run: { ...probe.run, endToEnd: null } },
    ];
    expect(capacityPoints(foundCapacity({ probes }))).toEqual([]);
  });
});

describe('latencyLimits', () => {
  it('has every upper limit of the end-to-end latency once', () => {
    expect(latencyLimits(foundCapacity())).toEqual([{ label: 'p(99)<100', us: 100_000 }]);
  });
});

describe('logAxis', () => {
  const values = fc.array(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), {
    minLength: 1,
    maxLength: 20,
  });

  it('has room for every value, and ticks in order within it', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 12 }), (numbers, mostTicks) => {
        const axis = logAxis(numbers, mostTicks);
        for (const value of numbers) {
          expect(axis.position(value)).toBeGreaterThan(0);
          expect(axis.position(value)).toBeLessThan(1);
        }
        expect(axis.ticks.length).toBeLessThanOrEqual(mostTicks);
        const positions = axis.ticks.map(axis.position);
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
        for (const position of positions) {
          expect(position).toBeGreaterThanOrEqual(0);
          expect(position).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('is logarithmic', () => {
    const { position } = logAxis([1, 10_000], 6);
    expect(position(100)).toBeCloseTo(0.5, 9);
    expect(position(1000) - position(100)).toBeCloseTo(position(100) - position(10), 9);
  });

  it('names round numbers', () => {
    expect(logAxis([900, 4100], 5).ticks).toEqual([1000, 1500, 2000, 3000, 4000]);
    expect(logAxis([1, 1e6], 4).ticks).toEqual([1, 100, 10_000, 1_000_000]);
  });

  it('exists for a single value, for zeros and for nothing', () => {
    expect(logAxis([50], 4).position(50)).toBeCloseTo(0.5, 9);
    expect(logAxis([0, 7], 4).position(0)).toBe(0);
    expect(logAxis([], 4).ticks.length).toBeGreaterThan(0);
  });
});
