/** Runs on a real cluster to which things happen while the load goes on. */
import { expect } from 'vitest';
import { createKafka } from '../../pipeline/kafka/client.ts';
import type { BenchResult, Workshop } from './command.fixture.ts';
import type { ApacheKafka } from './kafka-jars.fixture.ts';

/**
 * A flash sale in the middle of an ordinary day; nothing is demanded of latencies, since a broker that dies takes some ten
 * seconds to be replaced.
 */
export const UNDER_FIRE = `
load:
  executor: ramping-arrival-rate
  startRate: 400
  stages:
    - { duration: 4s, target: 400 }
    - { duration: 0s, target: 2500 }
    - { duration: 3s, target: 2500 }
    - { duration: 0s, target: 400 }
    - { duration: 9s, target: 400 }
clock: { speed: 30000 }
catalogue: { products: 500, warehouses: 4, popularity: { law: zipf, exponent: 1 } }
replenishment: { mode: closed, leadTime: [4h, 12h] }
poison: 2000
producers: { workers: 2 }
pipeline: { partitions: 6, consumers: 2 }
`;

/** When the flash sale begins, as `happening` counts. */
export const IN_THE_SALE_MS = 4500;

/** Runs a scenario, and lets something happen so long after its load began. */
export async function benchUnderFire(
  workshop: Workshop,
  { address, clusterId }: ApacheKafka,
  words: readonly string[],
  afterMs: number,
  happening: (runId: string) => Promise<void>,
): Promise<BenchResult> {
  const running = workshop.startBench([
    ...words,
    '--broker',
    address,
    `--allow-remote=${clusterId}`,
    '--topic-prefix',
    '{run}.',
  ]);
  await running.says('the load begins');
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const runId =
    workshop
      .runFolders()
      .sort((a, b) => a.localeCompare(b))
      .at(-1) ?? '';
  await happening(runId);
  return running.result;
}

/** Nothing lost, nothing twice, and the outcome of the simulation; the machine may have been too slow to judge latency. */
export function expectUnharmed({ exitCode, record, stderr }: BenchResult, digest: string): void {
  const told = [stderr, ...(record?.verdict.reasons ?? []), ...(record?.notes ?? [])].join('\n');
  expect(['passed', 'saturated'], told).toContain(record?.verdict.name);
  expect(exitCode).toBe(record?.verdict.name === 'passed' ? 0 : 93);
  expect(record?.audit.filter(({ holds }) => holds !== true)).toEqual([]);
  expect(record?.counts['events_acknowledged']).toBe(record?.plan.events);
  expect(record?.digest).toEqual({ pipeline: digest, simulated: digest, comparable: true });
}

export interface Roles {
  /** Broker index of the group's coordinator. */
  readonly coordinator: number;
  readonly controller: number;
  /** Broker index that leads most of the topics' partitions. */
  readonly leader: number;
}

/** Who does what in the cluster now; indices count from 0. */
export async function rolesOf({ addresses }: ApacheKafka, groupId: string): Promise<Roles> {
  const kafka = createKafka({ brokers: addresses, kind: 'external', clientId: 'test' });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { controller } = await admin.describeCluster();
    const { topics } = await admin.fetchTopicMetadata();
    const led = addresses.map(
      (_, index) =>
        topics
          .filter(({ name }) => name.includes('inventory.'))
          .flatMap(({ partitions }) => partitions)
          .filter(({ leader }) => leader === index + 1).length,
    );
    const offsets = topics.find(({ name }) => name === '__consumer_offsets');
    const partition = Math.abs(javaHash(groupId)) % (offsets?.partitions.length ?? 1);
    const coordinator = offsets?.partitions.find(({ partitionId }) => partitionId === partition);
    return {
      coordinator: (coordinator?.leader ?? 1) - 1,
      controller: (controller ?? 1) - 1,
      leader: led.indexOf(Math.max(...led)),
    };
  } finally {
    await admin.disconnect();
  }
}

/** `String.hashCode` of Java: it chooses the partition of `__consumer_offsets`, whose leader coordinates the group. */
function javaHash(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) {
    hash = (Math.imul(31, hash) + text.charCodeAt(at)) | 0;
  }
  return hash;
}
