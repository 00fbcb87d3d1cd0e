/** One broker or three: started together, ready together, ended together. */
import { logOf, relevantLines } from './broker-log.ts';
import { localKafkaFailed } from './failure.ts';
import {
  type NodeOptions,
  type NodePlan,
  prepareNode,
  type StartedNode,
  startNode,
} from './node.ts';
import { endProcesses, send } from './processes.ts';
import { waitUntilReady } from './ready.ts';

export interface PlannedNode extends NodePlan {
  /** Of the plaintext listener, `host:port`. */
  readonly address: string;
}

export interface StartWanted extends NodeOptions {
  readonly clusterId: string;
  /** All of the cluster; readiness is theirs. */
  readonly nodes: readonly PlannedNode[];
  /** Those among them that do not run yet. */
  readonly missing: readonly PlannedNode[];
  /** Further arguments of `kafka-storage format`. */
  readonly formatWords?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((text: string) => void) | undefined;
  /** As soon as the processes are there: what is noted now is found again whatever happens next. */
  readonly onStarted?: (started: readonly StartedNode[]) => void;
}

const READY_TIMEOUT_MS = 120_000;

/**
 * Starts the missing brokers and waits until the cluster can be used. If that fails, what was started is ended again.
 * @returns one for each of `missing`, in their order
 * @throws StreamstockError LOCAL_KAFKA_FAILED, INTERRUPTED
 */
export async function startNodes(wanted: StartWanted): Promise<StartedNode[]> {
  const { missing, signal, onProgress } = wanted;
  const count = missing.length === 1 ? 'one broker' : `${missing.length} brokers`;
  onProgress?.('preparing the data folders');
  const words = wanted.formatWords ?? [];
  // All of them are waited for, so that none works on in a folder that is being removed.
  const prepared = await Promise.allSettled(
    missing.map((node) => prepareNode(node, wanted.runtime, wanted.clusterId, { words, signal })),
  );
  for (const result of prepared) if (result.status === 'rejected') throw result.reason;
  const started: StartedNode[] = [];
  // Who interrupts twice does not wait for anything.
  const killAll = (): void => {
    for (const node of started) send(node.process, 'SIGKILL');
  };
  process.once('exit', killAll);
  try {
    for (const node of missing) started.push(startNode(node, wanted));
    wanted.onStarted?.(started);
    onProgress?.(`starting ${count}`);
    const reason = await waitUntilReady({
      addresses: wanted.nodes.map(({ address }) => address),
      clusterId: wanted.clusterId,
      timeoutMs: READY_TIMEOUT_MS,
      signal,
      hopeless: () => {
        const ended = missing.filter((_, index) => started[index]?.ended());
        return ended.length === 0 ? undefined : `${brokers(ended)} ended while starting`;
      },
    });
    if (reason !== undefined) throw notStarted(reason, missing, started);
    return started;
  } catch (error) {
    await endProcesses(
      started.map((node) => node.process),
      { stopSignal: 'SIGKILL', graceMs: 0 },
    );
    throw error;
  } finally {
    process.off('exit', killAll);
  }
}

function notStarted(
  reason: string,
  nodes: readonly PlannedNode[],
  started: readonly StartedNode[],
): Error {
  // The one that ended says why; the others only miss it.
  const culprit = nodes.find((_, index) => started[index]?.ended()) ?? nodes[0];
  const folder = culprit?.folder ?? '';
  const lines = relevantLines(logOf(folder));
  return localKafkaFailed(
    [`Apache Kafka did not start: ${reason}.`, ...lines.map((line) => `  ${line}`)].join('\n'),
    `The whole log is in ${folder}. Is the disk full, memory short, or a port taken?`,
  );
}

function brokers(nodes: readonly PlannedNode[]): string {
  const ids = nodes.map(({ id }) => id).join(', ');
  return nodes.length === 1 ? `broker ${ids}` : `brokers ${ids}`;
}
