/** A connection to a cluster below the level of kafkajs's admin client: single requests to single brokers. */
import type { Cluster, PartitionAssigner } from 'kafkajs';
import { createKafka, type KafkaOptions } from './client.ts';

/** A broker as the cluster tells clients to reach it. */
export interface AdvertisedBroker {
  readonly nodeId: number;
  readonly host: string;
  readonly port: number;
}

/** What the broker that answered first says of its cluster. */
export interface ClusterFacts {
  /** null when it does not tell. */
  readonly clusterId: string | null;
  /** Those that are alive. */
  readonly brokers: readonly AdvertisedBroker[];
}

/**
 * kafkajs hands its cluster, through which single requests can be sent, to assigners only.
 * @returns not connected yet; it never creates a topic by asking for it
 */
export function clusterOf(options: KafkaOptions, groupId = 'none'): Cluster {
  let found: Cluster | undefined;
  const spy: PartitionAssigner = ({ cluster }) => {
    found = cluster;
    return {
      name: 'none',
      version: 0,
      assign: async () => [],
      protocol: () => ({ name: 'none', metadata: Buffer.alloc(0) }),
    };
  };
  createKafka(options).consumer({
    groupId,
    partitionAssigners: [spy],
    allowAutoTopicCreation: false,
  });
  if (found === undefined) throw new Error('kafkajs no longer hands its cluster to assigners');
  return found;
}

/**
 * Asks only a broker at the addresses given. kafkajs's `describeCluster` goes on to an address that the answer names, and
 * logs in there, before anybody could look at it.
 */
export async function askBootstrap(options: KafkaOptions): Promise<ClusterFacts> {
  const cluster = clusterOf(options);
  try {
    await cluster.connect();
    await cluster.refreshMetadata();
    const { metadata } = (cluster as unknown as { brokerPool: { metadata: BootstrapAnswer } })
      .brokerPool;
    const { clusterId, brokers } = metadata;
    return {
      clusterId: clusterId === undefined || clusterId === '' ? null : clusterId,
      brokers: brokers
        .map(({ nodeId, host, port }) => ({ nodeId, host, port }))
        .sort((a, b) => a.nodeId - b.nodeId),
    };
  } finally {
    await cluster.disconnect().catch(() => undefined);
  }
}

interface BootstrapAnswer {
  readonly clusterId?: string | null;
  readonly brokers: readonly AdvertisedBroker[];
}
