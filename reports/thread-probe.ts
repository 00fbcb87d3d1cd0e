/** How a thread of the harness fares: CPU, event loop, garbage collection, heap. */
import { type EventLoopUtilization, PerformanceObserver, performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { threadCpuUs } from './cpu.ts';
import { LoopDelay } from './loop-delay.ts';

/** Since the sample before; structured-cloneable. */
export interface ThreadSample {
  readonly wallMs: number;
  /** null where the platform does not tell. */
  readonly cpuUs: number | null;
  /** Share of time in which the event loop was busy. */
  readonly busyShare: number;
  /** Longest time for which the event loop did not turn. */
  readonly loopDelayMaxMs: number;
  /** Of the whole time since the probe began. */
  readonly loopDelayP99Ms: number;
  readonly gcMs: number;
  readonly gcCount: number;
  readonly heapBytes: number;
}

/** One per thread; `initHistograms` must have been awaited. It does not keep the thread alive. */
export class ThreadProbe {
  readonly #delay = new LoopDelay();
  readonly #gcObserver: PerformanceObserver;
  #gcMs = 0;
  #gcCount = 0;
  #atMs = performance.now();
  #cpuUs = threadCpuUs();
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();

  constructor() {
    this.#gcObserver = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        this.#gcMs += duration;
        this.#gcCount += 1;
      }
    });
    this.#gcObserver.observe({ entryTypes: ['gc'] });
  }

  /** What happened since the last call, or since the probe was made. */
  sample(): ThreadSample {
    const atMs = performance.now();
    const cpuUs = threadCpuUs();
    const utilization = performance.eventLoopUtilization();
    const sample: ThreadSample = {
      wallMs: atMs - this.#atMs,
      cpuUs: cpuUs === undefined || this.#cpuUs === undefined ? null : cpuUs - this.#cpuUs,
      busyShare: performance.eventLoopUtilization(utilization, this.#utilization).utilization,
      loopDelayMaxMs: this.#delay.takeMaxMs(),
      loopDelayP99Ms: this.#delay.p99Ms,
      gcMs: this.#gcMs,
      gcCount: this.#gcCount,
      heapBytes: getHeapStatistics().used_heap_size,
    };
    this.#gcMs = 0;
    this.#gcCount = 0;
    this.#atMs = atMs;
    this.#cpuUs = cpuUs;
    this.#utilization = utilization;
    return sample;
  }

  stop(): void {
    this.#delay.stop();
    this.#gcObserver.disconnect();
  }
}
