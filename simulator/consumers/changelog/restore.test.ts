import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Cut } from '../../../pipeline/kafka/changelog/cut.ts';
import { Restorer } from '../../../pipeline/kafka/changelog/restore.ts';
import { type EmbeddedBroker, startEmbeddedBroker } from '../../broker/embedded.ts';
import { claimant, next, RUN, startChangelog, textOf } from './changelog.fixture.ts';

let broker: EmbeddedBroker;
const cleanups: (() => Promise<void>)[] = [];
const always = () => true;

beforeAll(async () => {
  broker = await startEmbeddedBroker();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
afterAll(() => broker.stop());

const start = () => startChangelog({ brokers: [broker.address], kind: 'embedded' }, cleanups);
type Log = Awaited<ReturnType<typeof start>>;

async function taken(log: Log, generation: number, owner: string) {
  const partition = await log.restorer.take(0, claimant(generation, owner));
  if (partition === undefined) throw new Error('not taken');
  return partition;
}

async function written(log: Log, cut: Cut) {
  const place = await log.writer.write(cut, always);
  if (place === undefined) throw new Error('not written');
  return { head: cut.head, ...place };
}

/** A restorer before whose first claim something happens. */
function interrupted({ reader, writer, topic, groupId }: Log, before: () => Promise<unknown>) {
  let first = true;
  return new Restorer({
    ...{ reader, topic, run: RUN, groupId },
    writer: {
      write: async (cut, stillMine) => {
        if (first) {
          first = false;
          await before();
        }
        return writer.write(cut, stillMine);
      },
    },
  });
}

describe('Restorer', () => {
  it('claims a partition to which nothing has happened', async () => {
    const log = await start();
    const { head, products, kept, endOffset } = await taken(log, 1, 'consumer-1');
    expect(head).toMatchObject({ cut: 1, kind: 'claim', turns: 0, closed: false });
    expect(head.positions).toEqual([-1, -1, -1, -1, -1]);
    expect(String(head.tallies)).toBe('opening');
    expect({ products: products.size, kept, endOffset }).toEqual({
      products: 0,
      kept: false,
      endOffset: 1,
    });
  });

  it('hands on what the former owner left, and counts what that one writes later as stale', async () => {
    const log = await start();
    const first = await taken(log, 1, 'consumer-1');
    const cut = next(first.head, { A: '1', B: '1' }, { turns: 7, positions: [4, 2, 0, 0, 0] });
    await written(log, cut);
    const second = await taken(log, 2, 'consumer-2');
    expect(textOf(second.products)).toEqual({ A: '1', B: '1' });
    expect(second.head).toMatchObject({ cut: 3, turns: 7, positions: [4, 2, 0, 0, 0] });
    await written(log, next(cut.head, { A: 'late' }));
    const now = await log.restorer.restore(0, 0);
    expect(textOf(now.products)).toEqual({ A: '1', B: '1' });
    expect(now).toMatchObject({ staleCuts: 1, head: { owner: 'consumer-2' } });
  });

  it('takes in what comes between its look and its claim, and claims again', async () => {
    const log = await start();
    const first = await taken(log, 1, 'consumer-1');
    const racing = interrupted(log, () => written(log, next(first.head, { A: 'just in time' })));
    const second = await racing.take(0, claimant(2, 'consumer-2'));
    expect(textOf(second?.products ?? new Map())).toEqual({ A: 'just in time' });
    expect(second?.head).toMatchObject({ cut: 3, generation: 2 });
    expect(await log.restorer.restore(0, 0)).toMatchObject({
      head: { cut: 3, owner: 'consumer-2' },
    });
  });

  it('lets the newer generation have it when two claim at the same time', async () => {
    const log = await start();
    await taken(log, 1, 'consumer-1');
    const racing = interrupted(log, () => taken(log, 3, 'consumer-3'));
    expect(await racing.take(0, claimant(2, 'consumer-2'))).toBeUndefined();
    expect(await log.restorer.take(0, claimant(2, 'consumer-2'))).toBeUndefined();
    expect(await log.restorer.restore(0, 0)).toMatchObject({ head: { owner: 'consumer-3' } });
  });

  it('claims nothing for somebody whose it is not any more', async () => {
    const log = await start();
    expect(
      await log.restorer.take(
        0,
        claimant(1, 'consumer-1', () => false),
      ),
    ).toBeUndefined();
    expect(await log.reader.ends(log.topic)).toEqual([0, 0, 0]);
  });

  it('lets an owner keep what it has when nobody else has written, also when it never heard of its last cut', async () => {
    const log = await start();
    const first = await taken(log, 1, 'consumer-1');
    const own = await written(log, next(first.head, { A: '1' }));
    await written(log, next(own.head, { A: '2' }));
    const kept = await log.restorer.take(0, claimant(4, 'consumer-1'), own);
    expect(kept).toMatchObject({ kept: true, head: { cut: 4, generation: 4 } });
    expect((await log.restorer.restore(0, 0)).head).toMatchObject({ generation: 4, kind: 'claim' });
  });

  it('restores for an owner that somebody else stood in for', async () => {
    const log = await start();
    const own = await taken(log, 1, 'consumer-1');
    const other = await taken(log, 2, 'consumer-2');
    await written(log, next(other.head, { A: 'of the other' }));
    const back = await log.restorer.take(0, claimant(3, 'consumer-1'), own);
    expect(back).toMatchObject({ kept: false, head: { owner: 'consumer-1', cut: 4 } });
    expect(textOf(back?.products ?? new Map())).toEqual({ A: 'of the other' });
  });

  it('restores for a new life of a name, whose former one had written', async () => {
    const log = await start();
    const own = await taken(log, 1, 'consumer-1');
    const second = await taken(log, 2, 'consumer-1');
    await written(log, next(second.head, { A: 'of the second life' }));
    const back = await log.restorer.take(0, claimant(3, 'consumer-1'), own);
    expect(back?.kept).toBe(false);
  });

  it('begins at the snapshot that the group has committed, and does without what lay before it', async () => {
    const log = await start();
    const first = await taken(log, 1, 'consumer-1');
    const before = await written(log, next(first.head, { A: '1', B: '1' }));
    const snapshot = await written(
      log,
      next(before.head, { A: '2', B: '2' }, { kind: 'snapshot' }),
    );
    await written(log, next(snapshot.head, { B: '3' }));
    await log.commit(0, snapshot.firstOffset);
    await log.free(0, snapshot.firstOffset);
    const second = await taken(log, 2, 'consumer-2');
    expect(textOf(second.products)).toEqual({ A: '2', B: '3' });
    expect(second.records).toBe(6);
  });

  it('begins anew when a snapshot is committed, and the rest freed, while it reads', async () => {
    const log = await start();
    const first = await taken(log, 1, 'consumer-1');
    const snapshot = await written(log, next(first.head, { A: '1' }, { kind: 'snapshot' }));
    let reads = 0;
    const racing = new Restorer({
      ...{ writer: log.writer, topic: log.topic, run: RUN, groupId: log.groupId },
      reader: {
        committed: (...of) => log.reader.committed(...of),
        start: (...of) => log.reader.start(...of),
        read: async (...of) => {
          reads += 1;
          if (reads === 1) {
            await log.commit(0, snapshot.firstOffset);
            await log.free(0, snapshot.firstOffset);
          }
          return log.reader.read(...of);
        },
      },
    });
    const second = await racing.take(0, claimant(2, 'consumer-2'));
    expect(textOf(second?.products ?? new Map())).toEqual({ A: '1' });
  });

  it('says that the changelog is gone when nothing was committed behind what is missing', async () => {
    const log = await start();
    const first = await taken(log, 1, 'consumer-1');
    await written(log, next(first.head, { A: '1' }));
    await log.free(0, 1);
    await expect(taken(log, 2, 'consumer-2')).rejects.toMatchObject({ code: 'LOG_UNREADABLE' });
  });

  it('does not take a changelog that others have written into', async () => {
    const log = await start();
    await log.producer.send({
      topic: log.topic,
      messages: [
        { partition: 0, key: 'someone|else', value: 'leave it' },
        { partition: 0, key: `${RUN}|PROD-001`, value: 'what is this' },
      ],
    });
    await expect(taken(log, 1, 'consumer-1')).rejects.toMatchObject({
      code: 'CHANGELOG_CORRUPT',
      message: expect.stringContaining(`${log.topic}/0 of run ${RUN}`) as string,
    });
  });
});
