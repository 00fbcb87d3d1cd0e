/** Looks at a consumer group of somebody else's, and never touches it: it is described, and its offsets are read. */
import type { Admin } from 'kafkajs';
import { StreamstockError } from '../../pipeline/errors.ts';
import { within } from '../../pipeline/kafka/admin.ts';
import { createKafka } from '../../pipeline/kafka/client.ts';
import type { Connection } from '../../pipeline/kafka/connection.ts';
import { inWords } from '../../reports/numbers.ts';
import { formatDuration } from '../scenario/durations.ts';
import { type GroupSight, sightOf, type TopicsNeeded } from './group-sight.ts';

const CLIENT_ID = 'streamstock-group-watch';
const LOOK_EVERY_MS = 500;
const LOOK_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 1_000;

/** By topic and partition. */
export type Offsets = Readonly<Record<string, readonly number[]>>;

export class GroupWatch {
  readonly #group: string;
  readonly #needed: TopicsNeeded;
  readonly #admin: Admin;
  readonly #brokers: string;
  #connected: Promise<void> | undefined;
  #closed = false;

  constructor(connection: Connection, group: string, needed: TopicsNeeded) {
    this.#group = group;
    this.#needed = needed;
    this.#brokers = connection.brokers.join(',');
    this.#admin = createKafka({ ...connection, clientId: CLIENT_ID }).admin();
  }

  /**
   * Waits until the members of the group own every partition.
   * @returns also when that cannot be seen: then nothing better is known, however long one waits
   * @throws StreamstockError GROUP_NOT_READY when the time is up
   */
  async untilReady(
    waitMs: number,
    onWaiting: (text: string) => void,
  ): Promise<Extract<GroupSight, { state: 'complete' | 'unseen' }>> {
    const deadlineMs = performance.now() + waitMs;
    let said = '';
    for (;;) {
      const sight = await this.look();
      if (sight.state === 'complete' || sight.state === 'unseen') return sight;
      if (this.#closed) throw new StreamstockError('INTERRUPTED', 'Nobody waits any more.');
      if (performance.now() >= deadlineMs) throw this.#notReady(sight.text, waitMs);
      if (sight.text !== said) {
        said = sight.text;
        onWaiting(`Waiting for group ${this.#group} at ${this.#brokers}: ${sight.text}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** What the cluster shows of the group just now. */
  async look(): Promise<GroupSight> {
    try {
      return await within(LOOK_TIMEOUT_MS, this.#ask());
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return /authoriz/i.test(typeOf(error))
        ? { state: 'unseen', text: 'this user may not describe it' }
        : { state: 'absent', text: `the cluster did not answer (${text})` };
    }
  }

  /**
   * Where the logs end now: the load begins there.
   * @returns also how many records the group had still to read by its own count; what it never committed is unknown
   */
  async noteStart(): Promise<{ readonly ends: Offsets; readonly behind: string | undefined }> {
    await this.#connect();
    const topics = [...this.#needed.required, ...this.#needed.optional];
    const ends: Record<string, number[]> = {};
    let isEmpty = true;
    for (const topic of topics) {
      const high: number[] = [];
      for (const { partition, ...offsets } of await this.#admin.fetchTopicOffsets(topic)) {
        high[partition] = Number(offsets.high);
        if (offsets.high !== offsets.low) isEmpty = false;
      }
      ends[topic] = high;
    }
    return { ends, behind: isEmpty ? undefined : await this.#behind(ends) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await within(CLOSE_TIMEOUT_MS, this.#admin.disconnect()).catch(() => undefined);
  }

  async #ask(): Promise<GroupSight> {
    await this.#connect();
    const { groups } = await this.#admin.describeGroups([this.#group]);
    const [described] = groups;
    if (described === undefined) return { state: 'absent', text: 'the cluster does not know it' };
    const listed = described.state === 'Dead' && (await this.#isListed());
    return sightOf(described, listed, this.#needed);
  }

  async #isListed(): Promise<boolean> {
    const { groups } = await this.#admin.listGroups();
    return groups.some(({ groupId }) => groupId === this.#group);
  }

  /** In words; undefined when there is nothing to say. */
  async #behind(ends: Offsets): Promise<string | undefined> {
    const topics = Object.keys(ends);
    const committed = await this.#admin
      .fetchOffsets({ groupId: this.#group, topics })
      .catch(() => undefined);
    if (committed === undefined) return undefined;
    let behind = 0;
    let never = 0;
    for (const { topic, partitions } of committed) {
      for (const { partition, offset } of partitions) {
        const end = ends[topic]?.[partition] ?? 0;
        if (Number(offset) >= 0) behind += Math.max(0, end - Number(offset));
        else if (end > 0) never += 1;
      }
    }
    const parts = [
      ...(behind > 0 ? [`was ${inWords(behind, 'record')} behind`] : []),
      ...(never > 0
        ? [`had committed nothing on ${inWords(never, 'partition')} that hold older records`]
        : []),
    ];
    if (parts.length === 0) return undefined;
    return `before the load began, group ${this.#group} ${parts.join(' and ')}; lag is counted from there`;
  }

  async #connect(): Promise<void> {
    this.#connected ??= this.#admin.connect();
    try {
      await this.#connected;
    } catch (error) {
      this.#connected = undefined;
      throw error;
    }
  }

  #notReady(text: string, waitMs: number): StreamstockError {
    const topics = [...this.#needed.required].join(', ');
    return new StreamstockError(
      'GROUP_NOT_READY',
      `Group ${this.#group} was not ready at ${this.#brokers} within ${formatDuration(waitMs)}: ${text}.`,
      {
        hint: `Start your service with this group, subscribed to ${topics}; or give it more time with --group-wait.`,
      },
    );
  }
}

function typeOf(error: unknown): string {
  const { type, message } = (error ?? {}) as { type?: unknown; message?: unknown };
  return `${typeof type === 'string' ? type : ''} ${typeof message === 'string' ? message : ''}`;
}
