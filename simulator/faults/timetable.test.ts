import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConsumerFault, FaultAction } from '../scenario/consumer-faults.ts';
import { constantLoad } from '../scenario/scenario.fixture.ts';
import { type FaultTimetable, faultTimetable } from './timetable.ts';

const LOAD = constantLoad(100, 30_000);
const KILL: FaultAction = { kind: 'kill', step: null, restartAfterMs: 1000 };

const table = (faults: readonly ConsumerFault[], seed = '1', load = LOAD): FaultTimetable =>
  faultTimetable({ faults, seed, load });
const at = (atMs: number, target = 'consumer-1'): ConsumerFault => ({
  action: KILL,
  target,
  when: { kind: 'at', atMs },
});
const every = (fromMs: number, untilMs: number, minMs: number, maxMs: number): ConsumerFault => ({
  action: KILL,
  target: 'any',
  when: { kind: 'every', fromMs, untilMs, minMs, maxMs },
});

const whenever: fc.Arbitrary<ConsumerFault> = fc.oneof(
  fc.integer({ min: 0, max: 29_999 }).map((atMs) => at(atMs)),
  fc
    .tuple(
      fc.nat(30_000),
      fc.nat(30_000),
      fc.integer({ min: 100, max: 5000 }),
      fc.integer({ min: 100, max: 5000 }),
    )
    .map(([from, until, min, max]) =>
      every(Math.min(from, until), Math.max(from, until), Math.min(min, max), Math.max(min, max)),
    ),
);
const seeds = fc.string({ minLength: 1, maxLength: 8 });

describe('the timetable of faults', () => {
  it('is in order of time, within the load, and the same for the same seed', () => {
    fc.assert(
      fc.property(fc.array(whenever, { maxLength: 6 }), seeds, (faults, seed) => {
        const { timed, counted } = table(faults, seed);
        expect(counted).toEqual([]);
        const instants = timed.map(({ atMs }) => atMs);
        expect(instants).toEqual([...instants].sort((a, b) => a - b));
        expect(instants.every((atMs) => atMs >= 0 && atMs < 30_000)).toBe(true);
        expect(table(faults, seed)).toEqual({ timed, counted });
      }),
    );
  });

  it('keeps every distance within its pair, the first one from `from` on', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.integer({ min: 100, max: 3000 }),
        fc.nat(3000),
        seeds,
        (fromMs, minMs, spreadMs, seed) => {
          const maxMs = minMs + spreadMs;
          const { timed } = table([every(fromMs, 30_000, minMs, maxMs)], seed);
          const instants = [fromMs, ...timed.map(({ atMs }) => atMs)];
          const distances = instants.slice(1).map((atMs, i) => atMs - (instants[i] ?? 0));
          expect(distances.every((ms) => ms >= minMs && ms <= maxMs)).toBe(true);
          // The next one would have been too late: none was left out before.
          expect((instants.at(-1) ?? 0) + maxMs).toBeGreaterThanOrEqual(30_000);
          expect(timed.every(({ pick }) => pick >= 0 && pick < 1)).toBe(true);
        },
      ),
    );
  });

  it('draws every fault from streams of its own: another beside it moves nothing', () => {
    fc.assert(
      fc.property(whenever, whenever, whenever, seeds, (first, other, another, seed) => {
        const own = (second: ConsumerFault) =>
          table([first, { ...second, target: 'somebody-else' }], seed).timed.filter(
            ({ target }) => target !== 'somebody-else',
          );
        expect(own(other)).toEqual(own(another));
      }),
    );
  });

  it('depends on the seed where something is drawn, and nowhere else', () => {
    const storm = [every(0, 30_000, 500, 5000)];
    expect(table(storm, '1')).not.toEqual(table(storm, '2'));
    const instants = (seed: string) => table([at(5), at(3)], seed).timed.map(({ atMs }) => atMs);
    expect(instants('1')).toEqual([3, 5]);
    expect(instants('2')).toEqual([3, 5]);
  });

  it('keeps the order of the scenario at the same instant, and counts apart', () => {
    const counted = (events: number): ConsumerFault => ({
      action: KILL,
      target: 'consumer-2',
      when: { kind: 'at-event', events },
    });
    const plan = table([counted(50), at(7, 'b'), counted(20), at(7, 'a'), at(1, 'c')]);
    expect(plan.timed.map(({ target }) => target)).toEqual(['c', 'b', 'a']);
    expect(plan.counted.map(({ atEvents }) => atEvents)).toEqual([20, 50]);
  });

  it('loses what a shorter load no longer reaches', () => {
    expect(table([at(500), at(1500)], '1', constantLoad(100, 1000)).timed).toHaveLength(1);
  });
});
