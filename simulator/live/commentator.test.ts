import { beforeEach, describe, expect, it } from 'vitest';
import type { GroupStanding, MemberStanding } from '../consumers/pool-contract.ts';
import { Commentator } from './commentator.ts';

let said: string[];
let commentator: Commentator;
beforeEach(() => {
  said = [];
  commentator = new Commentator(({ text }) => said.push(text));
});

function second(
  counters: Parameters<Commentator['second']>[0]['counters'],
  lagRecords = 0,
  group?: GroupStanding,
): void {
  commentator.second({ counters, lag: { a: [lagRecords, 0] }, standing: null }, group);
}

function group(...members: [name: string, assigned: number[]][]): GroupStanding {
  const standings = members.map(
    ([name, assigned]): MemberStanding => ({
      ...{ name, kind: 'thread', isAway: false, taken: 0 },
      membership: { isCurrent: true, assigned, active: assigned },
    }),
  );
  return { generation: 4, isRebalancing: false, members: standings };
}

describe('lag', () => {
  it('is spoken of when it builds, and when it is gone', () => {
    second({ events_due: 100 }, 100);
    expect(said).toEqual([]);
    for (const records of [300, 900, 100]) second({ events_due: 100 }, records);
    expect(said).toEqual(['Lag builds: 300 records wait to be read.']);
    second({ events_due: 100 }, 20);
    expect(said.at(-1)).toBe('Caught up: the consumers have read all there is.');
    second({ events_due: 100 }, 20);
    expect(said).toHaveLength(2);
  });

  it('is nothing at a few records', () => {
    for (const records of [10, 40, 49]) second({ events_due: 1 }, records);
    expect(said).toEqual([]);
  });
});

describe('repeats', () => {
  it('are added up while they go on', () => {
    second({ records_duplicate: 1 });
    expect(said).toEqual(['1 record came a second time and was dropped.']);
    for (let at = 0; at < 14; at += 1) second({ records_duplicate: 2 });
    expect(said).toHaveLength(1);
    second({ records_duplicate: 2 });
    expect(said.at(-1)).toBe('30 records came a second time and were dropped.');
  });

  it('after a loss are told as what they are', () => {
    second({ records_reprocessed: 12 });
    expect(said).toEqual(['12 events took their turn once more.']);
  });
});

describe('the group', () => {
  it('is told of when it shares out anew, and who has nothing to do', () => {
    const four = group(['a', [0]], ['b', [1]], ['c', [2]], ['d', []]);
    commentator.marked({ kind: 'rebalance' }, four);
    second({}, 0, four);
    second({}, 0, four);
    expect(said).toEqual(['Rebalance: generation 4 with 4 members.', 'd has nothing to do.']);
  });

  it('is missed when nobody is left', () => {
    second({}, 0, group(['a', [0]]));
    second({}, 0, group());
    second({}, 0, group());
    expect(said).toEqual(['Nobody consumes any more.']);
  });

  it('says nothing of other marks', () => {
    commentator.marked({ kind: 'fault' }, group(['a', [0]]));
    expect(said).toEqual([]);
  });
});

it('tells when the sequencer holds events, and when it lets the last one go', () => {
  const waiting = (waitingEvents: number): void =>
    commentator.second(
      {
        counters: {},
        lag: null,
        standing: { waitingEvents } as NonNullable<
          Parameters<Commentator['second']>[0]['standing']
        >,
      },
      undefined,
    );
  for (const events of [3, 12, 40, 2, 0, 0]) waiting(events);
  expect(said).toEqual(['The sequencer holds 12 events.', 'The sequencer is empty again.']);
});
