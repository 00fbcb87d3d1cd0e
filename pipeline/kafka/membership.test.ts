import { describe, expect, it } from 'vitest';
import { isFenced, Membership } from './membership.ts';

describe('Membership', () => {
  it('waits for work no longer than it lasts', async () => {
    const membership = new Membership('member', 3);
    expect(await membership.during(Promise.resolve())).toBe(true);
    const waiting = membership.during(new Promise(() => undefined));
    membership.end();
    expect(await waiting).toBe(false);
    expect(await membership.during(Promise.resolve())).toBe(false);
    expect(membership.isCurrent).toBe(false);
  });
});

describe('isFenced', () => {
  it.each([
    ['UNKNOWN_MEMBER_ID', true],
    ['ILLEGAL_GENERATION', true],
    ['REBALANCE_IN_PROGRESS', false],
    ['NOT_COORDINATOR_FOR_GROUP', false],
  ])('knows what %s means', (type, fenced) => {
    expect(isFenced(Object.assign(new Error('no'), { type }))).toBe(fenced);
  });
});
