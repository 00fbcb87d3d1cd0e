/** The proof that a cluster may be loaded. A run on a cluster cannot begin without one, and only {@link clear} makes it. */
import { StreamstockError } from '../../pipeline/errors.ts';
import { waitForFacts } from '../../pipeline/kafka/admin.ts';
import {
  type AdvertisedBroker,
  askBootstrap,
  type ClusterFacts,
} from '../../pipeline/kafka/cluster-access.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { judgeCluster, judgePassword, judgeRate, type PlannedPeak, type Refused } from './guard.ts';
import { hostPort, resolveAddresses } from './loopback.ts';
import { OWN_CLUSTER_IDS } from './own-clusters.ts';

/** What somebody said about which clusters may be loaded, and how fast. */
export interface LoadRules {
  /** Id of the cluster that may be loaded although this tool did not start it. */
  readonly allowRemote?: string;
  /** Events per second; absent: no cap on our own clusters, a low one elsewhere. */
  readonly maxPerSecond?: number;
}

interface ClearedParts {
  readonly connection: Connection;
  readonly clusterId: string;
  readonly brokers: readonly AdvertisedBroker[];
  readonly free: boolean;
  readonly capPerSecond: number;
}

/** Not exported, and with a private part: nothing else can be taken for it. */
class Cleared {
  readonly #parts: ClearedParts;

  constructor(parts: ClearedParts) {
    this.#parts = parts;
  }

  /** Every address in it led to the cluster that was cleared. */
  get connection(): Connection {
    return this.#parts.connection;
  }

  get clusterId(): string {
    return this.#parts.clusterId;
  }

  /** Those that were alive. */
  get brokers(): readonly AdvertisedBroker[] {
    return this.#parts.brokers;
  }

  /** Started by this tool, and on this machine. */
  get free(): boolean {
    return this.#parts.free;
  }

  /** Events per second; Infinity: no cap. */
  get capPerSecond(): number {
    return this.#parts.capPerSecond;
  }
}

export type Clearance = Cleared;

const OTHER_ADDRESSES_TIMEOUT_MS = 3_000;
const CLIENT_ID = 'streamstock-guard';

/**
 * Finds out which cluster it is, and whether it may be loaded so fast. Nothing is written to it, and nobody logs in at an
 * address that the cluster names before that is judged.
 *
 * @param peak asked for only where a cap has to be held
 * @throws StreamstockError CLUSTER_NOT_ALLOWED, RATE_NOT_ALLOWED, BROKER_UNREACHABLE and what else a connection can end in
 */
export async function clear(
  connection: Connection,
  rules: LoadRules,
  peak: () => PlannedPeak | Promise<PlannedPeak>,
): Promise<Clearance> {
  const { security } = connection;
  const bootstrap = await resolveAddresses(connection.brokers);
  refuse(judgePassword(bootstrap, security));
  const facts = await waitForFacts(connection);
  const { clusterId, brokers } = facts;
  const judgement = judgeCluster({
    ...{ clusterId, bootstrap, security },
    advertised: await resolveAddresses(brokers.map(hostPort)),
    ownIds: OWN_CLUSTER_IDS,
    allowRemote: rules.allowRemote,
    maxPerSecond: rules.maxPerSecond,
  });
  if (!judgement.allowed) throw refusal(judgement);
  if (clusterId === null) throw new Error('a cluster without an id was allowed');
  const sure = await addressesOf(connection, facts);
  if (judgement.capPerSecond < Number.POSITIVE_INFINITY) refuse(judgeRate(judgement, await peak()));
  return new Cleared({
    ...{ clusterId, brokers, free: judgement.free, capPerSecond: judgement.capPerSecond },
    connection: { ...connection, brokers: sure },
  });
}

/**
 * Of several addresses each may lead to another cluster, and clients choose among them at random: those that do not answer
 * now are left out, since nobody knows whose they are.
 */
async function addressesOf(connection: Connection, { clusterId }: ClusterFacts): Promise<string[]> {
  const { brokers } = connection;
  if (brokers.length === 1) return [...brokers];
  const answers = await Promise.all(
    brokers.map(async (address) => {
      const probe = { clientId: CLIENT_ID, probeTimeoutMs: OTHER_ADDRESSES_TIMEOUT_MS };
      const asked = askBootstrap({ ...connection, ...probe, brokers: [address] });
      const answer = await asked.catch(() => undefined);
      return answer === undefined ? undefined : { address, id: answer.clusterId };
    }),
  );
  const known = answers.filter((answer) => answer !== undefined);
  const other = known.find(({ id }) => id !== clusterId);
  if (other !== undefined) {
    throw new StreamstockError(
      'CLUSTER_NOT_ALLOWED',
      `The addresses lead to different clusters: ${other.address} to ${other.id ?? 'one without an id'}, others to ${clusterId}.`,
      { hint: 'Name the brokers of one cluster only.' },
    );
  }
  if (known.length === 0) {
    throw new StreamstockError(
      'BROKER_UNREACHABLE',
      `A broker answered at ${brokers.join(', ')}, and then none did any more.`,
      { hint: 'Check that the cluster is healthy.' },
    );
  }
  return known.map(({ address }) => address);
}

function refuse(refused: Refused | undefined): void {
  if (refused !== undefined) throw refusal(refused);
}

function refusal({ code, message, hint }: Refused): StreamstockError {
  return new StreamstockError(code, message, { hint });
}
