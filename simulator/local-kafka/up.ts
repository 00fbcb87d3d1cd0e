/** Makes the project's own Apache Kafka run: starts what is missing of it, and waits until it can be used. */

import { LOCAL_CLUSTER_ID } from '../cluster/own-clusters.ts';
import { type Interruption, watchInterruption } from '../run/interruption.ts';
import { choosePorts } from './choose-ports.ts';
import { type PlannedNode, startNodes } from './cluster.ts';
import { localKafkaFailed, onDisk } from './failure.ts';
import { kafkaJars } from './jars.ts';
import { findJava, type Variables } from './java.ts';
import { withLock } from './lock.ts';
import { dataFolderOf } from './node.ts';
import { serverProperties } from './properties.ts';
import { waitUntilReady } from './ready.ts';
import {
  addressOf,
  type ClusterSize,
  type ClusterState,
  clusterFolder,
  localKafkaHome,
  lockPath,
  type NodeState,
  nodeFolder,
  readState,
  runningCluster,
  runningNodes,
  writeState,
} from './state.ts';

export interface UpWanted {
  readonly environment: Variables;
  /** Absent: what runs already, otherwise one. */
  readonly brokers?: ClusterSize | undefined;
  /** Of the first broker. Absent: that of the last time, otherwise 9092 or any free one. */
  readonly port?: number | undefined;
  readonly onProgress?: ((text: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface LocalKafka {
  /** `host:port` of every broker. */
  readonly addresses: readonly string[];
  readonly clusterId: string;
  readonly brokers: ClusterSize;
  /** Whether anything had to be started for it. */
  readonly started: boolean;
  /** Data, logs and state of this cluster. */
  readonly folder: string;
  /** Process ids of the brokers. */
  readonly pids: readonly number[];
}

const RUNNING_ANSWERS_WITHIN_MS = 30_000;

/**
 * Safe to call by several processes at once: one starts the cluster, the others wait for it.
 * @throws StreamstockError LOCAL_KAFKA_FAILED, INTERRUPTED; whatever was started for it is ended again
 */
export async function bringUp(wanted: UpWanted): Promise<LocalKafka> {
  const home = localKafkaHome(wanted.environment);
  const onWait = () => wanted.onProgress?.('waiting for another process that starts or stops it');
  const lock = { signal: wanted.signal, onWait };
  const work = async (): Promise<LocalKafka> => {
    const running = runningCluster(home);
    if (running !== undefined) mustAgree(home, running, wanted);
    const brokers = running?.brokers ?? wanted.brokers ?? 1;
    if (running !== undefined && runningNodes(home, running).length === brokers) {
      await mustAnswer(home, running, wanted.signal);
      return describe(home, running, false);
    }
    return start(home, running ?? readState(home, brokers), brokers, wanted);
  };
  return onDisk(home, () => withLock(lockPath(home), lock, work));
}

/**
 * For `--broker local`: the cluster that runs, or one that is started now and goes on afterwards. A signal ends the start.
 * @throws StreamstockError LOCAL_KAFKA_FAILED, INTERRUPTED
 */
export async function ensureLocalKafka(
  wanted: Pick<UpWanted, 'brokers' | 'onProgress'> & { readonly environment?: Variables },
): Promise<LocalKafka> {
  const interruption = watchInterruption();
  try {
    const environment = wanted.environment ?? process.env;
    return await bringUp({ ...wanted, environment, signal: abortedBy(interruption) });
  } finally {
    interruption.dispose();
  }
}

/** Aborts at the first SIGINT or SIGTERM. */
export function abortedBy(interruption: Interruption): AbortSignal {
  const controller = new AbortController();
  interruption.onInterrupt(() => controller.abort());
  return controller.signal;
}

async function start(
  home: string,
  last: ClusterState | undefined,
  brokers: ClusterSize,
  wanted: UpWanted,
): Promise<LocalKafka> {
  const { environment, signal, onProgress } = wanted;
  const java = findJava(environment).path;
  const jars = await kafkaJars({ environment, signal, onProgress });
  const runs = last === undefined ? [] : runningNodes(home, last);
  const places = await choosePorts({
    brokers,
    last: last?.nodes,
    running: runs,
    port: wanted.port,
    onProgress,
  });
  let state: ClusterState = { brokers, nodes: places };
  writeState(home, state);
  const nodes = places.map((node) => planned(home, state, node));
  await startNodes({
    runtime: { java, jars },
    clusterId: LOCAL_CLUSTER_ID,
    nodes,
    missing: nodes.filter(({ id }) => !runs.some((node) => node.id === id)),
    // Three share the machine with the run itself.
    heapMb: brokers === 1 ? 1024 : 512,
    detached: true,
    signal,
    onProgress,
    onStarted: (started) => {
      const pids = new Map(started.map(({ id, process }) => [id, process.pid || null]));
      state = {
        brokers,
        nodes: places.map((node) => ({ ...node, pid: pids.get(node.id) ?? node.pid })),
      };
      writeState(home, state);
    },
  });
  return describe(home, state, true);
}

function planned(home: string, { brokers, nodes }: ClusterState, node: NodeState): PlannedNode {
  const folder = nodeFolder(home, brokers, node.id);
  return {
    id: node.id,
    folder,
    address: addressOf(node),
    properties: serverProperties({ node, nodes, dataFolder: dataFolderOf(folder) }),
  };
}

function describe(home: string, { brokers, nodes }: ClusterState, started: boolean): LocalKafka {
  return {
    addresses: nodes.map(addressOf),
    clusterId: LOCAL_CLUSTER_ID,
    brokers,
    started,
    folder: clusterFolder(home, brokers),
    pids: nodes.flatMap(({ pid }) => pid ?? []),
  };
}

/** What runs is not changed under those who use it. */
function mustAgree(home: string, running: ClusterState, { brokers, port }: UpWanted): void {
  const [first] = running.nodes;
  const where = running.nodes.map(addressOf).join(', ');
  if (brokers !== undefined && brokers !== running.brokers) {
    throw localKafkaFailed(
      `A local Kafka of ${inBrokers(running.brokers)} runs already, at ${where}. ${brokers === 3 ? 'Three brokers are' : 'One broker is'} another cluster, with data of its own.`,
      'Stop the one that runs first: make kafka-down. Its data stays, and is there again when it is started the next time.',
    );
  }
  if (port !== undefined && first !== undefined && port !== first.port) {
    throw localKafkaFailed(
      `The local Kafka runs already, at ${where}, its files in ${clusterFolder(home, running.brokers)}.`,
      `Leave the port out, or stop it first (make kafka-down) to start it at port ${port}.`,
    );
  }
}

async function mustAnswer(
  home: string,
  state: ClusterState,
  signal: AbortSignal | undefined,
): Promise<void> {
  const reason = await waitUntilReady({
    addresses: state.nodes.map(addressOf),
    clusterId: LOCAL_CLUSTER_ID,
    timeoutMs: RUNNING_ANSWERS_WITHIN_MS,
    signal,
    hopeless: () =>
      runningNodes(home, state).length < state.brokers ? 'a broker ended meanwhile' : undefined,
  });
  if (reason === undefined) return;
  throw localKafkaFailed(
    `The local Kafka runs, but cannot be used: ${reason}.`,
    `Stop it with make kafka-down and start it again; its logs are in ${clusterFolder(home, state.brokers)}.`,
  );
}

export function inBrokers(count: number): string {
  return count === 1 ? 'one broker' : `${count === 3 ? 'three' : count} brokers`;
}
