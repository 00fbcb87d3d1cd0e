import { ERROR } from '../codec/error-codes.ts';
import type { Timers } from '../timers.ts';
import { Group } from './group.ts';
import type { CommittedOffset } from './offsets.ts';
import {
  type Assignment,
  failedJoin,
  failedSync,
  type JoinRequest,
  type JoinResult,
  type SyncResult,
} from './results.ts';

export interface GroupLimits {
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
  /** How long the first generation of a group that was empty waits for more members. */
  readonly initialRebalanceDelayMs: number;
}

/** All consumer groups. Groups live until they are deleted: offsets never expire. */
export class GroupCoordinator {
  readonly #groups = new Map<string, Group>();
  readonly #timers: Timers;
  readonly #limits: GroupLimits;
  readonly #newId: () => string;

  /** @param newId makes the unique part of member ids */
  constructor(timers: Timers, limits: GroupLimits, newId: () => string) {
    this.#timers = timers;
    this.#limits = limits;
    this.#newId = newId;
  }

  get(groupId: string): Group | undefined {
    return this.#groups.get(groupId);
  }

  all(): Iterable<Group> {
    return this.#groups.values();
  }

  /** Whether the client is a member of any group just now. */
  isMember(clientId: string): boolean {
    for (const group of this.#groups.values()) {
      for (const member of group.members.values()) if (member.clientId === clientId) return true;
    }
    return false;
  }

  join(request: JoinRequest, answer: (result: JoinResult) => void): void {
    const { groupId, memberId, sessionTimeoutMs } = request;
    const { minSessionTimeoutMs, maxSessionTimeoutMs } = this.#limits;
    if (groupId === '') {
      answer(failedJoin(ERROR.INVALID_GROUP_ID, memberId));
    } else if (sessionTimeoutMs < minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs) {
      answer(failedJoin(ERROR.INVALID_SESSION_TIMEOUT, memberId));
    } else {
      const group =
        this.#groups.get(groupId) ?? (memberId === '' ? this.#create(groupId) : undefined);
      if (group === undefined) answer(failedJoin(ERROR.UNKNOWN_MEMBER_ID, memberId));
      else group.join(request, () => `${request.clientId}-${this.#newId()}`, answer);
    }
  }

  sync(
    groupId: string,
    memberId: string,
    generation: number,
    assignments: readonly Assignment[],
    answer: (result: SyncResult) => void,
  ): void {
    const group = this.#groups.get(groupId);
    if (group === undefined) answer(failedSync(ERROR.UNKNOWN_MEMBER_ID));
    else group.sync(memberId, generation, assignments, answer);
  }

  heartbeat(groupId: string, memberId: string, generation: number): number {
    const group = this.#groups.get(groupId);
    return group === undefined ? ERROR.UNKNOWN_MEMBER_ID : group.heartbeat(memberId, generation);
  }

  leave(groupId: string, memberId: string): number {
    return this.#groups.get(groupId)?.leave(memberId) ?? ERROR.UNKNOWN_MEMBER_ID;
  }

  /**
   * @param generation -1 for a commit from outside the group, allowed while it has no members
   * @returns the error for all partitions, or the group to store into
   */
  openForCommit(groupId: string, memberId: string, generation: number): Group | number {
    if (groupId === '') return ERROR.INVALID_GROUP_ID;
    const existing = this.#groups.get(groupId);
    if (existing === undefined) {
      return generation < 0 ? this.#create(groupId) : ERROR.ILLEGAL_GENERATION;
    }
    const error = existing.checkCommit(memberId, generation);
    return error === ERROR.NONE ? existing : error;
  }

  committed(groupId: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#groups.get(groupId)?.offsets.get(topic, partition);
  }

  /** @returns protocol error code */
  deleteGroup(groupId: string): number {
    const group = this.#groups.get(groupId);
    if (group === undefined) return ERROR.GROUP_ID_NOT_FOUND;
    if (group.state !== 'Empty') return ERROR.NON_EMPTY_GROUP;
    group.die();
    this.#groups.delete(groupId);
    return ERROR.NONE;
  }

  forgetTopic(topic: string): void {
    for (const group of this.#groups.values()) group.offsets.forgetTopic(topic);
  }

  /** The smallest offset committed on a partition by any group; 0 if none has committed there. */
  passedByAll(topic: string, partition: number): number {
    let smallest = Number.POSITIVE_INFINITY;
    for (const group of this.#groups.values()) {
      const committed = group.offsets.get(topic, partition);
      if (committed !== undefined) smallest = Math.min(smallest, committed.offset);
    }
    return smallest === Number.POSITIVE_INFINITY ? 0 : smallest;
  }

  stop(): void {
    for (const group of this.#groups.values()) group.stop();
  }

  #create(groupId: string): Group {
    const group = new Group(groupId, this.#timers, this.#limits.initialRebalanceDelayMs);
    this.#groups.set(groupId, group);
    return group;
  }
}
