/** A member of a group, request by request, as no client library would let one be. */
import { AssignerProtocol } from 'kafkajs';
import type { Reader } from '../codec/reader.ts';
import type { Writer } from '../codec/writer.ts';
import { body, RawClient } from './raw-client.fixture.ts';

const API = {
  offsetCommit: 8,
  joinGroup: 11,
  heartbeat: 12,
  leaveGroup: 13,
  syncGroup: 14,
} as const;

/** One that can be read: over another Kafka 4.1 falls silent for the whole group. */
const SUBSCRIPTION = AssignerProtocol.MemberMetadata.encode({
  ...{ version: 0, topics: ['events'], userData: Buffer.alloc(0) },
});

export interface GroupTimeouts {
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
}

/** Every call resolves with the error that was answered. */
export class GroupClient {
  readonly #raw: RawClient;
  readonly #group: string;
  readonly #timeouts: GroupTimeouts;
  #memberId = '';
  #leaderId = '';
  generation = -1;
  /** That the leader was told of. */
  members = 0;

  private constructor(raw: RawClient, group: string, timeouts: GroupTimeouts) {
    this.#raw = raw;
    this.#group = group;
    this.#timeouts = timeouts;
  }

  static async connect(
    address: string,
    group: string,
    timeouts: GroupTimeouts,
  ): Promise<GroupClient> {
    return new GroupClient(await RawClient.connect(address), group, timeouts);
  }

  get leads(): boolean {
    return this.#memberId === this.#leaderId;
  }

  /** JoinGroup 3, which knows no members that are sent away first. */
  async join(): Promise<number> {
    const { sessionTimeoutMs, rebalanceTimeoutMs } = this.#timeouts;
    const answer = await this.#ask(API.joinGroup, 3, (writer) => {
      writer.string(this.#group).int32(sessionTimeoutMs).int32(rebalanceTimeoutMs);
      writer.string(this.#memberId).string('consumer');
      writer.array(['range'], (name) => writer.string(name).bytes(SUBSCRIPTION));
    });
    const error = answer.int16();
    const generation = answer.int32();
    answer.nullableString(); // protocol
    this.#leaderId = answer.string();
    const memberId = answer.string();
    if (error !== 0) return error;
    this.generation = generation;
    this.#memberId = memberId;
    this.members = answer.array((reader) => [reader.string(), reader.bytesCopy()]).length;
    return error;
  }

  /** Gives everything to itself where it leads. */
  async sync(): Promise<number> {
    const parts = this.leads ? [this.#memberId] : [];
    const answer = await this.#ask(API.syncGroup, 2, (writer) => {
      writer.string(this.#group).int32(this.generation).string(this.#memberId);
      writer.array(parts, (id) => writer.string(id).bytes(Buffer.from('everything')));
    });
    return answer.int16();
  }

  async heartbeat(): Promise<number> {
    const answer = await this.#ask(API.heartbeat, 2, (writer) =>
      writer.string(this.#group).int32(this.generation).string(this.#memberId),
    );
    return answer.int16();
  }

  /** @param generation -1: from outside the group */
  async commit(topic: string, generation = this.generation): Promise<number> {
    const answer = await this.#ask(API.offsetCommit, 5, (writer) => {
      writer.string(this.#group).int32(generation);
      writer.string(generation < 0 ? '' : this.#memberId);
      writer.int32(1).string(topic).int32(1).int32(0).int64(0).nullableString('');
    });
    const errors = answer.array((topics) => {
      topics.string();
      return topics.array((partition) => {
        partition.int32();
        return partition.int16();
      });
    });
    return errors.flat()[0] ?? -1;
  }

  async leave(): Promise<number> {
    const answer = await this.#ask(API.leaveGroup, 2, (writer) =>
      writer.string(this.#group).string(this.#memberId),
    );
    return answer.int16();
  }

  /** Without a word to the group. */
  close(): void {
    this.#raw.close();
  }

  /** The answer behind its throttle time. */
  async #ask(apiKey: number, version: number, write: (writer: Writer) => void): Promise<Reader> {
    const answer = await this.#raw.request(apiKey, version, body(write));
    answer.int32();
    return answer;
  }
}
