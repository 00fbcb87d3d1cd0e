/** What the page costs, shown on the page: the CPU of this thread beside that of the run's threads. */
import { cpuSinceUs, threadCpuUs } from '../../../reports/cpu.ts';
import type { LivePoint } from '../../../reports/live/frames.ts';

export const OWN_CPU_GROUP = 'live page';

export class OwnCpu {
  #atMs = performance.now();
  #cpuUs = threadCpuUs();

  /** Since it was last asked. */
  addedTo(point: LivePoint): LivePoint {
    const atMs = performance.now();
    const usedUs = cpuSinceUs(this.#cpuUs);
    const overMs = atMs - this.#atMs;
    this.#atMs = atMs;
    this.#cpuUs = threadCpuUs();
    if (usedUs === undefined || point.cpu === null || overMs <= 0) return point;
    return { ...point, cpu: { ...point.cpu, [OWN_CPU_GROUP]: usedUs / 1000 / overMs } };
  }
}
