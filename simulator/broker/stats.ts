import { threadCpuUs } from '../../reports/cpu.ts';
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
