import { describe, expect, it } from 'vitest';
import { type Counter, SILENT } from '../observer.ts';
import { CHANGELOG_TOPIC } from '../topics.ts';
import type { Cut } from './changelog/cut.ts';
import { Checkpointer, type CheckpointerOptions } from './checkpointer.ts';
import type { CommittedOffset } from './group-offsets.ts';
import { Membership } from './membership.ts';
import { openPartition, takeSale } from './owned-partition.fixture.ts';

/** Two partitions of two topics, with a publisher, a changelog and a coordinator that say what they are told. */
function checkpointer(options: Partial<CheckpointerOptions> = {}) {
  const owned = [openPartition(0), openPartition(1)];
  const happened: string[] = [];
  const cuts: Cut[] = [];
  const commits: (readonly CommittedOffset[])[] = [];
  const committers: Pick<Membership, 'memberId' | 'generation'>[] = [];
  const counted: Counter[] = [];
  const state = { membership: new Membership('member', 4) as Membership | undefined };
  let offset = 0;
  const made = new Checkpointer({
    run: 'run',
    owner: 'consumer-1',
    sources: ['a', 'b'],
    changelogTopic: CHANGELOG_TOPIC,
    changelog: true,
    order: 'changelog-first',
    active: () => owned,
    membership: () => state.membership,
    publisher: { published: 0, flushed: async () => undefined },
    writer: {
      write: async (cut) => {
        cuts.push(cut);
        happened.push(`write ${cut.partition}`);
        const firstOffset = offset;
        const records = cut.products.size + cut.dayBlocks.size + 1;
        offset += records;
        return { firstOffset, endOffset: offset, records, bytes: 100 };
      },
    },
    commit: async (offsets, { memberId, generation }) => {
      commits.push(offsets);
      committers.push({ memberId, generation });
      happened.push('commit');
    },
    observer: { ...SILENT, count: (counter) => counted.push(counter) },
    atStep: (step) => happened.push(step),
    onClosed: (partition) => happened.push(`closed ${partition}`),
    onFenced: () => happened.push('fenced'),
    onTrouble: (error) => happened.push(error.message),
    onFatal: (error) => happened.push(`fatal ${error.message}`),
    ...options,
  });
  /** Takes an event of a product, read from a topic. */
  const take = (partition: number, topicIndex: number, at: number, row: number, seq: number) => {
    const found = owned[partition];
    if (found !== undefined) takeSale(found, { topicIndex, offset: at, row, seq });
  };
  return { made, owned, happened, cuts, commits, committers, counted, state, take };
}

const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
};

describe('Checkpointer', () => {
  it('writes what changed where something changed, after its effects and before its offsets', async () => {
    const { made, happened, cuts, commits, counted, take } = checkpointer();
    take(1, 0, 4, 1, 1);
    expect(await made.checkpoint()).toBe(true);
    const steps = ['effects', 'published', 'write 1', 'changelog'];
    expect(happened).toEqual([...steps, 'commit', 'commit']);
    expect(
      cuts.map(({ head, products }) => [head.positions, head.cut, [...products.keys()]]),
    ).toEqual([[[5, -1], 1, ['PROD-002']]]);
    expect(commits).toEqual([[{ topic: 'a', partition: 1, offset: 5 }]]);
    expect(counted).toEqual(['offset_commits']);
    expect(await made.checkpoint()).toBe(true);
    expect(cuts).toHaveLength(1);
  });

  it('takes state, positions and offsets of one instant, whatever comes while it waits', async () => {
    const { open, opened } = gate();
    const { made, cuts, commits, take } = checkpointer({
      publisher: { published: 7, flushed: () => opened },
    });
    take(0, 0, 9, 0, 1);
    const checkpointing = made.checkpoint();
    take(0, 0, 20, 1, 1);
    open();
    await checkpointing;
    expect(cuts.map(({ head, products }) => [head.positions, head.turns, products.size])).toEqual([
      [[10, -1], 1, 1],
    ]);
    expect(commits).toEqual([[{ topic: 'a', partition: 0, offset: 10 }]]);
    await made.checkpoint();
    expect(cuts.at(-1)?.head).toMatchObject({ positions: [21, -1], turns: 2, cut: 2 });
  });

  it('gives up what belongs to a generation that is over, and has it all in the next', async () => {
    const { open, opened } = gate();
    const { made, state, cuts, commits, take } = checkpointer({
      publisher: { published: 0, flushed: () => opened },
    });
    take(0, 0, 1, 0, 1);
    const checkpointing = made.checkpoint();
    state.membership?.end();
    state.membership = new Membership('member', 5);
    expect(await checkpointing).toBe(false);
    expect([cuts, commits]).toEqual([[], []]);
    open();
    take(0, 1, 1, 1, 1);
    expect(await made.checkpoint()).toBe(true);
    expect(cuts.map(({ head, products }) => [head.generation, products.size])).toEqual([[5, 2]]);
  });

  it('writes again what the changelog did not take before the generation was over', async () => {
    let lost = true;
    const written: Cut[] = [];
    const { made, take } = checkpointer({
      writer: {
        write: async (cut) => {
          if (lost) return undefined;
          written.push(cut);
          return { firstOffset: 0, endOffset: 1, records: 1, bytes: 1 };
        },
      },
    });
    take(0, 0, 1, 0, 1);
    expect(await made.checkpoint()).toBe(false);
    lost = false;
    expect(await made.checkpoint()).toBe(true);
    expect(written.map(({ head, products }) => [head.cut, products.size])).toEqual([[1, 1]]);
  });

  it('commits again what could not be committed, and writes nothing twice', async () => {
    let failures = 1;
    const tried: number[] = [];
    const { made, happened, cuts, take } = checkpointer({
      commit: async ([first]) => {
        tried.push(first?.offset ?? -1);
        failures -= 1;
        if (failures >= 0) throw new Error('no coordinator');
      },
    });
    take(0, 0, 1, 0, 1);
    expect(await made.checkpoint()).toBe(false);
    expect(await made.checkpoint()).toBe(true);
    expect([tried, cuts.length]).toEqual([[2, 2], 1]);
    expect(happened).toContain('no coordinator');
    expect(happened).not.toContain('fenced');
  });

  it('notices that the group has gone on without it', async () => {
    const { made, happened, take } = checkpointer({
      commit: async () => {
        throw Object.assign(new Error('who?'), { type: 'UNKNOWN_MEMBER_ID' });
      },
    });
    take(0, 0, 1, 0, 1);
    expect(await made.checkpoint()).toBe(false);
    expect(happened).toContain('fenced');
    expect(happened).not.toContain('who?');
  });

  it('commits first only where that is asked for', async () => {
    const { made, happened, take } = checkpointer({ order: 'commit-first' });
    take(0, 0, 1, 0, 1);
    await made.checkpoint();
    expect(happened).toEqual(['effects', 'published', 'commit', 'commit', 'write 0', 'changelog']);
  });

  it('closes books with a snapshot, from which every restore begins', async () => {
    const { made, owned, happened, cuts, commits, take } = checkpointer();
    const [first] = owned;
    if (first === undefined) throw new Error('no partition');
    take(0, 0, 1, 0, 1);
    await made.checkpoint();
    first.books = 'closing';
    first.pipeline.finish();
    await made.checkpoint();
    expect(cuts.at(-1)?.head).toMatchObject({ kind: 'snapshot', closed: true, cut: 2 });
    expect([...(cuts.at(-1)?.products.keys() ?? [])]).toEqual(['PROD-001', 'PROD-002']);
    expect(happened).toContain('closed 0');
    // The first cut had a product and its head.
    expect(commits.at(-1)).toEqual([{ topic: 'inventory.changelog', partition: 0, offset: 2 }]);
    expect(first.books).toBe('closed');
    take(0, 1, 30, 0, 1);
    await made.checkpoint();
    expect(cuts).toHaveLength(2);
    expect(commits.at(-1)).toEqual([{ topic: 'b', partition: 0, offset: 31 }]);
  });

  it('commits sources and changelog in one request, in the name of who took the cut', async () => {
    const { open, opened } = gate();
    const { made, owned, cuts, commits, committers, state, take } = checkpointer({
      publisher: { published: 0, flushed: () => opened },
    });
    for (const each of owned) each.books = 'closing';
    take(0, 0, 4, 0, 1);
    take(1, 1, 6, 0, 1);
    const checkpointing = made.checkpoint();
    // Whoever comes next has nothing to do with it.
    state.membership = new Membership('another', 9);
    open();
    expect(await checkpointing).toBe(true);
    expect(cuts.map(({ head }) => head.generation)).toEqual([4, 4]);
    expect(committers).toEqual([{ memberId: 'member', generation: 4 }]);
    expect(commits).toEqual([
      [
        { topic: 'a', partition: 0, offset: 5 },
        { topic: 'inventory.changelog', partition: 0, offset: 0 },
        { topic: 'b', partition: 1, offset: 7 },
        { topic: 'inventory.changelog', partition: 1, offset: 4 },
      ],
    ]);
  });

  it('writes nothing but closed books without a changelog', async () => {
    const { made, owned, cuts, commits, take } = checkpointer({ changelog: false });
    take(0, 0, 1, 0, 1);
    await made.checkpoint();
    expect([cuts.length, commits.length]).toEqual([0, 1]);
    for (const each of owned) {
      each.books = 'closing';
      each.pipeline.finish();
    }
    await made.checkpoint();
    expect(cuts.map(({ head }) => [head.kind, head.closed])).toEqual([
      ['snapshot', true],
      ['snapshot', true],
    ]);
  });

  it('is fatal when state can never be written', async () => {
    const { made, happened, take } = checkpointer({
      writer: {
        write: async () => {
          throw new Error('too large');
        },
      },
    });
    take(0, 0, 1, 0, 1);
    expect(await made.checkpoint()).toBe(false);
    expect(happened.at(-1)).toBe('fatal too large');
  });

  it('never runs two side by side, and does nothing while it is no member', async () => {
    let [running, most] = [0, 0];
    const { made, state, commits, take } = checkpointer({
      commit: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      },
    });
    take(0, 0, 1, 0, 1);
    const first = made.checkpoint();
    take(0, 0, 2, 0, 2);
    await Promise.all([first, made.checkpoint(), made.checkpoint()]);
    expect(most).toBe(1);
    state.membership = undefined;
    take(0, 0, 3, 0, 3);
    expect(await made.checkpoint()).toBe(false);
    expect(commits).toEqual([]);
  });
});
