import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CutAssembler } from './assembler.ts';
import { cut, feedAll, head, type Logged, logOf, RUN, TOPIC, textOf } from './cuts.fixture.ts';
import { RestoredState } from './restored-state.ts';
import { OPEN, steps, Writers } from './writers.fixture.ts';

const assembler = () => new CutAssembler({ topic: TOPIC, partition: 0, run: RUN });

/** What a reader makes of a log. */
function read(
  log: readonly Logged[],
  each?: (index: number, state: RestoredState, of: CutAssembler) => void,
) {
  const reader = assembler();
  const state = new RestoredState();
  for (const [index, record] of log.entries()) {
    for (const whole of feedAll(reader, [record])) state.apply(whole);
    each?.(index, state, reader);
  }
  return { reader, state };
}

function latestOf({ head: last }: CutAssembler): string {
  return last === undefined ? 'none' : `${last.generation} ${last.cut} ${last.owner}`;
}

describe('CutAssembler', () => {
  it('has after every record what is true, whoever writes, stalls, gives up, comes back or sends twice', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { log, truths } = new Writers(all);
        const { reader } = read(log, (index, state, of) => {
          expect(latestOf(of)).toBe(truths[index]?.latest);
          expect(textOf(state)).toEqual(truths[index]?.state);
        });
        reader.assertWhole();
      }),
      { numRuns: 200 },
    );
  });

  it('needs nothing from before a snapshot at which restores may begin', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { log, truths, starts } = new Writers(all);
        for (const start of starts) {
          const { reader, state } = read(log.slice(start));
          reader.assertWhole();
          expect(latestOf(reader)).toBe(truths.at(-1)?.latest);
          expect(textOf(state)).toEqual(truths.at(-1)?.state);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has what one owner after the other left, or says that records are missing, however much was compacted', () => {
    let told = 0;
    let same = 0;
    const bound = fc.double({ min: 0, max: 1, noNaN: true });
    const kept = fc.array(fc.boolean(), { minLength: 400, maxLength: 400 });
    fc.assert(
      fc.property(steps, bound, kept, (all, share, keeps) => {
        const { log, truths, starts } = new Writers(all, false);
        const end = Math.floor(log.length * share);
        const newer = (at: number) =>
          log.slice(at + 1, end).some(({ key }) => key === log[at]?.key);
        const compacted = log.filter((_, at) => at >= end || keeps[at] === true || !newer(at));
        for (const start of [0, ...starts]) {
          const { reader, state } = read(compacted.filter(({ offset }) => offset >= start));
          try {
            reader.assertWhole();
          } catch (error) {
            expect(error).toMatchObject({ code: 'CHANGELOG_CORRUPT' });
            told += 1;
            continue;
          }
          same += 1;
          expect(textOf(state)).toEqual((truths.at(-1) ?? OPEN).state);
        }
      }),
      { numRuns: 300 },
    );
    expect(told).toBeGreaterThan(10);
    expect(same).toBeGreaterThan(100);
  });

  it('does not count a cut without its head, and mixes nothing of it into the next', () => {
    const abandoned = logOf([cut({ cut: 1 }, { A: 'lost', B: 'lost' })]).slice(0, 2);
    const next = logOf([cut({ cut: 1, generation: 2 }, { A: 'new' })], 2);
    const cuts = feedAll(assembler(), [...abandoned, ...next]);
    expect(cuts.map(textOf)).toEqual([{ A: 'new' }]);
  });

  it('counts what former owners write too late, and what is repeated it does not', () => {
    const reader = assembler();
    const first = { generation: 1, cut: 1 };
    const claim = { kind: 'claim', generation: 2, cut: 2, owner: 'consumer-2' } as const;
    const late = cut({ cut: 2, follows: first }, { A: 'late' });
    feedAll(
      reader,
      logOf([
        cut({ kind: 'claim' }),
        cut({ ...claim, follows: first }),
        late,
        cut({ ...claim, follows: first }),
      ]),
    );
    expect(reader.staleCuts).toBe(1);
    expect(reader.head).toMatchObject({ generation: 2, cut: 2, owner: 'consumer-2' });
  });

  it('says which record of the run it cannot read', () => {
    const key = Buffer.from(`${RUN}|PROD-001`);
    expect(() => assembler().feed(key, Buffer.from([9]), 41)).toThrow(
      `The changelog ${TOPIC}/0 of run ${RUN} cannot be used: the record at offset 41 is not one of ours`,
    );
  });

  it('says that records of a cut are missing until a snapshot makes good for them', () => {
    const log = logOf([
      cut({ cut: 1 }, { A: '1', B: '1' }),
      cut({ cut: 2, follows: { generation: 1, cut: 1 } }, { A: '2' }),
      cut({ cut: 3, kind: 'snapshot' }, { A: '3', B: '3' }),
    ]).filter(({ offset }) => offset !== 1);
    const reader = assembler();
    expect(feedAll(reader, log.slice(0, 4))).toEqual([]);
    expect(() => reader.assertWhole()).toThrow('1 records of the cut at offset 2 are missing');
    expect(feedAll(reader, log.slice(4)).map(textOf)).toEqual([{ A: '3', B: '3' }]);
    reader.assertWhole();
  });

  it('goes on behind a cut that it is told of', () => {
    const last = head({ cut: 8, generation: 3 });
    const reader = new CutAssembler({ topic: TOPIC, partition: 0, run: RUN, last });
    const cuts = feedAll(
      reader,
      logOf([
        cut({ cut: 9, generation: 3, follows: last }, { A: '9' }),
        cut({ cut: 9, follows: { generation: 1, cut: 8 } }, { A: 'old' }),
      ]),
    );
    expect(cuts.map(textOf)).toEqual([{ A: '9' }]);
    expect(reader.staleCuts).toBe(1);
  });
});
