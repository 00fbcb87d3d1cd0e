import type { JoinResult, SyncResult } from './results.ts';

export interface Protocol {
  readonly name: string;
  /** Subscription, opaque to the broker. */
  readonly metadata: Buffer;
}

/** A member of a group, and the request of its that waits for an answer. */
export interface Member {
  readonly id: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  /** In order of preference. */
  protocols: readonly Protocol[];
  assignment: Buffer;
  /** It has asked for its assignment in this generation. */
  hasSynced: boolean;
  awaitingJoin: ((result: JoinResult) => void) | undefined;
  awaitingSync: ((result: SyncResult) => void) | undefined;
  cancelSession: () => void;
}

export const NO_BYTES = Buffer.alloc(0);

export function metadataFor(member: Member, protocolName: string): Buffer {
  return member.protocols.find((protocol) => protocol.name === protocolName)?.metadata ?? NO_BYTES;
}

export function sameProtocols(a: readonly Protocol[], b: readonly Protocol[]): boolean {
  return (
    a.length === b.length &&
    a.every((protocol, index) => {
      const other = b[index];
      return (
        other !== undefined &&
        protocol.name === other.name &&
        protocol.metadata.equals(other.metadata)
      );
    })
  );
}

/** Names of the protocols that every member supports. */
export function commonProtocols(members: Iterable<Member>): Set<string> | undefined {
  let common: Set<string> | undefined;
  for (const member of members) {
    const names = member.protocols.map((protocol) => protocol.name);
    common = new Set(common === undefined ? names : names.filter((name) => common?.has(name)));
  }
  return common;
}

/** Each member votes for the first of its protocols that all support; the most votes win. */
export function selectProtocol(members: Iterable<Member>): string {
  const all = [...members];
  const candidates = commonProtocols(all);
  const votes = new Map<string, number>();
  for (const member of all) {
    const vote = member.protocols.find((protocol) => candidates?.has(protocol.name));
    if (vote !== undefined) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1);
  }
  let best = '';
  for (const [name, count] of votes) if (count > (votes.get(best) ?? 0)) best = name;
  return best;
}
