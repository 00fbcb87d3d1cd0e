import { describe, expect, it } from 'vitest';
import { GroupBook } from './group-book.ts';
import { GroupReadiness } from './group-readiness.ts';

/** A group of a partition, for which two members are waited. */
function readiness(timeoutMs = 60_000) {
  const book = new GroupBook(1);
  const lives = new Map<number, string>();
  const ready: number[] = [];
  const made = new GroupReadiness({
    ...{ groupId: 'group', members: 2, timeoutMs, book },
    lives: {
      get size() {
        return lives.size;
      },
      get ids() {
        return lives.keys();
      },
      living: () => [...lives].map(([id, name]) => ({ id, name })),
    },
    onReady: (generation) => ready.push(generation),
  });
  const join = (life: number, generation: number, partitions: readonly number[]) =>
    book.joined(life, { generation, consumerName: `c${life}`, partitions, durationMs: 0 });
  const activate = (life: number, generation: number) =>
    book.active(life, `c${life}`, { partition: 0, generation, kept: false });
  return { made, lives, ready, join, activate };
}

describe('GroupReadiness', () => {
  it('is reached when all who are waited for are there, in one generation, and everything is consumed', async () => {
    const { made, lives, ready, join, activate } = readiness();
    const look = () => {
      made.look();
      return made.isReached;
    };
    lives.set(1, 'c1');
    join(1, 1, [0]);
    activate(1, 1);
    expect(look()).toBe(false);
    lives.set(2, 'c2');
    expect(look()).toBe(false);
    join(2, 2, []);
    expect(look()).toBe(false);
    join(1, 2, [0]);
    expect(look()).toBe(false);
    activate(1, 2);
    expect(look()).toBe(true);
    await made.reached;
    join(2, 3, []);
    made.look();
    made.fail(new Error('too late'));
    await expect(made.reached).resolves.toBeUndefined();
    expect([made.isReached, ready]).toEqual([true, [2]]);
  });

  it('says what was missing when time is up', async () => {
    const { made, lives, ready, join } = readiness(1);
    lives.set(1, 'c1').set(2, 'c2');
    join(1, 1, [0]);
    await expect(made.reached).rejects.toMatchObject({
      code: 'GROUP_NOT_READY',
      message: 'The consumer group group was not complete within 0.001 s: c2 did not join.',
    });
    expect([made.isReached, ready]).toEqual([false, []]);
  });

  it('is over with the first failure', async () => {
    const { made } = readiness();
    made.fail(new Error('c1 died'));
    made.fail(new Error('c2 died'));
    await expect(made.reached).rejects.toThrow('c1 died');
  });
});
