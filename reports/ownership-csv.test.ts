import { describe, expect, it } from 'vitest';
import { livelyGroup } from './group.fixture.ts';
import { ownershipCsv } from './ownership-csv.ts';

describe('ownershipCsv', () => {
  it('has a row a span, in seconds since the load began', () => {
    const group = livelyGroup(30, 12);
    const lines = ownershipCsv(group).trimEnd().split('\r\n');
    expect(lines).toHaveLength(group.ownership.length + 1);
    expect(lines.slice(0, 3)).toEqual([
      'partition,member,generation,from_s,to_s',
      '0,consumer-1,1,0,6',
      '0,consumer-2,2,7.23,9.04',
    ]);
  });

  it('makes no formula of a name', () => {
    const [span] = livelyGroup().ownership;
    if (span === undefined) throw new Error('the fixture has spans');
    expect(ownershipCsv({ ownership: [{ ...span, member: '=1+1' }] })).toContain(",'=1+1,");
  });
});
