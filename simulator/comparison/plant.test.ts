import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamstockError } from '../../pipeline/errors.ts';
import { PLANT_VARIABLE, parsePlant, plantIn, plantText } from './plant.ts';
import { plantedRun } from './planted-run.ts';

describe('a plant', () => {
  it('is read part by part, in any order', () => {
    const whole = { cpuShare: 0.1, stall: { forMs: 25, everyMs: 1000 }, loseEvery: 1000 };
    expect(parsePlant('cpu:0.10')).toEqual({ cpuShare: 0.1 });
    expect(parsePlant('stall:25ms/1s')).toEqual({ stall: whole.stall });
    expect(parsePlant('lose:1/1000')).toEqual({ loseEvery: 1000 });
    const parts = ['cpu:0.10', 'stall:25ms/1s', 'lose:1/1000'];
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: 3 }), (shuffled) => {
        expect(parsePlant(shuffled.join(', '))).toEqual(whole);
      }),
    );
  });

  it('is absent when the variable is, or is empty', () => {
    expect(plantIn({})).toBeUndefined();
    expect(plantIn({ [PLANT_VARIABLE]: '' })).toBeUndefined();
    expect(plantIn({ [PLANT_VARIABLE]: 'cpu:1' })).toEqual({ cpuShare: 1 });
  });

  it.each([
    ['cpu', 'cpu needs a share'],
    ['cpu:0', 'cpu needs a share'],
    ['cpu:-0.1', 'cpu needs a share'],
    ['cpu:10.1', 'cpu needs a share'],
    ['cpu:1e-1', 'cpu needs a share'],
    ['cpu:0.1,cpu:0.2', 'cpu stands there twice'],
    ['stall:25ms', 'stall needs two durations'],
    ['stall:0ms/1s', 'stall needs two durations'],
    ['stall:1s/1s', 'stall needs two durations'],
    ['stall:25/1000', 'stall needs two durations'],
    ['lose:1000', 'lose needs one in so many'],
    ['lose:2/1000', 'lose needs one in so many'],
    ['lose:1/0', 'lose needs one in so many'],
    ['slow:1', '"slow:1" is none'],
    ['toString:1', '"toString:1" is none'],
    ['cpu:0.1,', '"" is none'],
    ['\u001b[31m', '"\\u001b[31m" is none'],
  ])('refuses %j and says why', (text, why) => {
    const error = thrownBy(() => parsePlant(text));
    expect(error.code).toBe('USAGE');
    expect(error.message).toContain(PLANT_VARIABLE);
    expect(error.message).toContain(why);
    expect(error.hint).toContain('cpu:0.10');
  });

  it('says that the run is not a real one, and what is wrong with it', () => {
    expect(plantText(parsePlant('cpu:0.10,stall:25ms/1s,lose:1/1000'))).toBe(
      'not a real run: by STREAMSTOCK_TEST_PLANT each consumer thread burns 10 % more CPU time than its work takes, and stands still for 25 ms every 1000 ms, and loses one in 1000 events',
    );
  });
});

describe('a run', () => {
  const own = { kind: 'own' } as const;
  const environment = { [PLANT_VARIABLE]: 'lose:1/10' };

  it('has no plant, and nothing to say of one, unless the variable is set', () => {
    expect(plantedRun(own, {})).toEqual({ pipeline: own, notes: [] });
  });

  it('has the plant in its own consumer threads, and says so', () => {
    const { pipeline, notes } = plantedRun(own, environment);
    expect(pipeline).toEqual({ kind: 'own', plant: { loseEvery: 10 } });
    expect(notes).toEqual([plantText({ loseEvery: 10 })]);
  });

  it.each([
    { kind: 'own', processes: 2 },
    { kind: 'external', group: 'theirs', groupWaitMs: 1, drainMs: 1 },
  ] as const)('refuses a plant where consumers are not its own threads: %j', (pipeline) => {
    expect(thrownBy(() => plantedRun(pipeline, environment)).code).toBe('USAGE');
  });
});

function thrownBy(action: () => unknown): StreamstockError {
  try {
    action();
  } catch (error) {
    if (error instanceof StreamstockError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
