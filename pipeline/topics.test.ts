import { describe, expect, it } from 'vitest';
import { EVENT_TYPES } from './event.ts';
import { EVENT_TOPICS, everyTopic, partitionOfKeys, topicNames, withoutPrefix } from './topics.ts';

describe('topics', () => {
  it('stand in the order of the event types, then the place for unknown ones', () => {
    expect(EVENT_TYPES).toEqual(['SALE', 'RESTOCK', 'RETURN', 'ALERT']);
    expect(EVENT_TOPICS).toEqual([
      'inventory.sales',
      'inventory.restocks',
      'inventory.returns',
      'inventory.alerts',
      'inventory.events',
    ]);
  });

  it('take a prefix', () => {
    expect(everyTopic(topicNames('team.'))).toEqual([
      ...EVENT_TOPICS.map((topic) => `team.${topic}`),
      ...['team.inventory.dlq', 'team.inventory.changelog', 'team.inventory.members'],
    ]);
  });

  it.each([
    '',
    'team.',
    'bench.20260105-spike-42.',
    'inventory.sales.',
  ])('are told from their names with the prefix %j', (prefix) => {
    expect(topicNames(prefix).events.map(withoutPrefix)).toEqual(EVENT_TOPICS);
    expect(withoutPrefix(`${prefix}somebody.elses`)).toBe(`${prefix}somebody.elses`);
  });
});

describe('partitionOfKeys', () => {
  it('agrees with murmur2 of the Java client, as published in the tests of its ports', () => {
    // murmur2 of these texts, from Apache Kafka's UtilsTest: 21 → -973932308, foobar → -790332482.
    const javaHash = {
      '21': -973_932_308,
      foobar: -790_332_482,
      'a-little-bit-long-string': -985_981_536,
    };
    for (const [key, hash] of Object.entries(javaHash)) {
      for (const partitions of [1, 3, 12]) {
        expect(partitionOfKeys([key], partitions)[0]).toBe((hash & 0x7fffffff) % partitions);
      }
    }
  });

  it('puts every key somewhere, and many keys everywhere', () => {
    const keys = Array.from(
      { length: 1_000 },
      (_, index) => `PROD-${String(index + 1).padStart(4, '0')}`,
    );
    const partitions = [...partitionOfKeys(keys, 12)];
    expect(new Set(partitions)).toEqual(new Set(Array.from({ length: 12 }, (_, index) => index)));
  });
});
