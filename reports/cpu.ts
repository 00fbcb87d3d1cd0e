/** CPU time of threads and of the process, where the platform tells it. */
import { readFileSync } from 'node:fs';

/**
 * CPU time the calling thread has used so far, in microseconds; undefined where the platform keeps it to
 * itself. Helper threads of the runtime (garbage collection, compilation) are not in it.
 */
export function threadCpuUs(): number | undefined {
  const usage = threadCpuUsage?.();
  if (usage !== undefined) return usage.user + usage.system;
  return schedstatCpuUs();
}

/** CPU of the calling thread since an earlier reading; undefined when either is not known. */
export function cpuSinceUs(earlierUs: number | undefined): number | undefined {
  const nowUs = threadCpuUs();
  return nowUs === undefined || earlierUs === undefined ? undefined : nowUs - earlierUs;
}

/** CPU time of all threads of the process, user and system, in microseconds. */
export function processCpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Since Node 23.9. */
const { threadCpuUsage } = process as typeof process & {
  threadCpuUsage?: () => { user: number; system: number };
};

/**
 * Linux: the first field of `schedstat` is time on the CPU in nanoseconds; a kernel without scheduler
 * statistics says 0.
 */
function schedstatCpuUs(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const onCpuNs = Number.parseInt(readFileSync('/proc/thread-self/schedstat', 'ascii'), 10);
    return onCpuNs > 0 ? Math.round(onCpuNs / 1000) : undefined;
  } catch {
    return undefined;
  }
}
