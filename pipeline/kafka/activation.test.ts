import { describe, expect, it } from 'vitest';
import { StreamstockError } from '../errors.ts';
import { Activator, type ActivatorOptions } from './activation.ts';
import type { Claimant, TakenPartition } from './changelog/restore.ts';
import type { Activation } from './consumer-options.ts';
import type { Lease } from './lease.ts';
import { openPartition, takeSale } from './owned-partition.fixture.ts';
import type { OwnedPartition } from './owned-partition.ts';
import { PartitionBook } from './partition-book.ts';
import { takeCut } from './take-cut.ts';

const PARTITION = 3;

/** What the changelog has of a partition of which one sale was taken, in the name of who takes it over. */
function restored({ owner, generation }: Claimant, fields: Partial<TakenPartition> = {}) {
  const before = openPartition(PARTITION);
  takeSale(before, { topicIndex: 0, offset: 7, row: 1, seq: 1 });
  const plan = { run: 'run', owner: 'former', generation: 1, changelog: true, nowMs: 0 };
  const cut = takeCut(before, plan)?.cut;
  if (cut === undefined) throw new Error('no cut');
  const head = { ...cut.head, owner, generation, kind: 'claim' as const, cut: 2 };
  const read = { endOffset: 9, records: 3, bytes: 300, staleCuts: 1 };
  const taken: TakenPartition = { ...cut, ...read, head, kept: false, ...fields };
  return taken;
}

/** The way in with a changelog, and a group that has committed offset 40 of the second topic. */
function activator(options: Partial<ActivatorOptions> = {}) {
  const book = new PartitionBook();
  const ready: { owned: OwnedPartition; activation: Activation }[] = [];
  const said: string[] = [];
  const made = new Activator({
    owner: 'consumer-1',
    topics: ['a', 'b'],
    changelog: true,
    positions: 'of-state',
    book,
    open: openPartition,
    restorer: { take: async (_partition, by) => restored(by) },
    offsets: { fetch: async () => [{ topic: 'b', partition: PARTITION, offset: 40 }] },
    checkpointsSettled: async () => undefined,
    nowUs: () => 1000,
    onReady: (owned, activation) => {
      ready.push({ owned, activation });
    },
    onTrouble: ({ message }) => said.push(`trouble: ${message}`),
    onFatal: ({ message }) => said.push(`fatal: ${message}`),
    ...options,
  });
  const assign = (generation: number): Lease => {
    const [lease] = book.assign([PARTITION], generation).leases;
    if (lease === undefined) throw new Error('no lease');
    return lease;
  };
  return { made, book, ready, said, assign };
}

function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

const unreachable = () => new StreamstockError('BROKER_UNREACHABLE', 'nobody answers');
const named = (name: string, type: string) => Object.assign(new Error(type), { name, type });

describe('Activator', () => {
  it('installs what the changelog has, and begins where that was', async () => {
    const { made, book, ready, said, assign } = activator();
    await made.activate(assign(4));
    const [first] = ready;
    expect(first?.activation).toMatchObject({
      ...{ partition: PARTITION, generation: 4, kept: false },
      ...{ products: 1, records: 3, bytes: 300, staleCuts: 1 },
    });
    expect(first?.owned.pipeline.appliedSeq(1)).toBe(1);
    // Of the second topic the state knows nothing: it begins where the group has committed.
    expect(first?.owned.positions()).toEqual([8, 40]);
    expect([...(first?.owned.committed ?? [])]).toEqual([-1, 40]);
    expect(first?.owned.log.cut).toBe(2);
    expect([book.active(PARTITION), said]).toEqual([first?.owned, []]);
  });

  it('keeps its own state where nobody else has written, newer than the changelog', async () => {
    const kept: unknown[] = [];
    const { made, ready, assign } = activator({
      restorer: {
        take: async (_partition, by, own) => {
          kept.push(own?.endOffset);
          return restored(by, own === undefined ? {} : { kept: true, products: new Map() });
        },
      },
    });
    await made.activate(assign(4));
    const state = ready[0]?.owned;
    if (state === undefined) throw new Error('not active');
    takeSale(state, { topicIndex: 0, offset: 20, row: 1, seq: 2 });
    await made.activate(assign(5));
    expect(ready[1]?.owned).toBe(state);
    expect(state.positions()).toEqual([21, 40]);
    expect(ready[1]?.activation).toMatchObject({ kept: true, generation: 5 });
    expect(kept).toEqual([undefined, 9]);
  });

  it('waits for the checkpoint under way before it looks', async () => {
    const { open, opened } = gate();
    let looked = 0;
    const { made, ready, assign } = activator({
      checkpointsSettled: () => opened,
      restorer: {
        take: async (_partition, by) => {
          looked += 1;
          return restored(by);
        },
      },
    });
    const activating = made.activate(assign(4));
    await new Promise((resolve) => setImmediate(resolve));
    expect(looked).toBe(0);
    open();
    await activating;
    expect([looked, ready.length]).toEqual([1, 1]);
  });

  it.each([
    'restored',
    'placed',
  ] as const)('is cancelled by a later lease while it is being %s: only that one makes the partition active', async (stage) => {
    const first = gate();
    let [asked, stillMine] = [0, true];
    const wait = async (at: typeof stage): Promise<void> => {
      if (at !== stage) return;
      asked += 1;
      if (asked === 1) await first.opened;
    };
    const { made, book, ready, said, assign } = activator({
      restorer: {
        take: async (_partition, by) => {
          await wait('restored');
          if (by.generation === 4) stillMine = by.stillMine();
          return restored(by);
        },
      },
      offsets: {
        fetch: async () => {
          await wait('placed');
          return [];
        },
      },
    });
    const cancelled = made.activate(assign(4));
    while (asked === 0) await new Promise((resolve) => setImmediate(resolve));
    const later = assign(5);
    first.open();
    await cancelled;
    expect([ready, book.active(PARTITION)]).toEqual([[], undefined]);
    expect(stillMine).toBe(stage === 'placed');
    await made.activate(later);
    expect(ready.map(({ activation }) => activation.generation)).toEqual([5]);
    expect(said).toEqual([]);
  });

  it('says nothing of what fails when its lease is over, and tries no more', async () => {
    const { open, opened } = gate();
    let attempts = 0;
    const { made, book, ready, said, assign } = activator({
      restorer: {
        take: async () => {
          attempts += 1;
          await opened;
          throw new StreamstockError('CHANGELOG_CORRUPT', 'cut short');
        },
      },
    });
    const activating = made.activate(assign(4));
    book.endLeases();
    open();
    await activating;
    expect([attempts, ready, said]).toEqual([1, [], []]);
  });

  it.each([
    ['the changelog cannot be read', 'restorer', unreachable(), 'nobody answers'],
    [
      'the coordinator is away',
      'offsets',
      named('KafkaJSProtocolError', 'NOT_COORDINATOR_FOR_GROUP'),
      'NOT_COORDINATOR_FOR_GROUP',
    ],
  ] as const)('begins again from the start when %s', async (_what, part, error, message) => {
    let failures = 2;
    const mayFail = (at: typeof part): void => {
      if (at !== part || failures === 0) return;
      failures -= 1;
      throw error;
    };
    const { made, ready, said, assign } = activator({
      restorer: {
        take: async (_partition, by) => {
          mayFail('restorer');
          return restored(by);
        },
      },
      offsets: {
        fetch: async () => {
          mayFail('offsets');
          return [];
        },
      },
    });
    await made.activate(assign(4));
    expect(said).toEqual([`trouble: ${message}`, `trouble: ${message}`]);
    expect(ready.map(({ owned }) => owned.pipeline.appliedSeq(1))).toEqual([1]);
  });

  it.each([
    [
      'a changelog that is corrupt',
      {
        restorer: {
          take: async () => {
            throw new StreamstockError('CHANGELOG_CORRUPT', 'cut short');
          },
        },
      },
      'cut short',
    ],
    [
      'state that cannot be installed',
      {
        restorer: {
          take: async (_partition: number, by: Claimant) =>
            restored(by, { products: new Map([['PROD-002', Buffer.of(1)]]) }),
        },
      },
      'PROD-002',
    ],
    [
      'a group that it may not read',
      {
        offsets: {
          fetch: async () => {
            throw named('KafkaJSProtocolError', 'GROUP_AUTHORIZATION_FAILED');
          },
        },
      },
      'GROUP_AUTHORIZATION_FAILED',
    ],
  ])('is fatal with %s: nothing is taken, and nothing tried again', async (_what, wrong, message) => {
    const { made, book, ready, said, assign } = activator(wrong);
    await made.activate(assign(4));
    expect(said).toEqual([expect.stringMatching(new RegExp(`^fatal: .*${message}`))]);
    expect([ready, book.active(PARTITION), book.known()]).toEqual([[], undefined, []]);
  });

  it('leaves alone what a newer generation has claimed', async () => {
    const { made, book, ready, said, assign } = activator({
      restorer: { take: async () => undefined },
    });
    await made.activate(assign(4));
    expect([ready, said, book.active(PARTITION)]).toEqual([[], [], undefined]);
  });

  it('does not open books again that are closed', async () => {
    const { made, ready, assign } = activator({
      restorer: {
        take: async (_partition, by) => {
          const taken = restored(by);
          return { ...taken, head: { ...taken.head, closed: true } };
        },
      },
    });
    await made.activate(assign(4));
    expect(ready[0]?.owned.books).toBe('closed');
  });

  it('begins where the group has committed, whatever restored state says, only where that is asked for', async () => {
    const { made, ready, assign } = activator({
      positions: 'committed',
      restorer: {
        take: async (_partition, by, own) => restored(by, { kept: own !== undefined }),
      },
      offsets: { fetch: async () => [{ topic: 'a', partition: PARTITION, offset: 5 }] },
    });
    await made.activate(assign(4));
    const [first] = ready;
    if (first === undefined) throw new Error('not active');
    expect(first.owned.positions()).toEqual([5, -1]);
    takeSale(first.owned, { topicIndex: 0, offset: 20, row: 1, seq: 2 });
    await made.activate(assign(5));
    expect(first.owned.positions()).toEqual([21, -1]);
  });

  it('without a changelog keeps what was its own all the time, and begins anew otherwise', async () => {
    const { made, ready, assign } = activator({ changelog: false });
    await made.activate(assign(4));
    await made.activate(assign(5));
    await made.activate(assign(7));
    const [first, second, third] = ready.map(({ owned }) => owned);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(ready.map(({ activation }) => activation.kept)).toEqual([false, true, false]);
  });
});
