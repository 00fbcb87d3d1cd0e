/** How long a consumer group waits for its members. */
import type { BrokerKind } from './connection.ts';

export interface GroupTimeouts {
  /** Without a heartbeat for so long a member is out. */
  readonly sessionTimeoutMs: number;
  /** So long a rebalance waits for members to join again. */
  readonly rebalanceTimeoutMs: number;
}

/** What a scenario says, or what suits the kind of broker where it says nothing (null). */
export function groupTimeouts(
  kind: BrokerKind,
  wanted: { readonly [name in keyof GroupTimeouts]: number | null },
): GroupTimeouts {
  const embedded = kind === 'embedded';
  return {
    sessionTimeoutMs: wanted.sessionTimeoutMs ?? (embedded ? 6_000 : 30_000),
    rebalanceTimeoutMs: wanted.rebalanceTimeoutMs ?? (embedded ? 10_000 : 60_000),
  };
}
