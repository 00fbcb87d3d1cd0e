import { ERROR } from '../codec/error-codes.ts';
import type { Timers } from '../timers.ts';
import { type Member, sameProtocols } from './member.ts';
import { CommittedOffsets } from './offsets.ts';
import { PendingIds } from './pending-ids.ts';
import { type GroupState, Rebalance } from './rebalance.ts';
import {
  type Assignment,
  failedJoin,
  failedSync,
  type JoinRequest,
  type JoinResult,
  type SyncResult,
} from './results.ts';
import { Roster } from './roster.ts';

/**
 * One consumer group as its members and administrators see it, by the rules of Kafka's classic group coordinator
 * (GroupCoordinator.scala); {@link Rebalance} draws how generations follow each other. Time comes from the timers only.
 */
export class Group {
  readonly id: string;
  readonly offsets = new CommittedOffsets();
  readonly #roster: Roster;
  readonly #pending: PendingIds;
  readonly #rebalance: Rebalance;

  constructor(id: string, timers: Timers, initialRebalanceDelayMs: number) {
    this.id = id;
    this.#roster = new Roster(timers, (member) => this.#remove(member));
    this.#pending = new PendingIds(timers);
    this.#rebalance = new Rebalance(timers, this.#roster, this.#pending, initialRebalanceDelayMs);
  }

  get state(): GroupState {
    return this.#rebalance.state;
  }

  get generation(): number {
    return this.#rebalance.generation;
  }

  get protocolName(): string {
    return this.#rebalance.protocolName;
  }

  get members(): ReadonlyMap<string, Member> {
    return this.#roster.members;
  }

  get protocolType(): string {
    return this.#roster.protocolType;
  }

  join(request: JoinRequest, newMemberId: () => string, answer: (r: JoinResult) => void): void {
    if (this.state === 'Dead') {
      answer(failedJoin(ERROR.COORDINATOR_NOT_AVAILABLE, request.memberId));
    } else if (!this.#roster.supports(request)) {
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
    const member = this.#validated(memberId, generation);
    if (typeof member === 'number') {
      answer(failedSync(member));
    } else if (this.state === 'CompletingRebalance') {
      member.awaitingSync?.(failedSync(ERROR.REBALANCE_IN_PROGRESS));
      member.awaitingSync = answer;
      member.hasSynced = true;
      if (memberId === this.#roster.leaderId) this.#rebalance.distribute(assignments);
    } else if (this.state === 'Stable') {
      member.hasSynced = true;
      this.#rebalance.memberSynced();
      answer({ error: ERROR.NONE, assignment: member.assignment });
      this.#roster.heard(member);
    } else {
      answer(failedSync(ERROR.REBALANCE_IN_PROGRESS));
    }
  }

  heartbeat(memberId: string, generation: number): number {
    const member = this.#validated(memberId, generation);
    if (typeof member === 'number') return member;
    this.#roster.heard(member);
    return this.state === 'PreparingRebalance' ? ERROR.REBALANCE_IN_PROGRESS : ERROR.NONE;
  }

  leave(memberId: string): number {
    if (this.state === 'Dead') return ERROR.COORDINATOR_NOT_AVAILABLE;
    if (this.#pending.take(memberId)) {
      this.#rebalance.completeIfAllHere();
      return ERROR.NONE;
    }
    const member = this.members.get(memberId);
    if (member === undefined) return ERROR.UNKNOWN_MEMBER_ID;
    this.#remove(member);
    return ERROR.NONE;
  }

  /**
   * Whether this member, or an administrator of an empty group (generation -1), may commit now. While a rebalance is being
   * prepared members may, so that they can say how far they came; once they know the new generation they have to sync first.
   */
  checkCommit(memberId: string, generation: number): number {
    if (this.state === 'Dead') return ERROR.COORDINATOR_NOT_AVAILABLE;
    if (generation < 0 && this.state === 'Empty') return ERROR.NONE;
    const member = this.#validated(memberId, generation);
    if (typeof member === 'number') return member;
    if (this.state === 'CompletingRebalance') return ERROR.REBALANCE_IN_PROGRESS;
    this.#roster.heard(member);
    return ERROR.NONE;
  }

  /** Ends an empty group for good. */
  die(): void {
    this.#rebalance.die();
    this.stop();
  }

  /** Cancels every timer. */
  stop(): void {
    this.#rebalance.stop();
    this.#roster.stop();
    this.#pending.clear();
  }

  #joinNewcomer(request: JoinRequest, memberId: string, answer: (r: JoinResult) => void): void {
    if (!request.idRequiredFirst) {
      this.#add(request, memberId, answer);
      return;
    }
    this.#pending.give(memberId, request.sessionTimeoutMs, () =>
      this.#rebalance.completeIfAllHere(),
    );
    answer(failedJoin(ERROR.MEMBER_ID_REQUIRED, memberId));
  }

  #joinKnown(request: JoinRequest, answer: (r: JoinResult) => void): void {
    if (this.#pending.take(request.memberId)) {
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
      (this.state === 'Stable' && unchanged && member.id !== this.#roster.leaderId);
    if (settled) {
      // It missed our answer, or joins for no reason: it gets the current generation again.
      answer(this.#rebalance.resultFor(member));
      this.#roster.heard(member);
      return;
    }
    member.protocols = request.protocols;
    member.sessionTimeoutMs = request.sessionTimeoutMs;
    member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    this.#await(member, answer);
  }

  #add(request: JoinRequest, memberId: string, answer: (r: JoinResult) => void): void {
    const member = this.#roster.add(request, memberId);
    this.#rebalance.newcomerCame();
    this.#await(member, answer);
  }

  /** The member waits for the next generation; whoever else there is must come back. */
  #await(member: Member, answer: (r: JoinResult) => void): void {
    member.awaitingJoin?.(failedJoin(ERROR.UNKNOWN_MEMBER_ID, member.id));
    member.awaitingJoin = answer;
    this.#rebalance.begin();
  }

  #remove(member: Member): void {
    this.#roster.remove(member);
    const { awaitingJoin, awaitingSync } = member;
    member.awaitingJoin = undefined;
    member.awaitingSync = undefined;
    awaitingJoin?.(failedJoin(ERROR.UNKNOWN_MEMBER_ID, member.id));
    awaitingSync?.(failedSync(ERROR.UNKNOWN_MEMBER_ID));
    this.#rebalance.memberGone();
  }

  /** @returns the member, or the error of one that is not of this generation */
  #validated(memberId: string, generation: number): Member | number {
    if (this.state === 'Dead') return ERROR.COORDINATOR_NOT_AVAILABLE;
    const member = this.members.get(memberId);
    if (member === undefined) return ERROR.UNKNOWN_MEMBER_ID;
    return generation === this.generation ? member : ERROR.ILLEGAL_GENERATION;
  }
}
