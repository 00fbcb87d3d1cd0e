import { describe, expect, it } from 'vitest';
import { flattened } from './configuration.ts';

describe('flattened', () => {
  it('names every setting by its path', () => {
    const settings = {
      name: 'spike',
      clock: { speed: 8000 },
      load: { stages: [{ target: 1 }, { target: 2 }], warmUp: null },
      mix: [1, 2],
      none: [],
      on: true,
    };
    expect(flattened(settings)).toEqual([
      ['name', 'spike'],
      ['clock.speed', '8000'],
      ['load.stages.0.target', '1'],
      ['load.stages.1.target', '2'],
      ['load.warmUp', 'null'],
      ['mix', '1, 2'],
      ['none', 'none'],
      ['on', 'true'],
    ]);
  });

  it('has nothing to say of nothing', () => {
    expect(flattened(null)).toEqual([]);
    expect(flattened(undefined)).toEqual([]);
    expect(flattened({})).toEqual([]);
  });
});
