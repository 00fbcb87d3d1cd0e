import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { anchorClock, clockFrom } from './clock.ts';

it('reads whole epoch microseconds and never goes back', () => {
  const now = clockFrom(anchorClock());
  let before = now();
  expect(Math.abs(before / 1000 - Date.now())).toBeLessThan(60_000);
  for (let reading = 0; reading < 10_000; reading += 1) {
    const next = now();
    expect(Number.isInteger(next) && next >= before).toBe(true);
    before = next;
  }
});

it('is one clock for every thread: what another thread read lies between two readings of this one', async () => {
  const anchor = anchorClock();
  const now = clockFrom(anchor);
  const url = new URL('./clock.ts', import.meta.url).href;
  const worker = new Worker(
    `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(url)}); })
      .then(({ clockFrom }) => {
        const { parentPort, workerData } = require('node:worker_threads');
        const now = clockFrom(workerData);
        parentPort.on('message', () => parentPort.postMessage(now()));
      });`,
    { eval: true, workerData: anchor },
  );
  try {
    for (let round = 0; round < 20; round += 1) {
      const before = now();
      const there = await new Promise<number>((resolve) => {
        worker.once('message', resolve);
        worker.postMessage('read');
      });
      // The offset of a thread's clock is measured between two readings: a few microseconds of doubt.
      expect(there).toBeGreaterThanOrEqual(before - 100);
      expect(there).toBeLessThanOrEqual(now() + 100);
    }
  } finally {
    await worker.terminate();
  }
});
