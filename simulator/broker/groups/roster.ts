import type { Timers } from '../timers.ts';
import { commonProtocols, type Member, metadataFor, NO_BYTES, selectProtocol } from './member.ts';
import type { JoinedMember, JoinRequest } from './results.ts';

/** Kafka's: how long a newcomer waits for its first generation before it is taken for gone. */
const NEWCOMER_TIMEOUT_MS = 300_000;

/** The members of a group, who leads them, and how long each may be silent. */
export class Roster {
  readonly members = new Map<string, Member>();
  leaderId = '';
  protocolType = '';
  readonly #timers: Timers;
  readonly #onSilent: (member: Member) => void;

  /** @param onSilent called for a member that let its session pass; it is still on the roster */
  constructor(timers: Timers, onSilent: (member: Member) => void) {
    this.#timers = timers;
    this.#onSilent = onSilent;
  }

  /** Whether the group would have a protocol in common with whoever asks. */
  supports({ memberId, protocolType, protocols }: JoinRequest): boolean {
    if (protocolType === '' || protocols.length === 0) return false;
    if (this.members.size === 0) return true;
    if (protocolType !== this.protocolType) return false;
    const common = commonProtocols([...this.members.values()].filter(({ id }) => id !== memberId));
    return common === undefined || protocols.some(({ name }) => common.has(name));
  }

  /** Its session begins with its first generation: it does not know its id before, and cannot heartbeat. */
  add(request: JoinRequest, id: string): Member {
    const { instanceId, clientId, clientHost, protocols } = request;
    const { sessionTimeoutMs, rebalanceTimeoutMs } = request;
    const member: Member = {
      ...{ id, instanceId, clientId, clientHost, protocols, sessionTimeoutMs, rebalanceTimeoutMs },
      assignment: NO_BYTES,
      hasSynced: false,
      awaitingJoin: undefined,
      awaitingSync: undefined,
      cancelSession: this.#timers.after(NEWCOMER_TIMEOUT_MS, () => this.#onSilent(member)),
    };
    if (this.members.size === 0) {
      this.protocolType = request.protocolType;
      this.leaderId = id;
    }
    this.members.set(id, member);
    return member;
  }

  remove(member: Member): void {
    member.cancelSession();
    this.members.delete(member.id);
    if (member.id === this.leaderId) this.leaderId = this.members.keys().next().value ?? '';
  }

  /** The member gave a sign of life: its session begins anew. */
  heard(member: Member): void {
    member.cancelSession();
    member.cancelSession = this.#timers.after(member.sessionTimeoutMs, () => {
      // Who waits for our answer cannot heartbeat on the same connection.
      if (member.awaitingJoin !== undefined || member.awaitingSync !== undefined) return;
      this.#onSilent(member);
    });
  }

  get longestRebalanceMs(): number {
    let longest = 0;
    for (const member of this.members.values()) {
      longest = Math.max(longest, member.rebalanceTimeoutMs);
    }
    return longest;
  }

  selectProtocol(): string {
    return selectProtocol(this.members.values());
  }

  /** With what each says about itself in a protocol. */
  described(protocolName: string): JoinedMember[] {
    return [...this.members.values()].map((member) => ({
      id: member.id,
      instanceId: member.instanceId,
      metadata: metadataFor(member, protocolName),
    }));
  }

  stop(): void {
    for (const member of this.members.values()) member.cancelSession();
  }
}
