import type { TopicPartitionOffsetAndMetadata } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { type Observer, SILENT } from '../observer.ts';
import { Committer, type CommitterOptions } from './committer.ts';
import { SettleTracker } from './settle.ts';

/** A committer over two topic-partitions, with a publisher that flushes when told. */
function committer(options: Partial<CommitterOptions> = {}) {
  const settle = [new SettleTracker(), new SettleTracker()];
  const commits: TopicPartitionOffsetAndMetadata[][] = [];
  const counted: string[] = [];
  const errors: string[] = [];
  const state = { generation: 1 };
  const observer: Observer = { ...SILENT, count: (counter) => counted.push(counter) };
  const made = new Committer({
    settle,
    topicPartition: (slot) => ({ topic: 't', partition: slot }),
    owned: () => [0, 1],
    generation: () => state.generation,
    publisher: { published: 0, flushed: async () => undefined },
    commit: async (offsets) => {
      commits.push(offsets);
    },
    observer,
    onError: (error) => errors.push(error.message),
    ...options,
  });
  const read = (slot: number, offset: number) => settle[slot]?.advance(offset);
  return { made, settle, commits, counted, errors, state, read };
}

describe('Committer', () => {
  it('commits what is settled of the partitions that were read, once', async () => {
    const { made, commits, counted, read } = committer();
    read(1, 4);
    expect(await made.commit()).toBe(true);
    expect(await made.commit()).toBe(true);
    expect(commits).toEqual([[{ topic: 't', partition: 1, offset: '5' }]]);
    expect(counted).toEqual(['offset_commits']);
  });

  it('captures offsets before it waits for their effects', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const watermarks: number[] = [];
    const publisher = {
      published: 7,
      flushed: (watermark: number) => {
        watermarks.push(watermark);
        return gate;
      },
    };
    const { made, commits, read } = committer({ publisher });
    read(0, 9);
    const committing = made.commit();
    read(0, 20);
    await Promise.resolve();
    expect(commits).toEqual([]);
    open();
    await committing;
    expect(watermarks).toEqual([7]);
    expect(commits).toEqual([[{ topic: 't', partition: 0, offset: '10' }]]);
  });

  it('drops offsets of a generation that is over', async () => {
    const { made, commits, state, read } = committer({
      publisher: {
        published: 0,
        flushed: async () => {
          state.generation += 1;
        },
      },
    });
    read(0, 1);
    expect(await made.commit()).toBe(false);
    expect(commits).toEqual([]);
  });

  it('tries again what could not be committed', async () => {
    let failures = 1;
    const tried: string[] = [];
    const { made, errors, read } = committer({
      commit: async ([first]) => {
        tried.push(first?.offset ?? '');
        failures -= 1;
        if (failures >= 0) throw new Error('rebalancing');
      },
    });
    read(0, 1);
    expect(await made.commit()).toBe(false);
    expect(await made.commit()).toBe(true);
    expect(tried).toEqual(['2', '2']);
    expect(errors).toEqual(['rebalancing']);
  });

  it('never runs two commits side by side', async () => {
    let running = 0;
    let most = 0;
    const { made, read } = committer({
      commit: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      },
    });
    read(0, 1);
    const first = made.commit();
    read(0, 2);
    await Promise.all([first, made.commit(), made.commit()]);
    expect(most).toBe(1);
  });
});
