/** How the project's own Apache Kafka fares. */

import type { Variables } from './java.ts';
import { askBroker } from './ready.ts';
import {
  addressOf,
  type ClusterSize,
  clusterFolder,
  localKafkaHome,
  runningCluster,
  runningNodes,
} from './state.ts';

export type LocalKafkaStatus =
  | { readonly state: 'stopped' }
  | {
      /** `partial`: not all brokers run, or not all answer. */
      readonly state: 'running' | 'partial';
      readonly brokers: ClusterSize;
      readonly folder: string;
      readonly nodes: readonly NodeStatus[];
    };

export interface NodeStatus {
  readonly id: number;
  readonly address: string;
  /** null: it does not run. */
  readonly pid: number | null;
  /** The cluster's id as the broker itself tells it; null: no answer. */
  readonly clusterId: string | null;
}

export async function localKafkaStatus(environment: Variables): Promise<LocalKafkaStatus> {
  const home = localKafkaHome(environment);
  const cluster = runningCluster(home);
  if (cluster === undefined) return { state: 'stopped' };
  const running = runningNodes(home, cluster);
  const nodes = await Promise.all(
    cluster.nodes.map(async (node): Promise<NodeStatus> => {
      const { id } = node;
      const address = addressOf(node);
      if (!running.includes(node)) return { id, address, pid: null, clusterId: null };
      const answer = await askBroker(address);
      return { id, address, pid: node.pid, clusterId: answer?.clusterId ?? null };
    }),
  );
  return {
    state: nodes.every(({ clusterId }) => clusterId !== null) ? 'running' : 'partial',
    brokers: cluster.brokers,
    folder: clusterFolder(home, cluster.brokers),
    nodes,
  };
}
