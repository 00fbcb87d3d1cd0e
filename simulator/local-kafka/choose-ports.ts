/** Where the brokers of the project's own cluster listen: where they did the last time, if they still can. */
import { localKafkaFailed } from './failure.ts';
import { freePorts, isPortFree } from './ports.ts';
import type { ClusterSize, NodeState } from './state.ts';

/** Where everybody looks for Kafka first. */
export const USUAL_PORT = 9092;

export interface PortsWanted {
  readonly brokers: ClusterSize;
  /** Of the last time. */
  readonly last: readonly NodeState[] | undefined;
  /** Those that run now: the others have to come back to where these expect them. */
  readonly running: readonly NodeState[];
  /** Asked for, of the first broker; the others follow it. */
  readonly port: number | undefined;
  readonly onProgress?: ((text: string) => void) | undefined;
}

/** @throws StreamstockError LOCAL_KAFKA_FAILED when ports that must be are taken by somebody else */
export async function choosePorts(wanted: PortsWanted): Promise<NodeState[]> {
  const { brokers, last, running, port, onProgress } = wanted;
  if (running.length > 0 && last !== undefined) {
    const missing = last.filter((node) => !running.includes(node));
    const taken = await takenAmong(missing.flatMap((node) => [node.port, node.controllerPort]));
    if (taken.length === 0) return [...last];
    throw portsTaken(taken, 'Stop that program, or the rest of the cluster: make kafka-down.');
  }
  const wish = port ?? last?.[0]?.port ?? USUAL_PORT;
  const wished = Array.from({ length: brokers }, (_, index) => wish + index);
  const same = port === undefined && last !== undefined ? last.map((node) => node.port) : wished;
  const taken = await takenAmong(same);
  if (taken.length > 0 && port !== undefined) {
    throw portsTaken(taken, 'Choose another with --port, or leave it out for any free one.');
  }
  const spare = await freePorts(2 * brokers);
  const ports = taken.length === 0 ? same : spare.slice(brokers);
  if (taken.length > 0)
    onProgress?.(`${inWords(taken)} taken by another program: using ${ports.join(', ')}`);
  return ports.map((clientPort, index) => ({
    id: index + 1,
    port: clientPort,
    controllerPort: spare[index] as number,
    pid: null,
  }));
}

async function takenAmong(ports: readonly number[]): Promise<number[]> {
  const free = await Promise.all(ports.map(isPortFree));
  return ports.filter((_, index) => free[index] !== true);
}

function portsTaken(ports: readonly number[], hint: string): Error {
  return localKafkaFailed(
    `Apache Kafka cannot start: ${inWords(ports)} taken by another program.`,
    hint,
  );
}

function inWords(ports: readonly number[]): string {
  return ports.length === 1 ? `port ${ports[0]} is` : `ports ${ports.join(', ')} are`;
}
