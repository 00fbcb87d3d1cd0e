import { ERROR } from '../codec/error-codes.ts';
import type { Timers } from '../timers.ts';
import {
  commonProtocols,
  type Member,
  metadataFor,
  NO_BYTES,
  sameProtocols,
  selectProtocol,
} from './member.ts';
import { CommittedOffsets } from './offsets.ts';
import {
  type Assignment,
  failedJoin,
  failedSync,
  type JoinRequest,
  type JoinResult,
  type SyncResult,
} from './results.ts';

export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

/**
 * One consumer group, by the rules of Kafka's classic group coordinator (GroupCoordinator.scala):
 *
 *     Empty ──join──► PreparingRebalance ──all rejoined, or deadline──► CompletingRebalance
 *       ▲                  ▲      │                                          │ leader syncs
 *       └──none rejoined───┼──────┘            ┌──join, leave, expiry────────┤
 *                          └───────────────────┴───────── Stable ◄───────────┘
 *
 * A member that does not heartbeat within its session timeout is removed; one that does not rejoin within
 * the longest rebalance timeout is left behind. Time comes from the timers only.
 */
export class Group {
  readonly id: string;
  readonly offsets = new CommittedOffsets();
  readonly members = new Map<string, Member>();
  state: GroupState = 'Empty';
  generation = 0;
  protocolType = '';
  protocolName = '';
  #leaderId = '';
  /** Ids given out that have not joined yet, each with the end of its patience. */
  readonly #pending = new Map<string, () => void>();
  readonly #timers: Timers;
  readonly #initialDelayMs: number;
  /** In PreparingRebalance: the deadline, or the initial delay. In CompletingRebalance: the leader's sync. */
  #cancelDeadline: () => void = () => {};
  /** While the initial delay of a group that was empty runs, nothing completes. */
  #delaying = false;
  #joinedDuringDelay = false;

  constructor(id: string, timers: Timers, initialRebalanceDelayMs: number) {
    this.id = id;
    this.#timers = timers;
    this.#initialDelayMs = initialRebalanceDelayMs;
  }

  join(request: JoinRequest, newMemberId: () => string, answer: (r: JoinResult) => void): void {
    if (this.state === 'Dead') {
      answer(failedJoin(ERROR.COORDINATOR_NOT_AVAILABLE, request.memberId));
    } else if (!this.#supports(request)) {
      answer(failedJoin(ERROR.INCONSISTENT_GROUP_PROTOCOL, request.memberId));
    } else if (request.memberId === '') {
      this.#joinNewcomer(request, newMemberId(), answer);
    } else {
      this.#joinKnown(request, answer);
    }
  }

  sync(
    memberId: string,
    generation: number,
    assignments: readonly Assignment[],
    answer: (result: SyncResult) => void,
  ): void {
    const error = this.#validate(memberId, generation);
    const member = this.members.get(memberId);
    if (error !== ERROR.NONE || member === undefined) {
      answer(failedSync(error));
    } else if (this.state === 'CompletingRebalance') {
      member.awaitingSync?.(failedSync(ERROR.REBALANCE_IN_PROGRESS));
      member.awaitingSync = answer;
      if (memberId === this.#leaderId) this.#distribute(assignments);
    } else if (this.state === 'Stable') {
      answer({ error: ERROR.NONE, assignment: member.assignment });
      this.#restartSession(member);
    } else {
      answer(failedSync(ERROR.REBALANCE_IN_PROGRESS));
    }
  }

  heartbeat(memberId: string, generation: number): number {
    const error = this.#validate(memberId, generation);
    const member = this.members.get(memberId);
    if (error !== ERROR.NONE || member === undefined) return error;
    this.#restartSession(member);
    return this.state === 'PreparingRebalance' ? ERROR.REBALANCE_IN_PROGRESS : ERROR.NONE;
  }

  leave(memberId: string): number {
    if (this.state === 'Dead') return ERROR.COORDINATOR_NOT_AVAILABLE;
    if (this.#pending.has(memberId)) {
      this.#forgetPending(memberId);
      return ERROR.NONE;
    }
    const member = this.members.get(memberId);
    if (member === undefined) return ERROR.UNKNOWN_MEMBER_ID;
    this.#remove(member);
    return ERROR.NONE;
  }

  /** Whether this member, or an administrator of an empty group (generation -1), may commit now. */
  checkCommit(memberId: string, generation: number): number {
    if (this.state === 'Dead') return ERROR.COORDINATOR_NOT_AVAILABLE;
    if (generation < 0 && this.state === 'Empty') return ERROR.NONE;
    const error = this.#validate(memberId, generation);
    const member = this.members.get(memberId);
    if (error !== ERROR.NONE || member === undefined) return error;
    this.#restartSession(member);
    return this.state === 'CompletingRebalance' ? ERROR.REBALANCE_IN_PROGRESS : ERROR.NONE;
  }

  /** Ends an empty group for good. */
  die(): void {
    this.state = 'Dead';
    this.stop();
  }

  /** Cancels every timer. */
  stop(): void {
    this.#cancelDeadline();
    for (const member of this.members.values()) member.cancelSession();
    for (const cancel of this.#pending.values()) cancel();
    this.#pending.clear();
  }

  #supports(request: JoinRequest): boolean {
    if (request.protocolType === '' || request.protocols.length === 0) return false;
    const others = [...this.members.values()].filter((member) => member.id !== request.memberId);
    if (this.members.size === 0) return true;
    if (request.protocolType !== this.protocolType) return false;
    const common = commonProtocols(others);
    return common === undefined || request.protocols.some((protocol) => common.has(protocol.name));
  }

  #joinNewcomer(request: JoinRequest, memberId: string, answer: (r: JoinResult) => void): void {
    if (!request.idRequiredFirst) {
      this.#add(request, memberId, answer);
      return;
    }
    const expire = () => this.#forgetPending(memberId);
    this.#pending.set(memberId, this.#timers.after(request.sessionTimeoutMs, expire));
    answer(failedJoin(ERROR.MEMBER_ID_REQUIRED, memberId));
  }

  #joinKnown(request: JoinRequest, answer: (r: JoinResult) => void): void {
    const cancelPending = this.#pending.get(request.memberId);
    if (cancelPending !== undefined) {
      cancelPending();
      this.#pending.delete(request.memberId);
      this.#add(request, request.memberId, answer);
      return;
    }
    const member = this.members.get(request.memberId);
    if (member === undefined) {
      answer(failedJoin(ERROR.UNKNOWN_MEMBER_ID, request.memberId));
      return;
    }
    const unchanged = sameProtocols(member.protocols, request.protocols);
    const settled =
      (this.state === 'CompletingRebalance' && unchanged) ||
      (this.state === 'Stable' && unchanged && member.id !== this.#leaderId);
    if (settled) {
      // It missed our answer, or joins for no reason: it gets the current generation again.
      answer(this.#joinResult(member));
      this.#restartSession(member);
      return;
    }
    member.protocols = request.protocols;
    member.sessionTimeoutMs = request.sessionTimeoutMs;
    member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    this.#await(member, answer);
  }

  #add(request: JoinRequest, memberId: string, answer: (r: JoinResult) => void): void {
    const member: Member = {
      id: memberId,
      instanceId: request.instanceId,
      clientId: request.clientId,
      clientHost: request.clientHost,
      sessionTimeoutMs: request.sessionTimeoutMs,
      rebalanceTimeoutMs: request.rebalanceTimeoutMs,
      protocols: request.protocols,
      assignment: NO_BYTES,
      awaitingJoin: undefined,
      awaitingSync: undefined,
      cancelSession: () => {},
    };
    if (this.members.size === 0) {
      this.protocolType = request.protocolType;
      this.#leaderId = memberId;
    }
    this.members.set(memberId, member);
    this.#joinedDuringDelay = this.#delaying;
    this.#await(member, answer);
  }

  /** The member waits for the next generation; whoever else there is must come back. */
  #await(member: Member, answer: (r: JoinResult) => void): void {
    member.awaitingJoin?.(failedJoin(ERROR.UNKNOWN_MEMBER_ID, member.id));
    member.awaitingJoin = answer;
    this.#rebalance();
  }

  #rebalance(): void {
    if (this.state === 'PreparingRebalance') {
      this.#completeJoinIfAllHere();
      return;
    }
    this.#cancelDeadline();
    for (const member of this.members.values())
      this.#answerSync(member, ERROR.REBALANCE_IN_PROGRESS);
    const wasEmpty = this.state === 'Empty';
    this.state = 'PreparingRebalance';
    if (wasEmpty && this.#initialDelayMs > 0) {
      this.#delaying = true;
      this.#delay(this.#longestRebalanceMs());
      return;
    }
    this.#cancelDeadline = this.#timers.after(this.#longestRebalanceMs(), () =>
      this.#completeJoin(),
    );
    this.#completeJoinIfAllHere();
  }

  /** Waits for more members of a new group, as long as they keep coming. */
  #delay(remainingMs: number): void {
    const delayMs = Math.min(this.#initialDelayMs, remainingMs);
    this.#joinedDuringDelay = false;
    this.#cancelDeadline = this.#timers.after(delayMs, () => {
      if (this.#joinedDuringDelay && remainingMs > delayMs) {
        this.#delay(remainingMs - delayMs);
      } else {
        this.#delaying = false;
        this.#completeJoin();
      }
    });
  }

  #completeJoinIfAllHere(): void {
    if (this.#delaying || this.#pending.size > 0) return;
    for (const member of this.members.values()) if (member.awaitingJoin === undefined) return;
    this.#completeJoin();
  }

  #completeJoin(): void {
    this.#cancelDeadline();
    for (const member of this.members.values()) {
      if (member.awaitingJoin !== undefined) continue;
      member.cancelSession();
      this.members.delete(member.id);
    }
    this.generation += 1;
    if (this.members.size === 0) {
      this.#becomeEmpty();
      return;
    }
    if (!this.members.has(this.#leaderId)) this.#leaderId = firstKey(this.members);
    this.protocolName = selectProtocol(this.members.values());
    this.state = 'CompletingRebalance';
    this.#cancelDeadline = this.#timers.after(this.#longestRebalanceMs(), () =>
      this.#dropUnsynced(),
    );
    for (const member of [...this.members.values()]) {
      member.assignment = NO_BYTES;
      const answer = member.awaitingJoin;
      member.awaitingJoin = undefined;
      this.#restartSession(member);
      answer?.(this.#joinResult(member));
    }
  }

  #distribute(assignments: readonly Assignment[]): void {
    this.#cancelDeadline();
    for (const member of this.members.values()) {
      const own = assignments.find((assignment) => assignment.memberId === member.id);
      member.assignment = own?.assignment ?? NO_BYTES;
    }
    this.state = 'Stable';
    for (const member of [...this.members.values()]) this.#answerSync(member, ERROR.NONE);
  }

  /** Members that joined but never asked for their assignment hold up the others. */
  #dropUnsynced(): void {
    const unsynced = [...this.members.values()].filter((m) => m.awaitingSync === undefined);
    for (const member of unsynced) {
      member.cancelSession();
      this.members.delete(member.id);
    }
    this.#rebalanceOrEmpty();
  }

  #answerSync(member: Member, error: number): void {
    const answer = member.awaitingSync;
    if (answer === undefined) return;
    member.awaitingSync = undefined;
    this.#restartSession(member);
    answer(error === ERROR.NONE ? { error, assignment: member.assignment } : failedSync(error));
  }

  #remove(member: Member): void {
    member.cancelSession();
    this.members.delete(member.id);
    if (member.id === this.#leaderId) this.#leaderId = firstKey(this.members);
    member.awaitingJoin?.(failedJoin(ERROR.UNKNOWN_MEMBER_ID, member.id));
    member.awaitingSync?.(failedSync(ERROR.UNKNOWN_MEMBER_ID));
    this.#rebalanceOrEmpty();
  }

  #rebalanceOrEmpty(): void {
    if (this.members.size > 0 || this.state === 'PreparingRebalance') {
      this.#rebalance();
    } else if (this.state !== 'Empty') {
      this.generation += 1;
      this.#becomeEmpty();
    }
  }

  #becomeEmpty(): void {
    this.#cancelDeadline();
    this.#delaying = false;
    this.state = 'Empty';
    this.protocolName = '';
    this.#leaderId = '';
  }

  #forgetPending(memberId: string): void {
    this.#pending.get(memberId)?.();
    this.#pending.delete(memberId);
    if (this.state === 'PreparingRebalance') this.#completeJoinIfAllHere();
  }

  #restartSession(member: Member): void {
    member.cancelSession();
    member.cancelSession = this.#timers.after(member.sessionTimeoutMs, () => {
      // Who waits for our answer cannot heartbeat on the same connection.
      if (member.awaitingJoin !== undefined || member.awaitingSync !== undefined) return;
      this.#remove(member);
    });
  }

  #validate(memberId: string, generation: number): number {
    if (this.state === 'Dead') return ERROR.COORDINATOR_NOT_AVAILABLE;
    if (!this.members.has(memberId)) return ERROR.UNKNOWN_MEMBER_ID;
    return generation === this.generation ? ERROR.NONE : ERROR.ILLEGAL_GENERATION;
  }

  #joinResult(member: Member): JoinResult {
    const leads = member.id === this.#leaderId;
    return {
      error: ERROR.NONE,
      generation: this.generation,
      protocolName: this.protocolName,
      leaderId: this.#leaderId,
      memberId: member.id,
      members: leads
        ? [...this.members.values()].map((other) => ({
            id: other.id,
            instanceId: other.instanceId,
            metadata: metadataFor(other, this.protocolName),
          }))
        : [],
    };
  }

  #longestRebalanceMs(): number {
    let longest = 0;
    for (const member of this.members.values()) {
      longest = Math.max(longest, member.rebalanceTimeoutMs);
    }
    return longest;
  }
}

function firstKey(map: ReadonlyMap<string, unknown>): string {
  return map.keys().next().value ?? '';
}
