/**
 * Being in the consumer group, as kafkajs does it and beside it: joining, coming back after a crash, and the membership in
 * whose name offsets are committed. What a member is given to do it is told; how it is done is no matter here.
 */
import type { Cluster, Consumer, ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import { within } from './admin.ts';
import { copartitionAssigner } from './assigner.ts';
import { createConsumer, createKafka, type KafkaOptions } from './client.ts';
import type { GroupJoin } from './consumer-options.ts';
import { groupTimeouts } from './group-timeouts.ts';
import { leaveGroup } from './leave-group.ts';
import { Membership } from './membership.ts';
import { MAX_SILENCE_MS, Recovery } from './recovery.ts';

const DISCONNECT_TIMEOUT_MS = 2000;

export interface GroupMemberOptions {
  readonly client: KafkaOptions;
  readonly groupId: string;
  readonly consumerName: string;
  /** Names that partitions belong to: see `CopartitionOptions.reservedFor`. */
  readonly groupNames: readonly string[];
  /** What is consumed, by topic index. */
  readonly topics: readonly string[];
  readonly partitions: number;
  readonly sessionTimeoutMs: number | null;
  readonly rebalanceTimeoutMs: number | null;
  readonly eachBatch: (payload: EachBatchPayload) => Promise<void>;
  /** Heard within the handler of the event: it ends before anything is fetched for the new assignment. */
  readonly onJoined: (join: GroupJoin) => void;
  readonly onRebalancing: () => void;
  /** Nothing is done in the name of the latest join any more. */
  readonly onMembershipOver: () => void;
  /** It crashed, and comes back. */
  readonly onRestart: (error: Error) => void;
  /** It does not come back. */
  readonly onLost: (error: Error) => void;
  /** What kafkajs logs of trouble that it deals with itself. */
  readonly onHeard: (message: string) => void;
}

export class GroupMember {
  /** For what to fetch, and from where. */
  readonly consumer: Consumer;
  readonly #options: GroupMemberOptions;
  readonly #recovery: Recovery;
  #cluster: Cluster | undefined;
  #membership: Membership | undefined;
  #partitions: readonly number[] = [];
  #generation = -1;
  #memberId = '';
  #joins = 0;
  #gaveUp = false;
  #stopping = false;

  constructor(options: GroupMemberOptions) {
    const { client, sessionTimeoutMs, rebalanceTimeoutMs, topics, partitions } = options;
    this.#options = options;
    this.#recovery = this.#makeRecovery();
    const kafka = createKafka({ ...client, onError: (message) => this.#heard(message) });
    this.consumer = createConsumer(kafka, {
      kind: client.kind,
      groupId: options.groupId,
      assigner: copartitionAssigner({
        consumerName: options.consumerName,
        reservedFor: options.groupNames,
        onCluster: (cluster) => {
          this.#cluster = cluster;
        },
      }),
      maxTopicPartitions: topics.length * partitions,
      ...{ sessionTimeoutMs, rebalanceTimeoutMs },
    });
    this.#listen();
  }

  /** It crashed and is on its way back into the group. */
  get away(): boolean {
    return this.#recovery.away;
  }

  /** Partition numbers assigned by the latest join, ascending. */
  get partitions(): readonly number[] {
    return this.#partitions;
  }

  /** How often it has joined. */
  get joins(): number {
    return this.#joins;
  }

  /** undefined: it is no member now. */
  get membership(): Membership | undefined {
    return this.#membership;
  }

  /** Of the consumer, so that its connections are used. Not before the first join. */
  get cluster(): Cluster {
    if (this.#cluster === undefined) throw new Error('kafkajs no longer hands its cluster out');
    return this.#cluster;
  }

  /** Resolves when it has begun to join. */
  async start(): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...this.#options.topics], fromBeginning: false });
    await this.#run();
  }

  /** Something else is wrong with it: nothing is done in its name any more, and it does not come back. */
  giveUp(): void {
    this.#gaveUp = true;
    this.endMembership();
  }

  endMembership(): void {
    this.#membership?.end();
    this.#membership = undefined;
    this.#options.onMembershipOver();
  }

  /** Nothing begins anew from now on. */
  stop(): void {
    this.#stopping = true;
    this.#recovery.stop();
  }

  /** Leaves the group, within a bounded time. Never from a handler: it hangs. */
  async leave(): Promise<void> {
    await within(DISCONNECT_TIMEOUT_MS, this.consumer.disconnect()).catch(() => undefined);
  }

  #makeRecovery(): Recovery {
    const { client, onRestart, onLost } = this.#options;
    const { kind } = client;
    const { sessionTimeoutMs } = groupTimeouts(kind, this.#options);
    return new Recovery({
      kind,
      // Whatever can come back has come back when a session has ended.
      maxSilenceMs:
        MAX_SILENCE_MS[kind] === 0 ? 0 : Math.max(MAX_SILENCE_MS[kind], 2 * sessionTimeoutMs),
      restart: () => this.#rejoin(),
      ...{ onRestart, onLost },
    });
  }

  /** After a crash kafkajs has closed everything; what was subscribed stays so. */
  async #rejoin(): Promise<void> {
    const { client, groupId } = this.#options;
    if (this.#memberId !== '') {
      await leaveGroup(client, groupId, this.#memberId);
      this.#memberId = '';
    }
    await this.#run();
  }

  async #run(): Promise<void> {
    await this.consumer.connect();
    if (this.#stopping) return;
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 1,
      eachBatch: this.#options.eachBatch,
    });
  }

  #listen(): void {
    const { events } = this.consumer;
    this.consumer.on(events.RECEIVED_UNSUBSCRIBED_TOPICS, ({ payload }) => {
      this.#generation = payload.generationId;
    });
    this.consumer.on(events.GROUP_JOIN, (event) => this.#joined(event));
    this.consumer.on(events.REBALANCING, () => this.#options.onRebalancing());
    this.consumer.on(events.HEARTBEAT, () => this.#recovery.alive());
    this.consumer.on(events.CRASH, ({ payload }) => {
      this.endMembership();
      // Why it was given up is told already.
      if (!this.#gaveUp) this.#recovery.crashed(payload.error);
    });
  }

  #heard(message: string): void {
    this.#recovery.heard(new Error(message));
    if (!this.#stopping) this.#options.onHeard(message);
  }

  #joined({ payload }: ConsumerGroupJoinEvent): void {
    if (this.#stopping) {
      // It was joining when it was told to stop, and kafkajs forgets that.
      setImmediate(() => void this.consumer.disconnect().catch(() => undefined));
      return;
    }
    this.#recovery.alive();
    this.#memberId = payload.memberId;
    this.#membership?.end();
    this.#membership = new Membership(payload.memberId, this.#generation);
    const [first] = this.#options.topics;
    const partitions = payload.memberAssignment[first ?? ''] ?? [];
    this.#partitions = [...partitions].sort((a, b) => a - b);
    this.#joins += 1;
    this.#options.onJoined({
      generation: this.#generation,
      consumerName: this.#options.consumerName,
      partitions: this.#partitions,
      durationMs: payload.duration,
    });
  }
}
