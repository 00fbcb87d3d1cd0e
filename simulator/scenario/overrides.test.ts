import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamstockError } from '../../pipeline/errors.ts';
import { parseDurationMs } from './durations.ts';
import { parseScenario } from './load.ts';
import {
  applyOverrides,
  collectOverrides,
  type Environment,
  type OverrideTexts,
} from './overrides.ts';
import type { Scenario } from './scenario.ts';

const CONSTANT = `name: steady
seed: 1
load: { executor: constant-arrival-rate, rate: 100, duration: 20s, warmUp: 5s }
`;
const RAMP = `name: ramp
load:
  executor: ramping-arrival-rate
  warmUp: 3s
  stages:
    - { duration: 10s, target: 100 }
    - { duration: 0s, target: 500 }
    - { duration: 20s, target: 500 }
`;

function load(text: string, flags: OverrideTexts, environment: Environment = {}): Scenario {
  return parseScenario(text, 'x.yaml', { overrides: collectOverrides(flags, environment) });
}

function faultsOf(text: string, flags: OverrideTexts, environment: Environment = {}): string {
  try {
    load(text, flags, environment);
  } catch (error) {
    if (error instanceof StreamstockError) return error.message;
    throw error;
  }
  return 'no fault';
}

describe('overrides', () => {
  it('prefer flags to variables, and variables to the file', () => {
    const environment = {
      STREAMSTOCK_SEED: '8',
      STREAMSTOCK_WORKERS: '3',
      STREAMSTOCK_PARTITIONS: '',
    };
    const scenario = load(CONSTANT, { seed: '9' }, environment);
    expect(scenario.seed).toBe('9');
    expect(scenario.producers.workers).toBe(3);
    expect(scenario.pipeline.partitions).toBe(3);
    expect(load(CONSTANT, {}, environment).seed).toBe('8');
    expect(load(CONSTANT, {}).seed).toBe('1');
  });

  it('take seeds as text, so that numbers and texts are the same seed', () => {
    expect(load(CONSTANT, { seed: '7' }).seed).toBe(
      load(CONSTANT.replace('seed: 1', 'seed: 7'), {}).seed,
    );
    expect(load(CONSTANT, { seed: 'autumn' }).seed).toBe('autumn');
  });

  it('read the rate per minute that inventory demos are configured with, below our own variable', () => {
    const [stage] = load(CONSTANT, {}, { EVENTS_PER_MINUTE: '30' }).load.stages;
    expect(stage).toMatchObject({ startRate: 30, endRate: 30, timeUnitMs: 60_000 });
    const both = load(CONSTANT, {}, { EVENTS_PER_MINUTE: '30', STREAMSTOCK_RATE: '2000' });
    expect(both.load.stages[0]).toMatchObject({ endRate: 2000, timeUnitMs: 1000 });
    const flag = load(CONSTANT, { rate: '10/m' }, { EVENTS_PER_MINUTE: '30' });
    expect(flag.load.stages[0]).toMatchObject({ endRate: 10, timeUnitMs: 60_000 });
  });

  it('stretch a constant load with its warm-up', () => {
    const { load: stretched } = load(CONSTANT, { duration: '1m' });
    expect([stretched.durationMs, stretched.warmUpMs]).toEqual([60_000, 15_000]);
  });

  it('squeeze every stage of a ramp in proportion; jumps stay jumps', () => {
    const { load: squeezed } = load(RAMP, { duration: '3s' });
    expect(squeezed.stages.map((stage) => stage.durationMs)).toEqual([1000, 0, 2000]);
    expect(squeezed.warmUpMs).toBe(300);
  });

  it('give a ramp exactly the length asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        (lengthsMs, targetMs) => {
          fc.pre(lengthsMs.some((lengthMs) => lengthMs > 0));
          const stages = lengthsMs.map((lengthMs) => ({ duration: `${lengthMs}ms`, target: 1 }));
          const value = { load: { executor: 'ramping-arrival-rate', stages } };
          const overridden = applyOverrides(value, [
            { field: 'duration', text: `${targetMs}ms`, from: '--duration' },
          ]);
          const scaled = (overridden.value as typeof value).load.stages.map(
            ({ duration }) => parseDurationMs(duration) ?? Number.NaN,
          );
          expect(scaled.reduce((sum, lengthMs) => sum + lengthMs, 0)).toBe(targetMs);
          expect(scaled.every((lengthMs) => lengthMs >= 0)).toBe(true);
          expect(stages[0]?.duration).toBe(`${lengthsMs[0]}ms`);
        },
      ),
    );
  });

  it('are named by faults instead of a line of the file', () => {
    expect(faultsOf(CONSTANT, { workers: 'many' })).toBe(
      '--workers: must be a whole number from 1 to 64, is "many" (producers.workers)',
    );
    expect(faultsOf(CONSTANT, {}, { STREAMSTOCK_PARTITIONS: '0' })).toMatch(
      /^STREAMSTOCK_PARTITIONS: must be/,
    );
    expect(faultsOf(CONSTANT, { duration: 'long' })).toMatch(/^--duration: must be a duration/);
    expect(faultsOf(CONSTANT, { duration: '0s' })).toMatch(
      /^--duration: must be a duration above 0/,
    );
    expect(faultsOf(RAMP, { duration: '0s' })).toMatch(/^--duration: must be a duration above 0/);
    expect(faultsOf(CONSTANT, {}, { EVENTS_PER_MINUTE: 'ten' })).toMatch(
      /^EVENTS_PER_MINUTE: must be a rate/,
    );
    expect(faultsOf(RAMP, {}, { EVENTS_PER_MINUTE: '10' })).toMatch(
      /^EVENTS_PER_MINUTE: a rate can be set for/,
    );
    expect(faultsOf(CONSTANT, { rate: '90000000/1m' })).toMatch(
      /^--rate: must be at most 1,000,000 events a second/,
    );
    expect(faultsOf(RAMP, { duration: '99999d' })).toMatch(/^--duration: lasts .* years/);
    expect(faultsOf(CONSTANT, { seed: 'a b' })).toMatch(/^--seed: must be/);
  });

  it('leave faults of the file where they are', () => {
    expect(
      faultsOf(CONSTANT.replace('rate: 100', 'rate: lots'), { duration: '5s', seed: '3' }),
    ).toMatch(/^x\.yaml:3:48: must be/);
    expect(faultsOf('name: x\nload: soon\n', { duration: '5s' })).toMatch(
      /^x\.yaml:2:7: must be a mapping/,
    );
  });
});
