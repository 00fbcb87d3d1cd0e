/** What a consumer in a process of its own shows to whoever started it. Pure: from what it tells to a line and a summary. */
import type { ConsumerLag } from '../../../pipeline/kafka/lag.ts';
import { duration, inWords, whole } from '../../../reports/numbers.ts';
import type { FromConsumer } from '../messages.ts';

export interface ViewedConsumer {
  readonly name: string;
  readonly group: string;
}

export class ConsumeView {
  readonly #who: ViewedConsumer;
  readonly #owned = new Set<number>();
  #joined = false;
  #applied = 0;
  #perSecond: number | undefined;
  #restores = 0;
  #kept = 0;
  #longestRestoreMs = 0;
  #rebalances = -1;
  #behind: number | undefined;

  constructor(who: ViewedConsumer) {
    this.#who = who;
  }

  /** What it consumes just now, ascending. */
  get owned(): readonly number[] {
    return [...this.#owned].sort((a, b) => a - b);
  }

  told(message: FromConsumer): void {
    switch (message.type) {
      case 'joined':
        this.#joined = true;
        this.#rebalances += 1;
        for (const partition of this.#owned) {
          if (!message.join.partitions.includes(partition)) this.#owned.delete(partition);
        }
        return;
      case 'active':
        this.#owned.add(message.partition);
        if (message.kept) this.#kept += 1;
        else this.#restored(message);
        return;
      case 'released':
        this.#owned.delete(message.partition);
        return;
      case 'interval': {
        const { recorded, thread } = message.interval;
        const settled = recorded?.settledByTopic.reduce((sum, count) => sum + count, 0) ?? 0;
        this.#applied += settled;
        this.#perSecond = thread.wallMs > 0 ? (settled * 1000) / thread.wallMs : undefined;
        return;
      }
      default:
        return;
    }
  }

  /** Of all partitions; null: it is not known now. */
  lag(lag: ConsumerLag | null): void {
    if (lag === null) return;
    this.#behind = Object.values(lag).reduce(
      (sum, behind) =>
        sum + this.owned.reduce((part, partition) => part + (behind[partition] ?? 0), 0),
      0,
    );
  }

  line(): string {
    const { name, group } = this.#who;
    if (!this.#joined) return `${name} joins group ${group}`;
    const parts = [
      `${name}: ${partitionsText(this.owned)}`,
      ...(this.#perSecond === undefined ? [] : [`${whole(Math.round(this.#perSecond))} events/s`]),
      `${whole(this.#applied)} applied`,
      ...(this.#behind === undefined ? [] : [`${whole(this.#behind)} behind`]),
      ...(this.#restores === 0 ? [] : [inWords(this.#restores, 'restore')]),
    ];
    return parts.join(' · ');
  }

  summary(): string {
    const restores =
      this.#restores === 0
        ? ''
        : `; ${inWords(this.#restores, 'partition')} restored, the slowest in ${duration(this.#longestRestoreMs)}`;
    const kept = this.#kept === 0 ? '' : `; state kept ${inWords(this.#kept, 'time')}`;
    const rebalances = this.#rebalances <= 0 ? '' : `; ${inWords(this.#rebalances, 'rebalance')}`;
    return `${inWords(this.#applied, 'event')} applied${rebalances}${restores}${kept}`;
  }

  #restored({ products, durationMs }: Extract<FromConsumer, { type: 'active' }>): void {
    // Before anybody has written a state there is nothing to restore.
    if (products === 0) return;
    this.#restores += 1;
    this.#longestRestoreMs = Math.max(this.#longestRestoreMs, durationMs);
  }
}

function partitionsText(owned: readonly number[]): string {
  if (owned.length === 0) return 'no partition';
  if (owned.length > 12) return inWords(owned.length, 'partition');
  return `${owned.length === 1 ? 'partition' : 'partitions'} ${owned.join(' ')}`;
}
