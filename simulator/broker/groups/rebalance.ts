import { ERROR } from '../codec/error-codes.ts';
import type { Timers } from '../timers.ts';
import { type Member, NO_BYTES } from './member.ts';
import type { PendingIds } from './pending-ids.ts';
import { type Assignment, failedSync, type JoinResult } from './results.ts';
import type { Roster } from './roster.ts';

export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

/**
 * How one generation of a group follows another:
 *
 *     Empty ──join──► PreparingRebalance ──all rejoined, or deadline──► CompletingRebalance
 *       ▲                  ▲      │                                          │ leader syncs
 *       └──none rejoined───┼──────┘            ┌──join, leave, expiry────────┤
 *                          └───────────────────┴───────── Stable ◄───────────┘
 *
 * A member that does not rejoin, or does not ask for its assignment, within the longest rebalance timeout is left behind.
 */
export class Rebalance {
  state: GroupState = 'Empty';
  generation = 0;
  protocolName = '';
  readonly #timers: Timers;
  readonly #roster: Roster;
  readonly #pending: PendingIds;
  readonly #initialDelayMs: number;
  /** For rejoining, in PreparingRebalance, where it may be the initial delay; for syncing afterwards. */
  #cancelDeadline: () => void = () => {};
  /** While the initial delay of a group that was empty runs, nothing completes. */
  #delaying = false;
  #joinedDuringDelay = false;

  /** @param initialDelayMs how long the first generation of a group that was empty waits for more members */
  constructor(timers: Timers, roster: Roster, pending: PendingIds, initialDelayMs: number) {
    this.#timers = timers;
    this.#roster = roster;
    this.#pending = pending;
    this.#initialDelayMs = initialDelayMs;
  }

  /** Only a group's first generation waits longer because more members come. */
  newcomerCame(): void {
    if (this.#delaying && this.generation === 0) this.#joinedDuringDelay = true;
  }

  /** Somebody waits for the next generation; whoever else there is must come back. */
  begin(): void {
    if (this.state === 'PreparingRebalance') {
      this.completeIfAllHere();
      return;
    }
    this.#cancelDeadline();
    this.#answerSyncs(ERROR.REBALANCE_IN_PROGRESS);
    const wasEmpty = this.state === 'Empty';
    this.state = 'PreparingRebalance';
    const { longestRebalanceMs } = this.#roster;
    if (wasEmpty && this.#initialDelayMs > 0) {
      this.#delaying = true;
      this.#delay(longestRebalanceMs);
      return;
    }
    this.#setDeadline(longestRebalanceMs, () => this.#completeJoin());
    this.completeIfAllHere();
  }

  /** The next generation begins at once when nobody is missing. */
  completeIfAllHere(): void {
    if (this.state !== 'PreparingRebalance' || this.#delaying || this.#pending.size > 0) return;
    for (const member of this.#roster.members.values())
      if (member.awaitingJoin === undefined) return;
    this.#completeJoin();
  }

  /** The leader has said who gets what. */
  distribute(assignments: readonly Assignment[]): void {
    for (const member of this.#roster.members.values()) {
      const own = assignments.find((assignment) => assignment.memberId === member.id);
      member.assignment = own?.assignment ?? NO_BYTES;
    }
    this.state = 'Stable';
    this.memberSynced();
    this.#answerSyncs(ERROR.NONE);
  }

  /** Somebody has asked for its assignment. */
  memberSynced(): void {
    for (const member of this.#roster.members.values()) if (!member.hasSynced) return;
    this.#cancelDeadline();
  }

  /** Somebody was taken off the roster. */
  memberGone(): void {
    if (this.#roster.members.size > 0 || this.state === 'PreparingRebalance') {
      this.begin();
    } else if (this.state !== 'Empty') {
      this.generation += 1;
      this.#becomeEmpty();
    }
  }

  /** What a member gets to know of the current generation. */
  resultFor(member: Member): JoinResult {
    const { leaderId } = this.#roster;
    return {
      error: ERROR.NONE,
      generation: this.generation,
      protocolName: this.protocolName,
      leaderId,
      memberId: member.id,
      members: member.id === leaderId ? this.#roster.described(this.protocolName) : [],
    };
  }

  stop(): void {
    this.#cancelDeadline();
  }

  die(): void {
    this.state = 'Dead';
  }

  /** Waits for more members of a new group, as long as they keep coming. */
  #delay(remainingMs: number): void {
    const delayMs = Math.min(this.#initialDelayMs, remainingMs);
    this.#joinedDuringDelay = false;
    this.#setDeadline(delayMs, () => {
      if (this.#joinedDuringDelay && remainingMs > delayMs) {
        this.#delay(remainingMs - delayMs);
      } else {
        this.#delaying = false;
        this.#completeJoin();
      }
    });
  }

  /** The next generation consists of those who came. */
  #completeJoin(): void {
    this.#cancelDeadline();
    for (const member of [...this.#roster.members.values()]) {
      if (member.awaitingJoin === undefined) this.#roster.remove(member);
    }
    this.generation += 1;
    if (this.#roster.members.size === 0) {
      this.#becomeEmpty();
      return;
    }
    this.protocolName = this.#roster.selectProtocol();
    this.state = 'CompletingRebalance';
    this.#setDeadline(this.#roster.longestRebalanceMs, () => this.#dropUnsynced());
    for (const member of [...this.#roster.members.values()]) {
      member.assignment = NO_BYTES;
      member.hasSynced = false;
      const answer = member.awaitingJoin;
      member.awaitingJoin = undefined;
      this.#roster.heard(member);
      answer?.(this.resultFor(member));
    }
  }

  /** Who joined and never asks for its assignment holds partitions that nobody reads. */
  #dropUnsynced(): void {
    for (const member of [...this.#roster.members.values()]) {
      if (!member.hasSynced) this.#roster.remove(member);
    }
    this.memberGone();
  }

  #answerSyncs(error: number): void {
    for (const member of [...this.#roster.members.values()]) {
      const answer = member.awaitingSync;
      if (answer === undefined) continue;
      member.awaitingSync = undefined;
      this.#roster.heard(member);
      answer(error === ERROR.NONE ? { error, assignment: member.assignment } : failedSync(error));
    }
  }

  #becomeEmpty(): void {
    this.#cancelDeadline();
    this.#delaying = false;
    this.state = 'Empty';
    this.protocolName = '';
  }

  #setDeadline(afterMs: number, then: () => void): void {
    this.#cancelDeadline();
    this.#cancelDeadline = this.#timers.after(afterMs, then);
  }
}
