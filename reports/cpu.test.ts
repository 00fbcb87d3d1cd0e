import { describe, expect, it } from 'vitest';
import { processCpuUs, threadCpuUs } from './cpu.ts';

describe('threadCpuUs', () => {
  it.runIf(process.platform === 'linux')('grows with the work of this thread', () => {
    const before = threadCpuUs();
    burn(processCpuUs() + 20_000);
    expect(threadCpuUs()).toBeGreaterThan(before ?? Number.POSITIVE_INFINITY);
  });

  it('is no more than the whole process used', () => {
    expect(threadCpuUs() ?? 0).toBeLessThanOrEqual(processCpuUs() + 10_000);
  });
});

function burn(untilProcessCpuUs: number): void {
  while (processCpuUs() < untilProcessCpuUs);
}
