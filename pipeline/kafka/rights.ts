/**
 * Asks a cluster what the user may do, before anything is written: brokers tell it with their metadata (KIP-430), in
 * versions of the requests that kafkajs does not speak itself.
 *
 *     Metadata v8        topics string[] | create bool | rights on the cluster bool | rights on topics bool
 *     DescribeGroups v3  groups string[] | rights bool
 */
import { createRequire } from 'node:module';
import type { Cluster } from 'kafkajs';
import { StreamstockError } from '../errors.ts';
import { who } from './access-trouble.ts';
import { clusterOf } from './cluster-access.ts';
import type { Connection } from './connection.ts';
import { rightsInGroups, rightsInMetadata } from './rights-answers.ts';

/** Numbers of Kafka's `AclOperation`. */
const OPERATIONS = { Read: 3, Write: 4, Describe: 8 } as const;
export type Operation = keyof typeof OPERATIONS;

export interface RightWanted {
  readonly resource: 'topic' | 'group';
  readonly name: string;
  readonly operations: readonly Operation[];
}

export interface RightMissing {
  readonly resource: RightWanted['resource'];
  readonly name: string;
  readonly operation: Operation;
}

const CLIENT_ID = 'streamstock-rights';

export function topicRights(
  names: readonly string[],
  operations: readonly Operation[],
): RightWanted[] {
  return names.map((name) => ({ resource: 'topic', name, operations }));
}

/** @throws StreamstockError NOT_AUTHORIZED with every right that is missing */
export async function checkRights(
  connection: Connection,
  wanted: readonly RightWanted[],
): Promise<void> {
  const missing = await missingRights(connection, wanted);
  if (missing.length > 0) throw notAuthorized(connection, missing);
}

/** One refusal hides the others: adds what else is missing. @param error NOT_AUTHORIZED */
export async function withMissingRights(
  error: StreamstockError,
  connection: Connection,
  wanted: readonly RightWanted[],
): Promise<StreamstockError> {
  const missing = await missingRights(connection, wanted);
  if (missing.length === 0) return error;
  const message = `${error.message} Missing as well: ${listed(missing)}.`;
  const { hint, cause } = error;
  return new StreamstockError('NOT_AUTHORIZED', message, {
    cause,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Nothing is missing where a cluster does not tell, or cannot be asked: what is refused then is refused later. */
export async function missingRights(
  connection: Connection,
  wanted: readonly RightWanted[],
): Promise<RightMissing[]> {
  if (connection.kind === 'embedded') return [];
  const cluster = clusterOf({ ...connection, clientId: CLIENT_ID });
  try {
    await cluster.connect();
    await cluster.refreshMetadata();
    const held = new Map<string, number | null>();
    const names = (resource: RightWanted['resource']): string[] =>
      wanted.filter((right) => right.resource === resource).map(({ name }) => name);
    for (const [name, bits] of await askTopics(cluster, names('topic')))
      held.set(`topic ${name}`, bits);
    for (const name of names('group')) held.set(`group ${name}`, await askGroup(cluster, name));
    return missingAmong(wanted, held);
  } catch {
    return [];
  } finally {
    await cluster.disconnect().catch(() => undefined);
  }
}

/** @param held bits by `topic NAME` and `group NAME`; null or absent: not known, and nothing is missing */
export function missingAmong(
  wanted: readonly RightWanted[],
  held: ReadonlyMap<string, number | null>,
): RightMissing[] {
  return wanted.flatMap(({ resource, name, operations }) => {
    const bits = held.get(`${resource} ${name}`) ?? null;
    return operations
      .filter((operation) => bits !== null && ((bits >>> OPERATIONS[operation]) & 1) === 0)
      .map((operation) => ({ resource, name, operation }));
  });
}

function notAuthorized(connection: Connection, missing: readonly RightMissing[]): StreamstockError {
  return new StreamstockError(
    'NOT_AUTHORIZED',
    `${who(connection)} lacks rights that the run needs at ${connection.brokers.join(', ')}: ${listed(missing)}.`,
    { hint: 'Have these ACLs added (kafka-acls --add). No event was sent.' },
  );
}

/** `Read and Write on topic a; Read on group b`. */
function listed(missing: readonly RightMissing[]): string {
  const byResource = new Map<string, Operation[]>();
  for (const { resource, name, operation } of missing) {
    const key = `${resource} ${name}`;
    byResource.set(key, [...(byResource.get(key) ?? []), operation]);
  }
  return [...byResource]
    .map(([key, operations]) => `${operations.join(' and ')} on ${key}`)
    .join('; ');
}

/** What kafkajs's broker is made of, as far as it is needed to send a request of our own. */
interface Sender {
  readonly versions: Readonly<Record<number, { readonly maxVersion: number }>> | null;
  readonly connectionPool: {
    send(call: {
      request: { apiKey: number; apiVersion: number; apiName: string; encode(): Promise<unknown> };
      response: {
        decode(bytes: Buffer): Promise<Buffer>;
        parse(bytes: Buffer): Promise<Buffer>;
      };
    }): Promise<Buffer>;
  };
}

interface Finder {
  findGroupCoordinator(wanted: {
    readonly groupId: string;
    readonly coordinatorType: number;
  }): Promise<{ readonly coordinator: { readonly nodeId: number } }>;
}

const METADATA = 3;
const METADATA_VERSION = 8;
const DESCRIBE_GROUPS = 15;
const DESCRIBE_GROUPS_VERSION = 3;

async function askTopics(
  cluster: Cluster,
  names: readonly string[],
): Promise<Map<string, number | null>> {
  const broker = (await cluster.findControllerBroker()) as unknown as Sender;
  const body = Buffer.concat([strings(names), Buffer.from([0, 0, 1])]);
  const answer = await ask(broker, METADATA, METADATA_VERSION, body);
  return answer === undefined ? new Map() : rightsInMetadata(answer);
}

/** The coordinator knows; that it may not be asked for is an answer, too. */
async function askGroup(cluster: Cluster, groupId: string): Promise<number | null> {
  try {
    // kafkajs's cluster says of any error that there is no coordinator.
    const any = (await cluster.findControllerBroker()) as unknown as Finder;
    const { coordinator: found } = await any.findGroupCoordinator({ groupId, coordinatorType: 0 });
    const nodeId = String(found.nodeId);
    const coordinator = (await cluster.findBroker({ nodeId })) as unknown as Sender;
    const body = Buffer.concat([strings([groupId]), Buffer.from([1])]);
    const answer = await ask(coordinator, DESCRIBE_GROUPS, DESCRIBE_GROUPS_VERSION, body);
    return answer === undefined ? null : rightsInGroups(answer);
  } catch (error) {
    const { type } = error as { type?: string };
    return type === 'GROUP_AUTHORIZATION_FAILED' ? 0 : null;
  }
}

async function ask(
  { versions, connectionPool }: Sender,
  apiKey: number,
  apiVersion: number,
  body: Buffer,
): Promise<Buffer | undefined> {
  if ((versions?.[apiKey]?.maxVersion ?? 0) < apiVersion) return undefined;
  const Encoder = createRequire(import.meta.url)('kafkajs/src/protocol/encoder') as {
    new (): { writeBuffer(bytes: Buffer): unknown };
  };
  return connectionPool.send({
    request: {
      ...{ apiKey, apiVersion, apiName: 'Rights' },
      encode: async () => new Encoder().writeBuffer(body),
    },
    response: { decode: async (bytes) => bytes, parse: async (bytes) => bytes },
  });
}

function strings(values: readonly string[]): Buffer {
  const parts = values.map((value) => {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(2);
    length.writeInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  });
  const count = Buffer.alloc(4);
  count.writeInt32BE(values.length);
  return Buffer.concat([count, ...parts]);
}
