import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CpuBurn } from './plant-burn.ts';

describe('burning CPU time', () => {
  it('takes the share of what the thread itself used, however that is spread', () => {
    const worked = fc.record({
      workUs: fc.integer({ min: 0, max: 50_000 }),
      idleUs: fc.integer({ min: 0, max: 50_000 }),
    });
    const runs = fc.record({
      share: fc.double({ min: 0.01, max: 2, noNaN: true }),
      parts: fc.array(worked, { minLength: 30, maxLength: 200 }),
    });
    fc.assert(
      fc.property(runs, ({ share, parts }) => {
        const thread = new FakeThread();
        const burn = new CpuBurn(share, thread);
        for (const { workUs, idleUs } of parts) {
          thread.work(workUs);
          thread.idle(idleUs);
          burn.burn();
        }
        thread.idle(20_000);
        burn.burn();
        const burntUs = thread.usedUs - thread.workedUs;
        // To look at the clock takes time as well.
        const lookedUs = 4 * FakeThread.LOOK_US * (parts.length + 1);
        expect(Math.abs(burn.burntUs - burntUs)).toBeLessThanOrEqual(lookedUs);
        expect(Math.abs(burntUs - share * thread.workedUs)).toBeLessThanOrEqual(lookedUs);
      }),
      { numRuns: 50 },
    );
  });

  it('looks at most once in 20 ms', () => {
    const thread = new FakeThread();
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

/** Who spins uses CPU time from one look at the clock to the next. */
class FakeThread {
  static readonly LOOK_US = 1;
  workedUs = 0;
  usedUs = 0;
  #nowUs = 0;
  #isSpinning = false;

  readonly cpuUs = (): number => {
    // What follows, until the thread works or rests again, is the burning.
    this.#isSpinning = true;
    return this.usedUs;
  };

  readonly nowUs = (): number => {
    this.#nowUs += FakeThread.LOOK_US;
    if (this.#isSpinning) this.usedUs += FakeThread.LOOK_US;
    return this.#nowUs;
  };

  work(us: number): void {
    this.#isSpinning = false;
    this.workedUs += us;
    this.usedUs += us;
    this.#nowUs += us;
  }

  idle(us: number): void {
    this.#isSpinning = false;
    this.#nowUs += us;
  }
}
