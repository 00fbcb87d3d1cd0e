/**
 * Whether a cluster may be loaded. Load on a cluster that matters is hard to take back, so that the answer is no unless it
 * is one that this tool started on this machine, or somebody named it by its id. Pure: facts in, judgement out.
 */
import type { ErrorCode } from '../../pipeline/errors.ts';
import type { Security } from '../../pipeline/kafka/connection.ts';
import { perSecond } from '../../reports/numbers.ts';
import { isLoopback, type ResolvedAddress } from './loopback.ts';

/** Events per second that a cluster which is not ours may get unless more was allowed. */
export const REMOTE_RATE_CAP = 1_000;

export interface GuardFacts {
  /** As the cluster reports it; null when it does not. */
  readonly clusterId: string | null;
  /** The addresses that were given. */
  readonly bootstrap: readonly ResolvedAddress[];
  /** Those at which the cluster's brokers want to be reached. */
  readonly advertised: readonly ResolvedAddress[];
  readonly security: Security | undefined;
  /** Ids of the clusters that this tool starts. */
  readonly ownIds: readonly string[];
  /** The id of the cluster that may be loaded, as somebody typed it. */
  readonly allowRemote: string | undefined;
  /** The highest rate that was allowed by name, in events per second. */
  readonly maxPerSecond: number | undefined;
}

export type Judgement = Allowed | Refused;

export interface Allowed {
  readonly allowed: true;
  /** Ours, and on this machine. */
  readonly free: boolean;
  /** Events per second; Infinity: no cap. */
  readonly capPerSecond: number;
}

export interface Refused {
  readonly allowed: false;
  readonly code: Extract<ErrorCode, 'CLUSTER_NOT_ALLOWED' | 'RATE_NOT_ALLOWED'>;
  readonly message: string;
  readonly hint: string;
}

/** Which cluster it is, and where. */
export function judgeCluster(facts: GuardFacts): Judgement {
  const { clusterId, bootstrap, advertised, security, allowRemote, maxPerSecond, ownIds } = facts;
  const password = judgePassword([...bootstrap, ...advertised], security);
  if (password !== undefined) return password;
  const where = bootstrap.map(({ address }) => address).join(', ');
  const away = [...bootstrap, ...advertised].find((address) => !isLoopback(address));
  const isOwn = clusterId !== null && ownIds.includes(clusterId);
  if (clusterId === null) {
    return refused(
      `The cluster at ${where} reports no id, so that it cannot be told from another and cannot be allowed`,
      'Load only clusters that say who they are.',
    );
  }
  if (allowRemote !== undefined && allowRemote !== clusterId) {
    return refused(
      `--allow-remote names the cluster ${allowRemote}, but the one at ${where} is ${clusterId}`,
      'Check the address: this is another cluster than the one that was meant. Nothing was written to it.',
    );
  }
  if (allowRemote === undefined && !isOwn) {
    return refused(
      `The cluster at ${where} (id ${clusterId}) was not started by this tool, and load on it was not allowed`,
      `If the load is meant for it, add --allow-remote=${clusterId}. See first what would happen: add --dry-run too.`,
    );
  }
  if (allowRemote === undefined && away !== undefined) {
    return refused(
      `The cluster at ${where} has the id of one that this tool starts (${clusterId}), but ${placeOf(away, bootstrap)}`,
      `If the load is meant for it, add --allow-remote=${clusterId}.`,
    );
  }
  const free = isOwn && away === undefined;
  const capPerSecond = maxPerSecond ?? (free ? Number.POSITIVE_INFINITY : REMOTE_RATE_CAP);
  return { allowed: true, free, capPerSecond };
}

/**
 * A password that is readable on the way must not leave this machine. To be asked before anybody connects, and again when
 * the cluster has said where its brokers are.
 */
export function judgePassword(
  addresses: readonly ResolvedAddress[],
  security: Security | undefined,
): Refused | undefined {
  if (security?.sasl?.mechanism !== 'PLAIN' || security.tls !== undefined) return undefined;
  const away = addresses.find((address) => !isLoopback(address));
  if (away === undefined) return undefined;
  return refused(
    `SASL/PLAIN without TLS would send the password readable to ${away.address} (${resolvedTo(away)})`,
    'Use TLS, or a SCRAM mechanism, which does not send the password. No flag allows this.',
  );
}

/** How fast it may be loaded. */
export function judgeRate({ capPerSecond }: Allowed, peak: PlannedPeak): Refused | undefined {
  if (peak.perSecond <= capPerSecond) return undefined;
  return {
    allowed: false,
    code: 'RATE_NOT_ALLOWED',
    message: `${peak.sentence}, and this cluster may get ${perSecond(capPerSecond)} events/s.`,
    hint: `Lower the rate, or allow more with --max-rate ${Math.ceil(peak.perSecond)}.`,
  };
}

export interface PlannedPeak {
  readonly perSecond: number;
  /** `spike sends up to 5,120 events/s`: begins a message, without a full stop. */
  readonly sentence: string;
}

function refused(message: string, hint: string): Refused {
  return { allowed: false, code: 'CLUSTER_NOT_ALLOWED', message: `${message}.`, hint };
}

function placeOf(away: ResolvedAddress, bootstrap: readonly ResolvedAddress[]): string {
  const who = bootstrap.includes(away) ? 'the address' : 'one of its brokers, reached at';
  return `${who} ${away.address}${bootstrap.includes(away) ? '' : ','} is not on this machine (${resolvedTo(away)})`;
}

function resolvedTo({ ips }: ResolvedAddress): string {
  return ips.length === 0 ? 'its name does not resolve' : ips.join(', ');
}
