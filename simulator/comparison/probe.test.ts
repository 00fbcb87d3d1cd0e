import { describe, expect, it } from 'vitest';
import { probeMachine } from './probe.ts';
import { machineNoiseText, type Piece, summariseProbe } from './probe-summary.ts';

const piece = (changes: Partial<Piece> = {}): Piece => ({
  ...{ cpuUs: 2000, wallUs: 2000, timerLateMs: 0.1 },
  ...changes,
});

describe('summariseProbe', () => {
  it('takes the speed from all pieces together, slow ones too', () => {
    const pieces = [piece(), piece(), piece(), piece({ cpuUs: 4000, wallUs: 4000 })];
    expect(summariseProbe(pieces).speedPerSecond).toBe(400);
  });

  it('measures the spread as median absolute deviation', () => {
    const pieces = [1000, 1100, 1200, 1300, 9000].map((cpuUs) => piece({ cpuUs }));
    expect(summariseProbe(pieces).speedSpread).toBeCloseTo(100 / 1200);
  });

  it('calls wall time without CPU time stolen, and never less than nothing', () => {
    expect(summariseProbe([piece(), piece({ wallUs: 6000 })]).stolenShare).toBe(0.5);
    expect(summariseProbe([piece({ cpuUs: 3000 })]).stolenShare).toBe(0);
  });

  it('names the late timer that only one in a hundred exceeds', () => {
    const pieces = Array.from({ length: 200 }, (_, index) => piece({ timerLateMs: index }));
    expect(summariseProbe(pieces).timerLateP99Ms).toBe(197);
  });
});

describe('machineNoiseText', () => {
  it('calls a steady machine quiet, and any other noisy', () => {
    const quiet = summariseProbe([piece(), piece()]);
    expect(machineNoiseText(quiet)).toMatch(/^quiet: .*varies by 0\.0 %/);
    for (const noise of [{ speedSpread: 0.04 }, { stolenShare: 0.03 }, { timerLateP99Ms: 3 }]) {
      expect(machineNoiseText({ ...quiet, ...noise })).toMatch(/^noisy: /);
    }
  });
});

describe('probeMachine', () => {
  it('tells of this machine what a comparison needs', async () => {
    const probe = await probeMachine(50);
    expect(probe.probeVersion).toBe(1);
    expect(probe.speedPerSecond).toBeGreaterThan(0);
    expect(probe.stolenShare).toBeLessThan(1);
    for (const value of Object.values(probe)) expect(value).toBeGreaterThanOrEqual(0);
  });
});
