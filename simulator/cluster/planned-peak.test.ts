import { describe, expect, it } from 'vitest';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import type { Load } from '../scenario/scenario.ts';
import { Timeline } from '../world/timeline.ts';
import { buildWorld } from '../world/world.ts';
import { plannedPeak } from './planned-peak.ts';

describe('plannedPeak', () => {
  it('counts what is due in the busiest second, deliveries included', async () => {
    const scenario = scenarioFixture({
      clock: { startMs: Date.UTC(2026, 0, 5), speed: 100_000 },
      load: constantLoad(200, 5_000),
    });
    const seconds = new Map<number, number>();
    const timeline = new Timeline(buildWorld(scenario));
    for (let event = timeline.next(); event !== undefined; event = timeline.next()) {
      const second = Math.floor(event.dueOffsetUs / 1e6);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
    const peak = await plannedPeak(scenario);
    expect(peak.perSecond).toBe(Math.max(...seconds.values()));
    expect(peak.perSecond).toBeGreaterThan(200);
    expect(peak.sentence).toMatch(
      /^The scenario fixture sends up to [0-9]+ events\/s \(deliveries included, in second [1-5] of the plan\)$/,
    );
  });

  it('is never below the highest point of the rate curve, however short that lasts', async () => {
    const stage = { durationMs: 1_000, startRate: 0, endRate: 400, timeUnitMs: 1_000 };
    const load: Load = {
      executor: 'ramping-arrival-rate',
      stages: [stage],
      durationMs: 1_000,
      warmUpMs: 0,
    };
    const peak = await plannedPeak(scenarioFixture({ load }));
    expect(peak).toEqual({
      perSecond: 400,
      sentence: 'The scenario fixture sends up to 400 events/s',
    });
  });
});
