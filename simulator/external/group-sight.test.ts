import fc from 'fast-check';
import { AssignerProtocol } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { sightOf } from './group-sight.ts';

const NEEDED = { required: ['sales', 'returns'], optional: ['alerts'], partitions: 2 };
const STABLE = { state: 'Stable', protocolType: 'consumer' } as const;

describe('sightOf', () => {
  it('is complete when every partition has a reader, together or apart', () => {
    const members = [member({ sales: [0], returns: [0, 1] }), member({ sales: [1] })];
    expect(sightOf({ ...STABLE, members }, true, NEEDED)).toEqual({
      state: 'complete',
      members: 2,
      topics: new Set(['sales', 'returns']),
    });
  });

  it('counts an optional topic only when somebody reads it, and then all of it', () => {
    const whole = { sales: [0, 1], returns: [0, 1] };
    const all = [member({ ...whole, alerts: [0, 1] })];
    expect(sightOf({ ...STABLE, members: all }, true, NEEDED)).toMatchObject({
      state: 'complete',
      topics: new Set(['sales', 'returns', 'alerts']),
    });
    const half = [member({ ...whole, alerts: [1] })];
    expect(sightOf({ ...STABLE, members: half }, true, NEEDED)).toEqual({
      state: 'incomplete',
      members: 1,
      text: 'nobody in it reads 1 partition of alerts',
    });
  });

  it('names what nobody reads', () => {
    const members = [member({ sales: [0], 'something.else': [0, 1, 2] })];
    expect(sightOf({ ...STABLE, members }, true, NEEDED)).toMatchObject({
      state: 'incomplete',
      text: 'nobody in it reads 1 partition of sales, returns',
    });
  });

  it.each([
    ['Dead', false, 'absent'],
    ['Dead', true, 'unseen'],
    ['Empty', true, 'absent'],
  ] as const)('a group without members in state %s, listed: %s, is %s', (state, listed, seen) => {
    expect(sightOf({ state, protocolType: '', members: [] }, listed, NEEDED).state).toBe(seen);
  });

  it('waits while members agree, and does not see into other protocols', () => {
    const members = [member({})];
    const sight = (changes: object) =>
      sightOf({ ...STABLE, members, ...changes }, true, NEEDED).state;
    expect(sight({ state: 'PreparingRebalance' })).toBe('incomplete');
    expect(sight({ protocolType: 'connect' })).toBe('unseen');
    expect(sight({ members: [{ memberAssignment: Buffer.from([0, 0, 0, 9]) }] })).toBe('unseen');
  });

  it('is complete exactly when the union of all shares is, whoever holds what', () => {
    const share = fc.record({
      sales: fc.subarray([0, 1]),
      returns: fc.subarray([0, 1]),
      alerts: fc.subarray([0, 1]),
    });
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 4 }), (shares) => {
        const union = (topic: keyof (typeof shares)[number]) =>
          new Set(shares.flatMap((one) => one[topic])).size;
        const alerts = union('alerts');
        const whole = union('sales') === 2 && union('returns') === 2 && alerts !== 1;
        const sight = sightOf({ ...STABLE, members: shares.map(member) }, true, NEEDED);
        expect(sight.state).toBe(whole ? 'complete' : 'incomplete');
      }),
    );
  });
});

function member(assignment: Record<string, number[]>) {
  const userData = Buffer.from('anything');
  return {
    memberAssignment: AssignerProtocol.MemberAssignment.encode({
      version: 1,
      assignment,
      userData,
    }),
  };
}
