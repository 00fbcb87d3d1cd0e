/**
 * What is known of the project's own Apache Kafka between commands. One broker and three brokers are two clusters, each with
 * a folder of its own: its data, its logs, and a state file with ports and process ids. Ports are kept when it is stopped.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectRoot } from '../commands/resolve.ts';
import { localKafkaFailed } from './failure.ts';
import type { Variables } from './java.ts';
import { nodeMarker } from './node.ts';
import { isRunning, type OwnProcess } from './processes.ts';
import type { NodeAddress } from './properties.ts';

export const CLUSTER_SIZES = [1, 3] as const;
export type ClusterSize = (typeof CLUSTER_SIZES)[number];

export interface NodeState extends NodeAddress {
  /** Of its last start; null before the first. The process may have ended since. */
  readonly pid: number | null;
}

export interface ClusterState {
  readonly brokers: ClusterSize;
  readonly nodes: readonly NodeState[];
}

const STATE_VERSION = 1;
const STATE_FILE = 'state.json';

/** Where both clusters are: `.cache/kafka` of the project, or where `STREAMSTOCK_LOCAL_KAFKA_DIR` says. */
export function localKafkaHome({ STREAMSTOCK_LOCAL_KAFKA_DIR: folder }: Variables): string {
  return folder === undefined || folder === ''
    ? join(projectRoot(), '.cache', 'kafka')
    : resolve(folder);
}

export function clusterFolder(home: string, brokers: ClusterSize): string {
  return join(home, brokers === 1 ? 'one-broker' : 'three-brokers');
}

export function nodeFolder(home: string, brokers: ClusterSize, id: number): string {
  return join(clusterFolder(home, brokers), `broker-${id}`);
}

/**
 * @returns undefined when this cluster was never started here
 * @throws StreamstockError LOCAL_KAFKA_FAILED when the file is not what this program wrote
 */
export function readState(home: string, brokers: ClusterSize): ClusterState | undefined {
  const path = join(clusterFolder(home, brokers), STATE_FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const state = parseState(text, brokers);
  if (state !== undefined) return state;
  throw localKafkaFailed(
    `${path} cannot be read: it is damaged, or of another version of this program.`,
    'End the java processes that it may name, and remove the file; data and logs stay.',
  );
}

/** As a whole or not at all: whoever reads meanwhile finds the old one. */
export function writeState(home: string, state: ClusterState): void {
  const folder = clusterFolder(home, state.brokers);
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `${STATE_FILE}.${process.pid}`);
  writeFileSync(draft, `${JSON.stringify({ version: STATE_VERSION, ...state }, null, 2)}\n`);
  renameSync(draft, join(folder, STATE_FILE));
}

/** @returns undefined when the text is no state of a cluster of this size */
export function parseState(text: string, brokers: ClusterSize): ClusterState | undefined {
  try {
    const state = JSON.parse(text) as Partial<ClusterState & { version: number }>;
    const { version, nodes } = state;
    const holds =
      version === STATE_VERSION &&
      Array.isArray(nodes) &&
      nodes.length === brokers &&
      nodes.every(isNode);
    return holds ? { brokers, nodes } : undefined;
  } catch {
    return undefined;
  }
}

function isNode(node: Partial<NodeState> | null, index: number): boolean {
  if (node === null || node.id !== index + 1) return false;
  const { port, controllerPort, pid } = node;
  return (
    [port, controllerPort].every(isPort) &&
    (pid === null || (Number.isInteger(pid) && Number(pid) > 0))
  );
}

function isPort(port: unknown): boolean {
  return Number.isInteger(port) && Number(port) > 0 && Number(port) <= 65_535;
}

export function addressOf({ port }: NodeAddress): string {
  return `127.0.0.1:${port}`;
}

/** The broker's process, if it was ever started; whether it runs is another question. */
export function processOf(
  home: string,
  { brokers }: ClusterState,
  node: NodeState,
): OwnProcess | undefined {
  if (node.pid === null) return undefined;
  return { pid: node.pid, marker: nodeMarker(nodeFolder(home, brokers, node.id)) };
}

/** A process id that belongs to another program by now is not running. */
export function runningNodes(home: string, state: ClusterState): NodeState[] {
  return state.nodes.filter((node) => {
    const own = processOf(home, state, node);
    return own !== undefined && isRunning(own);
  });
}

/** The cluster of which at least one broker runs. */
export function runningCluster(home: string): ClusterState | undefined {
  return CLUSTER_SIZES.map((brokers) => readState(home, brokers)).find(
    (state) => state !== undefined && runningNodes(home, state).length > 0,
  );
}

export function lockPath(home: string): string {
  return join(home, 'lock');
}
