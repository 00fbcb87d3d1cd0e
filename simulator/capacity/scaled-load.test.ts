import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planLoad } from '../load/plan.ts';
import { rateCurveOf } from '../load/rate-curve.ts';
import type { ConsumerFault } from '../scenario/consumer-faults.ts';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import type { Load, Scenario } from '../scenario/scenario.ts';
import { simulate } from '../simulation.ts';
import { Timeline } from '../world/timeline.ts';
import { buildWorld } from '../world/world.ts';
import { peakPerSecond, scaledLoad } from './scaled-load.ts';

const RAMP: Load = {
  executor: 'ramping-arrival-rate',
  stages: [
    { durationMs: 6000, startRate: 7500, endRate: 7500, timeUnitMs: 60_000 },
    { durationMs: 0, startRate: 7500, endRate: 300_000, timeUnitMs: 60_000 },
    { durationMs: 3000, startRate: 300_000, endRate: 300_000, timeUnitMs: 60_000 },
    { durationMs: 11_000, startRate: 300_000, endRate: 0, timeUnitMs: 60_000 },
  ],
  durationMs: 20_000,
  warmUpMs: 3000,
};

describe('scaledLoad', () => {
  it('plays a constant rate for the warm-up and the time to measure', () => {
    const scenario = scenarioFixture({ load: { ...constantLoad(60, 5000), warmUpMs: 4000 } });
    const { load, clock } = scaledLoad(scenario, 900, 10_000);
    expect(load).toEqual({ ...constantLoad(900, 14_000), warmUpMs: 4000 });
    expect(clock.speed).toBe(8000 * 15);
  });

  it('leaves the consumers alone, whatever the scenario does to them', () => {
    const fault: ConsumerFault = {
      action: { kind: 'kill', step: null, restartAfterMs: 1000 },
      target: 'any',
      when: { kind: 'at', atMs: 1000 },
    };
    expect(scaledLoad(scenarioFixture({ faults: [fault] }), 900, 10_000).faults).toEqual([]);
  });

  it('gives a constant load a warm-up when it has none', () => {
    const { load } = scaledLoad(scenarioFixture(), 900, 10_000);
    expect(load).toMatchObject({ warmUpMs: 2000, durationMs: 12_000 });
  });

  it('keeps the shape of a ramp: rates and times in proportion, warm-up included', () => {
    const { load, clock } = scaledLoad(scenarioFixture({ load: RAMP }), 10_000, 34_000);
    expect(load.durationMs).toBe(40_000);
    expect(load.warmUpMs).toBe(6000);
    expect(load.stages).toEqual([
      { durationMs: 12_000, startRate: 250, endRate: 250, timeUnitMs: 1000 },
      { durationMs: 0, startRate: 250, endRate: 10_000, timeUnitMs: 1000 },
      { durationMs: 6000, startRate: 10_000, endRate: 10_000, timeUnitMs: 1000 },
      { durationMs: 22_000, startRate: 10_000, endRate: 0, timeUnitMs: 1000 },
    ]);
    expect(clock.speed).toBe(16_000);
  });

  it('has the rate asked for as its highest, and exactly the time asked for', () => {
    const part = fc.record({
      durationMs: fc.integer({ min: 0, max: 100_000 }),
      startRate: fc.integer({ min: 0, max: 10_000 }),
      endRate: fc.integer({ min: 1, max: 10_000 }),
      timeUnitMs: fc.constantFrom(1000, 60_000),
    });
    const loads = fc
      .tuple(
        fc.array(part, { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
      )
      .map(([stages, warmUpShare]): Load => {
        const durationMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0);
        const warmUpMs = Math.floor(durationMs * warmUpShare);
        return { executor: 'ramping-arrival-rate', stages, durationMs, warmUpMs };
      })
      .filter(({ durationMs }) => durationMs > 0);
    fc.assert(
      fc.property(
        loads,
        fc.double({ min: 0.1, max: 1e6, noNaN: true }),
        fc.integer({ min: 1000, max: 600_000 }),
        (load, ratePerSecond, measuredMs) => {
          const scaled = scaledLoad(scenarioFixture({ load }), ratePerSecond, measuredMs).load;
          expect(peakPerSecond(scaled) / ratePerSecond).toBeCloseTo(1, 12);
          const lengths = scaled.stages.map(({ durationMs }) => durationMs);
          expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(scaled.durationMs);
          expect(scaled.durationMs - scaled.warmUpMs).toBe(measuredMs);
          expect(Math.min(...lengths)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('leaves the shops as busy as they were, at any rate', () => {
    const scenario = scenarioFixture();
    const { peak } = planLoad(scenario);
    for (const rate of [1, 333, 25_000]) {
      const scaled = planLoad(scaledLoad(scenario, rate, 10_000)).peak;
      expect(scaled.ratePerSecond).toBeCloseTo(rate, 9);
      expect(scaled.eventsPerProductDay).toBeCloseTo(peak.eventsPerProductDay, 9);
    }
  });

  it('plays the same story at every constant rate, only faster', () => {
    const slow = storyOf(scaledLoad(scenarioFixture(), 500, 2000));
    const fast = storyOf(scaledLoad(scenarioFixture(), 4000, 2000));
    expect(slow.length).toBeGreaterThan(1500);
    expect(fast.slice(0, slow.length)).toEqual(slow);
  });

  it('stays within a century of business time', () => {
    const scaled = scaledLoad(scenarioFixture({ clock: { startMs: 0, speed: 1e6 } }), 1e6, 10_000);
    expect(scaled.load.durationMs * scaled.clock.speed).toBeCloseTo(100 * 365 * 86_400_000, 0);
  });

  it('can be simulated at rates that are no whole numbers', () => {
    const scaled = scaledLoad(scenarioFixture(), 31.3, 5000);
    expect(rateCurveOf(scaled).total).toBeCloseTo(31.3 * 7, 6);
    const { digest } = simulate(buildWorld(scaled));
    expect(simulate(buildWorld(scaled)).digest).toBe(digest);
  });
});

/** The arrivals of the world, without their instants. */
function storyOf(scenario: Scenario): string[] {
  const timeline = new Timeline(buildWorld(scenario));
  const story: string[] = [];
  for (let event = timeline.next(); event !== undefined; event = timeline.next()) {
    story.push(`${event.productIndex} ${event.productSeq} ${event.type} ${event.quantityUnits}`);
  }
  return story;
}
