import { describe, expect, it } from 'vitest';
import { scenarioFixture } from '../../scenario/scenario.fixture.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type RunBooks, runInfo } from './run-books.ts';

function infoOf(parts: Partial<Scenario>) {
  const scenario = scenarioFixture(parts);
  const run = { runId: 'r', scenario: scenario.name, seed: scenario.seed, isInteractive: true };
  const world = { startMs: 5, endMs: 9 };
  return runInfo({ begins: { run, scenario }, world } as Pick<RunBooks, 'begins' | 'world'>);
}

describe('runInfo', () => {
  it('is what the API tells of a run', () => {
    expect(infoOf({})).toEqual({
      ...{ runId: 'r', scenario: 'fixture', seed: '1', startMs: 5, endMs: 9, isInteractive: true },
      leadTimeDays: 3,
    });
  });

  it('knows no lead time where restocks come by themselves, and none where they come at once', () => {
    expect(infoOf({ replenishment: { mode: 'open' } }).leadTimeDays).toBeUndefined();
    const realism = { ...scenarioFixture().realism, depletion: false };
    expect(infoOf({ realism }).leadTimeDays).toBe(0);
  });
});
