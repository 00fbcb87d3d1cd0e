import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topicNameFault } from './topic-names.ts';

describe('topicNameFault', () => {
  it.each([
    ['', 'is empty'],
    ['.', 'is not allowed'],
    ['..', 'is not allowed'],
    ['a b', 'holds " "; only letters'],
    ['lager-ö', 'holds "ö"; only letters'],
    ['😀', 'holds "😀"; only letters'],
    ['x'.repeat(250), 'has 250 characters; 249 are allowed'],
  ])('of %j says what is wrong', (name, fault) => {
    expect(topicNameFault(name)).toContain(fault);
  });

  it('has nothing against what Kafka takes', () => {
    for (const name of ['...', 'a', 'team_a.inventory-1', 'x'.repeat(249)]) {
      expect(topicNameFault(name)).toBeUndefined();
    }
    const legal = fc.string({
      unit: fc.constantFrom('a', 'b', 'Z', '0', '9', '.', '_', '-'),
      minLength: 3,
      maxLength: 249,
    });
    fc.assert(fc.property(legal, (name) => topicNameFault(name) === undefined));
  });
});
