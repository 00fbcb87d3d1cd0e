import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CpuBurn } from './plant-burn.ts';

describe('burning CPU time', () => {
  it('takes the share of what the thread itself used, however that is spread, and whoever takes the core', () => {
    const worked = fc.record({
      workUs: fc.integer({ min: 0, max: 50_000 }),
      idleUs: fc.integer({ min: 0, max: 50_000 }),
    });
    const runs = fc.record({
      share: fc.double({ min: 0.01, max: 2, noNaN: true }),
      stolenEvery: fc.integer({ min: 2, max: 10 }),
      parts: fc.array(worked, { minLength: 30, maxLength: 200 }),
    });
    fc.assert(
      fc.property(runs, ({ share, stolenEvery, parts }) => {
        const thread = new FakeThread(stolenEvery);
        const burn = new CpuBurn(share, thread);
        for (const { workUs, idleUs } of parts) {
          thread.work(workUs);
          thread.idle(idleUs);
          burn.burn();
        }
        // A last look that nothing is stolen from.
        thread.stolenEvery = Number.POSITIVE_INFINITY;
        thread.idle(20_000);
        burn.burn();
        expect(burn.burntUs).toBe(thread.usedUs - thread.workedUs);
        expect(Math.abs(burn.burntUs - share * thread.workedUs)).toBeLessThanOrEqual(
          2 * FakeThread.LOOK_US + 1,
        );
      }),
      { numRuns: 50 },
    );
  });

  it('looks at most once in 20 ms', () => {
    const thread = new FakeThread(Number.POSITIVE_INFINITY);
    const burn = new CpuBurn(0.5, thread);
    thread.work(19_000);
    burn.burn();
    expect(burn.burntUs).toBe(0);
    thread.work(2_000);
    burn.burn();
    expect(burn.burntUs).toBeGreaterThanOrEqual(10_000);
  });

  it('burns nothing where the platform does not tell CPU time', () => {
    let nowUs = 0;
    const clocks = { cpuUs: () => undefined, nowUs: () => (nowUs += 1_000_000) };
    const burn = new CpuBurn(0.5, clocks);
    burn.burn();
    expect(burn.burntUs).toBe(0);
  });
});

/** Who spins uses CPU time from one look at the clock to the next; now and then somebody else has the core meanwhile. */
class FakeThread {
  static readonly LOOK_US = 10;
  workedUs = 0;
  usedUs = 0;
  stolenEvery: number;
  #nowUs = 0;
  #looks = 0;
  #cpuReadings = 0;

  constructor(stolenEvery: number) {
    this.stolenEvery = stolenEvery;
  }

  readonly cpuUs = (): number => {
    this.#cpuReadings += 1;
    return this.usedUs;
  };

  readonly nowUs = (): number => {
    this.#looks += 1;
    this.#nowUs += FakeThread.LOOK_US;
    if (this.#spinning && this.#looks % this.stolenEvery !== 0) this.usedUs += FakeThread.LOOK_US;
    return this.#nowUs;
  };

  work(us: number): void {
    this.workedUs += us;
    this.usedUs += us;
    this.#nowUs += us;
  }

  idle(us: number): void {
    this.#nowUs += us;
  }

  /** After the reading at the start, what is burnt lies between two readings. */
  get #spinning(): boolean {
    return this.#cpuReadings > 0 && this.#cpuReadings % 2 === 0;
  }
}
