import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Throttle } from './throttle.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Takes turns until it may no longer; @returns how many so far. */
function turns(throttle: Throttle, goesOn: () => boolean = () => true) {
  let taken = 0;
  const done = (async () => {
    while (goesOn() && throttle.isOn) {
      await throttle.turn(goesOn);
      if (goesOn() && throttle.isOn) taken += 1;
    }
  })();
  return { taken: () => taken, done };
}

describe('Throttle', () => {
  it.each([2, 50, 4000])('lets %i records pass in a second', async (eventsPerSecond) => {
    const throttle = new Throttle();
    throttle.set(eventsPerSecond);
    const { taken, done } = turns(throttle);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(taken()).toBeGreaterThan(9 * eventsPerSecond);
    // What was saved up at the start, and the first.
    expect(taken()).toBeLessThanOrEqual(10 * eventsPerSecond + 0.02 * eventsPerSecond + 1);
    throttle.set(null);
    await vi.advanceTimersByTimeAsync(100);
    await done;
  });

  it('is over as soon as it is lifted, or nothing may be read any more', async () => {
    for (const end of ['lifted', 'lost'] as const) {
      const throttle = new Throttle();
      let mine = true;
      throttle.set(0.1);
      await throttle.turn(() => mine);
      let waited = false;
      const turn = throttle
        .turn(() => mine)
        .then(() => {
          waited = true;
        });
      await vi.advanceTimersByTimeAsync(5000);
      expect(waited).toBe(false);
      if (end === 'lifted') throttle.set(null);
      else mine = false;
      await vi.advanceTimersByTimeAsync(100);
      await turn;
      expect(waited).toBe(true);
    }
  });
});
