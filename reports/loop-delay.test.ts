import { beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from './histogram.ts';
import { LoopDelay } from './loop-delay.ts';
import { ThreadProbe } from './thread-probe.ts';

beforeAll(initHistograms);

function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 30));
}

describe('LoopDelay', () => {
  it('sees that the loop stood still, once', async () => {
    const delay = new LoopDelay();
    await turn();
    delay.takeMaxMs();
    standStill(150);
    // Asked before the timer had its turn: what came to pass counts here, and not a second time.
    expect(delay.takeMaxMs()).toBeGreaterThanOrEqual(120);
    expect(delay.takeMaxMs()).toBe(0);
    delay.stop();
    expect(delay.p99Ms).toBeGreaterThanOrEqual(120);
  });

  it('counts what is beyond the time between two looks', () => {
    let nowMs = 0;
    const delay = new LoopDelay(() => nowMs);
    nowMs = 20;
    expect(delay.takeMaxMs()).toBe(0);
    nowMs = 75;
    expect(delay.takeMaxMs()).toBe(35);
    delay.stop();
  });
});

describe('ThreadProbe', () => {
  it('tells what happened since it was last asked', async () => {
    const probe = new ThreadProbe();
    probe.sample();
    const garbage: unknown[] = [];
    for (let round = 0; round < 300_000; round += 1) garbage.push({ round });
    standStill(60);
    await turn();
    const sample = probe.sample();
    expect(sample.wallMs).toBeGreaterThanOrEqual(60);
    expect(sample.loopDelayMaxMs).toBeGreaterThan(30);
    expect(sample.busyShare).toBeGreaterThan(0);
    expect(sample.heapBytes).toBeGreaterThan(1_000_000);
    const after = probe.sample();
    expect(after.wallMs).toBeLessThan(sample.wallMs);
    expect(after.gcCount).toBe(0);
    expect(garbage).toHaveLength(300_000);
    probe.stop();
  });
});
