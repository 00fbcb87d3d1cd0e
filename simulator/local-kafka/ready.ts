/** When a cluster can be used: every broker answers a client, knows all others, and there is a controller. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createKafka } from '../../pipeline/kafka/client.ts';
import { throwIfInterrupted } from './failure.ts';

export interface ClusterAnswer {
  readonly clusterId: string;
  readonly brokers: number;
}

const PROBE_TIMEOUT_MS = 3000;
const LOOK_AGAIN_MS = 250;

export interface ReadyWanted {
  /** `host:port` of every broker. */
  readonly addresses: readonly string[];
  readonly clusterId: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Asked between attempts: why it is in vain to wait on; undefined while it is not. */
  readonly hopeless: () => string | undefined;
}

/** @returns undefined when the cluster is ready, otherwise why it is not */
export async function waitUntilReady(wanted: ReadyWanted): Promise<string | undefined> {
  const deadlineMs = performance.now() + wanted.timeoutMs;
  for (;;) {
    throwIfInterrupted(wanted.signal);
    const states = await Promise.all(wanted.addresses.map((address) => stateOf(address, wanted)));
    const notReady = states.filter((state) => state !== undefined);
    if (notReady.length === 0) return undefined;
    const reason = wanted.hopeless();
    if (reason !== undefined) return reason;
    if (performance.now() > deadlineMs) {
      return `not ready after ${Math.round(wanted.timeoutMs / 1000)} s: ${notReady.join('; ')}`;
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

/** What one broker says of its cluster; undefined when it does not answer. */
export async function askBroker(address: string): Promise<ClusterAnswer | undefined> {
  const admin = createKafka({
    brokers: [address],
    kind: 'embedded',
    clientId: 'streamstock-ready',
    probeTimeoutMs: PROBE_TIMEOUT_MS,
  }).admin();
  try {
    await admin.connect();
    const { clusterId, brokers, controller } = await admin.describeCluster();
    return controller === null ? undefined : { clusterId, brokers: brokers.length };
  } catch {
    return undefined;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

async function stateOf(
  address: string,
  { addresses, clusterId }: ReadyWanted,
): Promise<string | undefined> {
  const answer = await askBroker(address);
  if (answer === undefined) return `${address} does not answer`;
  if (answer.clusterId !== clusterId) return `${address} belongs to cluster ${answer.clusterId}`;
  if (answer.brokers < addresses.length) {
    return `${address} knows ${answer.brokers} of ${addresses.length} brokers`;
  }
  return undefined;
}
