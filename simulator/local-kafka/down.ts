/** Ends the project's own Apache Kafka; its data is kept unless it is asked to go. */
import { rmSync } from 'node:fs';
import { onDisk } from './failure.ts';
import type { Variables } from './java.ts';
import { withLock } from './lock.ts';
import { endProcesses } from './processes.ts';
import {
  CLUSTER_SIZES,
  type ClusterSize,
  clusterFolder,
  localKafkaHome,
  lockPath,
  processOf,
  readState,
  runningNodes,
} from './state.ts';

export interface DownWanted {
  readonly environment: Variables;
  /** Of both clusters. */
  readonly deleteData: boolean;
  readonly onProgress?: (text: string) => void;
}

export interface Stopped {
  /** Sizes of the clusters of which a broker ran. */
  readonly stopped: readonly ClusterSize[];
  /** Folders that were removed. */
  readonly deleted: readonly string[];
}

/** Handing over leaders takes a while. The last of three has nobody to hand over to, and may only be killed. */
const GRACE_MS = 15_000;

export async function bringDown({
  environment,
  deleteData,
  onProgress,
}: DownWanted): Promise<Stopped> {
  const home = localKafkaHome(environment);
  const onWait = () => onProgress?.('waiting for another process that starts or stops it');
  const work = async (): Promise<Stopped> => {
    const states = CLUSTER_SIZES.flatMap((brokers) => readState(home, brokers) ?? []);
    const running = states.filter((state) => runningNodes(home, state).length > 0);
    if (running.length > 0) onProgress?.('stopping');
    const processes = running.flatMap((state) =>
      state.nodes.flatMap((node) => processOf(home, state, node) ?? []),
    );
    await endProcesses(processes, { stopSignal: 'SIGTERM', graceMs: GRACE_MS });
    const deleted = deleteData ? states.map(({ brokers }) => clusterFolder(home, brokers)) : [];
    for (const folder of deleted) rmSync(folder, { recursive: true, force: true });
    return { stopped: running.map(({ brokers }) => brokers), deleted };
  };
  return onDisk(home, () => withLock(lockPath(home), { onWait }, work));
}
