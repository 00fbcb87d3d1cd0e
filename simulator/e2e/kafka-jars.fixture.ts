/**
 * A real Apache Kafka for tests, one broker or three, in a temporary folder at free ports. Single brokers can be killed,
 * frozen and brought back, with their data and at their ports.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCAL_CLUSTER_ID } from '../cluster/own-clusters.ts';
import { logOf } from '../local-kafka/broker-log.ts';
import { type PlannedNode, startNodes } from '../local-kafka/cluster.ts';
import { haveKafkaJars, kafkaJars } from '../local-kafka/jars.ts';
import { findJava, findMaven } from '../local-kafka/java.ts';
import { dataFolderOf, type Runtime, type StartedNode } from '../local-kafka/node.ts';
import { freePorts } from '../local-kafka/ports.ts';
import { endProcesses, send } from '../local-kafka/processes.ts';
import {
  type NodeAddress,
  type Properties,
  type SecurityProtocol,
  serverProperties,
} from '../local-kafka/properties.ts';
import { runTool, type ToolResult } from '../local-kafka/tool.ts';

/** One that may be loaded without asking; tests of the guard set another. */
const DEFAULT_CLUSTER_ID = LOCAL_CLUSTER_ID;

export interface ApacheKafkaOptions {
  readonly brokers?: 1 | 3;
  /** Take the place of the defaults in `server.properties`; a function gets the broker and may name its ports. */
  readonly properties?: Properties | ((broker: NodeAddress, folder: string) => Properties);
  /**
   * Further listeners on 127.0.0.1 by name, beside the plaintext one at `address`, which brokers and the readiness probe
   * use. Their ports are in {@link ApacheKafka.listener}.
   */
  readonly listeners?: Readonly<Record<string, SecurityProtocol>>;
  /** Further arguments of `kafka-storage format`, such as `--add-scram`. */
  readonly formatWords?: readonly string[];
  readonly javaFlags?: readonly string[];
  readonly clusterId?: string;
  readonly heapMb?: number;
}

export interface ApacheKafka {
  /** Plaintext, of all brokers, with commas between them. */
  readonly address: string;
  /** Plaintext, `host:port` of each. */
  readonly addresses: readonly string[];
  readonly clusterId: string;
  /** Addresses of one of the further listeners, with commas between them. */
  listener(name: string): string;
  /** All indices count from 0, as `addresses` does; the broker's id is one more. */
  kill(index: number): Promise<void>;
  /** As an operator stops it: leaders are handed over first. */
  terminate(index: number): Promise<void>;
  /** Brings back one that was killed, and waits until all brokers know each other. */
  restart(index: number): Promise<void>;
  /** Stops in the middle of whatever it does, connections open. */
  freeze(index: number): void;
  thaw(index: number): void;
  /** Of its present start. */
  logOf(index: number): string;
  /** Process id of one that runs. */
  pidOf(index: number): number;
  /** One of Kafka's own command line tools, by its class. */
  tool(mainClass: string, ...words: string[]): Promise<ToolResult>;
  /** Kills all brokers and removes their data. */
  stop(): Promise<void>;
}

/** @returns why it cannot run here; undefined when it can */
export function missingForKafka(): string | undefined {
  try {
    findJava(process.env);
    if (!haveKafkaJars()) findMaven(process.env);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

export async function startApacheKafka(options: ApacheKafkaOptions = {}): Promise<ApacheKafka> {
  const { brokers = 1, clusterId = DEFAULT_CLUSTER_ID } = options;
  const { path: java } = findJava(process.env);
  const runtime: Runtime = { java, jars: await kafkaJars({ environment: process.env }) };
  const folder = mkdtempSync(join(tmpdir(), 'streamstock-kafka-'));
  const places = await placesFor(brokers, Object.keys(options.listeners ?? {}));
  const nodes = places.map((place) => planned(place, places, join(folder, `${place.id}`), options));
  const running = new Map<number, StartedNode>();
  const start = async (missing: readonly PlannedNode[]): Promise<void> => {
    const started = await startNodes({
      runtime,
      clusterId,
      missing,
      nodes: nodes.filter((node) => missing.includes(node) || running.has(node.id - 1)),
      heapMb: options.heapMb ?? 512,
      javaFlags: options.javaFlags ?? [],
      formatWords: options.formatWords ?? [],
      detached: false,
      onStarted: (those) => {
        for (const node of those) running.set(node.id - 1, node);
      },
    });
    if (started.length !== missing.length) throw new Error('not all brokers were started');
  };
  const processOf = (index: number): StartedNode['process'] => {
    const node = running.get(index);
    if (node === undefined) throw new Error(`broker ${index} does not run`);
    return node.process;
  };
  const end = async (indices: number[], stopSignal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    const processes = indices.map(processOf);
    for (const index of indices) running.delete(index);
    await endProcesses(processes, { stopSignal, graceMs: 20_000 });
  };
  const killAll = (): void => {
    for (const { process } of running.values()) send(process, 'SIGKILL');
  };
  process.once('exit', killAll);
  const stop = async (): Promise<void> => {
    process.off('exit', killAll);
    await end([...running.keys()], 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await start(nodes);
  } catch (error) {
    running.clear();
    await stop();
    throw error;
  }
  const folderOf = (index: number): string => nodes[index]?.folder ?? '';
  return {
    address: nodes.map(({ address }) => address).join(','),
    addresses: nodes.map(({ address }) => address),
    clusterId,
    listener: (name) => places.map((place) => `127.0.0.1:${portOf(place, name)}`).join(','),
    kill: (index) => end([index], 'SIGKILL'),
    terminate: (index) => end([index], 'SIGTERM'),
    restart: (index) => start(nodes.filter(({ id }) => id === index + 1)),
    freeze: (index) => send(processOf(index), 'SIGSTOP'),
    thaw: (index) => send(processOf(index), 'SIGCONT'),
    logOf: (index) => logOf(folderOf(index)),
    pidOf: (index) => processOf(index).pid,
    tool: (mainClass, ...words) => runTool(runtime, mainClass, words),
    stop,
  };
}

async function placesFor(brokers: number, listeners: readonly string[]): Promise<NodeAddress[]> {
  const ports = await freePorts(brokers * (2 + listeners.length));
  const next = (): number => ports.pop() ?? Number.NaN;
  return Array.from({ length: brokers }, (_, index) => ({
    id: index + 1,
    port: next(),
    controllerPort: next(),
    listenerPorts: Object.fromEntries(listeners.map((name) => [name, next()])),
  }));
}

function planned(
  node: NodeAddress,
  nodes: readonly NodeAddress[],
  folder: string,
  { listeners, properties = {} }: ApacheKafkaOptions,
): PlannedNode {
  const extra = typeof properties === 'function' ? properties(node, folder) : properties;
  const dataFolder = dataFolderOf(folder);
  return {
    id: node.id,
    folder,
    address: `127.0.0.1:${node.port}`,
    properties: serverProperties({ node, nodes, dataFolder, listeners: listeners ?? {}, extra }),
  };
}

function portOf({ listenerPorts }: NodeAddress, name: string): number {
  const port = listenerPorts?.[name];
  if (port === undefined) throw new Error(`there is no listener ${name}`);
  return port;
}
