import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignPartitions, naturalOrder } from './assign-partitions.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, partition) => partition);
const namesTo = (count: number) => Array.from({ length: count }, (_, at) => `consumer-${at + 1}`);
const inWords = (shares: ReadonlyMap<string, number[]>) => Object.fromEntries(shares);

/** Some of up to six homes are present, and perhaps some newcomers. */
const groups = fc
  .record({
    partitions: fc.integer({ min: 1, max: 24 }),
    homes: fc.integer({ min: 0, max: 6 }),
    present: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
  })
  .map(({ partitions, homes, present }) => ({
    partitions: numbers(partitions),
    homes: namesTo(homes),
    present: present.map((number) => `consumer-${number}`),
  }));

describe('assignPartitions', () => {
  it('gives every partition to exactly one of those who are present, and to none two more than to another', () => {
    fc.assert(
      fc.property(groups, ({ present, partitions, homes }) => {
        const shares = assignPartitions(present, partitions, homes);
        expect([...shares.keys()].sort()).toEqual([...present].sort());
        expect([...shares.values()].flat().sort((a, b) => a - b)).toEqual(partitions);
        const loads = [...shares.values()].map(({ length }) => length);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('depends on the names alone, so that a name that comes back regains what it had', () => {
    fc.assert(
      fc.property(groups, fc.nat(), ({ present, partitions, homes }, turn) => {
        const turned = present.map((_, at) => present[(at + turn) % present.length] ?? '');
        expect(inWords(assignPartitions(turned, partitions, homes))).toEqual(
          inWords(assignPartitions(present, partitions, homes)),
        );
      }),
    );
  });

  it('brings partitions home when all homes are present, and nobody else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 8 }),
        (count, homes) => {
          const names = namesTo(homes);
          for (const [name, share] of assignPartitions(names, numbers(count), names)) {
            for (const partition of share) expect(names[partition % homes]).toBe(name);
          }
        },
      ),
    );
  });

  it('moves nothing between those who stay when one leaves', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 2, max: 8 }),
        (count, homes) => {
          const names = namesTo(homes);
          const before = assignPartitions(names, numbers(count), names);
          for (const gone of names) {
            const rest = names.filter((name) => name !== gone);
            const after = assignPartitions(rest, numbers(count), names);
            for (const name of rest) {
              expect(after.get(name)).toEqual(expect.arrayContaining(before.get(name) ?? []));
            }
          }
        },
      ),
    );
  });

  it('lends a newcomer the highest partition of whoever has most', () => {
    const homes = namesTo(2);
    expect(inWords(assignPartitions([...homes, 'consumer-3'], numbers(6), homes))).toEqual({
      'consumer-1': [0, 2],
      'consumer-2': [1, 3],
      'consumer-3': [4, 5],
    });
  });

  it('counts names as people do', () => {
    expect(['consumer-10', 'consumer-9'].sort(naturalOrder)).toEqual(['consumer-9', 'consumer-10']);
    expect(inWords(assignPartitions(['consumer-10', 'consumer-9'], numbers(1), []))).toEqual({
      'consumer-9': [0],
      'consumer-10': [],
    });
  });

  it('gives nothing to nobody', () => {
    expect(assignPartitions([], numbers(3), namesTo(1)).size).toBe(0);
  });
});
