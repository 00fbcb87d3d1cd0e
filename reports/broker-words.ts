/** Where a run's load went, in words. */
import { inWords } from './numbers.ts';
import type { BrokerUsed } from './record.ts';

/** `embedded broker at 127.0.0.1:9092`, `Apache Kafka at one:9092, cluster 4L6g3nSh, 3 brokers`. */
export function brokerText({ kind, address, clusterId, brokers }: BrokerUsed): string {
  if (kind === 'embedded') return `embedded broker at ${address}`;
  const cluster = clusterId === null ? 'a cluster without an id' : `cluster ${clusterId}`;
  return `Apache Kafka at ${address}, ${cluster}, ${inWords(brokers, 'broker')}`;
}
