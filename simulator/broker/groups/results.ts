/** What the coordinator answers, free of wire layouts. */

export interface JoinedMember {
  readonly id: string;
  readonly instanceId: string | null;
  readonly metadata: Buffer;
}

export interface JoinResult {
  readonly error: number;
  readonly generation: number;
  readonly protocolName: string;
  readonly leaderId: string;
  readonly memberId: string;
  /** All members, for the leader; empty for followers. */
  readonly members: readonly JoinedMember[];
}

export interface SyncResult {
  readonly error: number;
  readonly assignment: Buffer;
}

export interface JoinRequest {
  readonly groupId: string;
  /** Empty for a newcomer. */
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly { readonly name: string; readonly metadata: Buffer }[];
  /** Whether a newcomer is sent away once, to come back with the id it is given (JoinGroup ≥ 4). */
  readonly idRequiredFirst: boolean;
}

export interface Assignment {
  readonly memberId: string;
  readonly assignment: Buffer;
}

export function failedJoin(error: number, memberId: string): JoinResult {
  return { error, generation: -1, protocolName: '', leaderId: '', memberId, members: [] };
}

export function failedSync(error: number): SyncResult {
  return { error, assignment: Buffer.alloc(0) };
}
