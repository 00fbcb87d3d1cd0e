import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrderOfName, memberNames, nextMemberName } from './member-names.ts';

describe('member names', () => {
  it('count from 1', () => {
    expect(memberNames(3)).toEqual(['consumer-1', 'consumer-2', 'consumer-3']);
    expect(nextMemberName(memberNames(3))).toBe('consumer-4');
  });

  it('never come twice', () => {
    const name = fc.oneof(
      fc.nat(9).map((n) => `consumer-${n}`),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.uniqueArray(name), (used) => {
        expect(used).not.toContain(nextMemberName(used));
      }),
    );
  });

  it('are sorted as people count', () => {
    expect(['consumer-10', 'kitchen', 'consumer-2'].sort(inOrderOfName)).toEqual([
      'consumer-2',
      'consumer-10',
      'kitchen',
    ]);
  });
});
