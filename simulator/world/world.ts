/** The world of a scenario before its first event: the same in every thread that builds it. */
import type { DemandHistory } from '../../pipeline/product.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { buildCatalogue, type StockedCatalogue } from './catalogue.ts';
import { buildHistory } from './history.ts';

export interface World {
  readonly scenario: Scenario;
  readonly catalogue: StockedCatalogue;
  readonly history: DemandHistory;
  readonly startMs: number;
  /** Virtual instant at which the last stage of the load ends. */
  readonly endMs: number;
}

export function buildWorld(scenario: Scenario): World {
  const catalogue = buildCatalogue(scenario);
  const startMs = scenario.clock.startMs;
  return {
    scenario,
    catalogue,
    history: buildHistory(scenario, catalogue),
    startMs,
    endMs: virtualMsAt(scenario, scenario.load.durationMs * 1000),
  };
}

/** Virtual time = start + speed × due wall offset, in whole milliseconds. */
export function virtualMsAt(scenario: Scenario, dueOffsetUs: number): number {
  return scenario.clock.startMs + Math.floor((scenario.clock.speed * dueOffsetUs) / 1000);
}

/** The first whole microsecond of wall offset at which the virtual instant is reached. */
export function dueOffsetUsAt(scenario: Scenario, virtualMs: number): number {
  return Math.ceil(((virtualMs - scenario.clock.startMs) * 1000) / scenario.clock.speed);
}
