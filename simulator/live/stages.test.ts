import { describe, expect, it } from 'vitest';
import { resolveScenario } from '../commands/resolve.ts';
import { constantLoad, scenarioFixture } from '../scenario/scenario.fixture.ts';
import { plannedRatePerSecond, stageOf, stageText } from './stages.ts';

const demo = resolveScenario('demo', {}, {}).scenario;

describe('a stage', () => {
  it('without a lesson is the scenario at its own rate, with one worker, which begins at once', () => {
    const base = scenarioFixture({ load: constantLoad(250, 10_000) });
    const stage = stageOf(base, null, {});
    expect(stage).toMatchObject({ lesson: null, ratePerSecond: 250, isPaused: false });
    expect(stage.scenario).toEqual({ ...base, producers: { ...base.producers, workers: 1 } });
  });

  it('keeps seed and world of the scenario whatever the lesson', () => {
    const { scenario } = stageOf(demo, 'rebalance', {});
    expect([scenario.seed, scenario.clock, scenario.catalogue]).toEqual([
      demo.seed,
      demo.clock,
      demo.catalogue,
    ]);
    expect(scenario.pipeline).toMatchObject({ partitions: 6, consumers: 3, ordering: 'sequence' });
    expect(scenario.thresholds).toEqual([]);
  });

  it('has the sequencer on or off as somebody wants it', () => {
    expect(stageOf(demo, null, { sequencer: 'off' }).scenario.pipeline.ordering).toBe('arrival');
    expect(stageOf(demo, null, { sequencer: 'on' }).scenario.pipeline.ordering).toBe('sequence');
  });

  it('is ended by no threshold', () => {
    const [threshold] = demo.thresholds;
    if (threshold === undefined) throw new Error('the demonstration has thresholds');
    const base = { ...demo, thresholds: [{ ...threshold, abortOnFail: true }] };
    expect(stageOf(base, null, {}).scenario.thresholds).toEqual([threshold]);
  });

  it('of no lesson there is cannot be set', () => {
    expect(() => stageOf(demo, 'juggling', {})).toThrow('juggling');
  });

  it('is told in a sentence', () => {
    expect(stageText({ ratePerSecond: 1, isPaused: true, partitions: 3, consumers: 1 })).toBe(
      '3 partitions a topic, 1 consumer, 1 event a second, paused',
    );
  });
});

describe('the rate that a stage begins with', () => {
  it("is the plan's first one, or its average where it begins with a break", () => {
    expect(plannedRatePerSecond(demo)).toBe(8);
    const first = { durationMs: 1_000, startRate: 0, endRate: 0, timeUnitMs: 1_000 };
    const second = { ...first, startRate: 20, endRate: 20 };
    const load = { ...constantLoad(1, 2_000), stages: [first, second] };
    expect(plannedRatePerSecond(scenarioFixture({ load }))).toBe(10);
  });
});
