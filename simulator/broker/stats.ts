import { readFileSync } from 'node:fs';
import type { BrokerState } from './state.ts';

export interface PartitionStats {
  readonly topic: string;
  readonly partition: number;
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly heldBytes: number;
}

export interface BrokerStats {
  /** CPU time of the broker's thread since its start, microseconds; undefined where the platform hides it. */
  readonly cpuUs: number | undefined;
  /** Memory occupied by the logs. */
  readonly heldBytes: number;
  /** Produce requests that wait for memory. */
  readonly heldRequests: number;
  readonly connections: number;
  readonly partitions: readonly PartitionStats[];
}

export function statsOf(broker: BrokerState, connections: number): BrokerStats {
  return {
    cpuUs: threadCpuUs(),
    heldBytes: broker.memory.heldBytes,
    heldRequests: broker.memory.heldRequests,
    connections,
    partitions: [...broker.topics.logs()].map((log) => ({
      topic: log.topic,
      partition: log.partition,
      logStartOffset: log.logStartOffset,
      highWatermark: log.highWatermark,
      heldBytes: log.heldBytes,
    })),
  };
}

/** Linux: the first field is nanoseconds on a CPU. */
function threadCpuUs(): number | undefined {
  try {
    const [nanoseconds] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
    const cpuUs = Math.round(Number(nanoseconds) / 1000);
    return Number.isFinite(cpuUs) ? cpuUs : undefined;
  } catch {
    return undefined;
  }
}
