import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CONFIGS_READ,
  examineTopics,
  settingsOf,
  type TopicPlan,
  type TopicSeen,
  topicsOf,
  topicTrouble,
} from './topic-plan.ts';

const PLAN: TopicPlan = {
  topics: [
    { name: 'sales', use: 'log' },
    { name: 'returns', use: 'log' },
    { name: 'dlq', use: 'output' },
  ],
  partitions: 3,
  replicationFactor: -1,
  neededMs: 80_000,
};

const topic = (name: string, changes: Partial<TopicSeen> = {}): TopicSeen => ({
  name,
  partitions: Array.from({ length: 3 }, () => ({ replicas: 1, inSync: 1 })),
  leaderless: false,
  configs: new Map([
    ['retention.ms', '604800000'],
    ['retention.bytes', '-1'],
    ['min.insync.replicas', '1'],
    ['cleanup.policy', 'delete'],
    ['min.compaction.lag.ms', '0'],
  ]),
  ...changes,
});
const withConfig = (name: string, config: string, value: string): TopicSeen => {
  return topic(name, { configs: new Map([[config, value]]) });
};
const examine = (plan: Partial<TopicPlan>, topics: TopicSeen[], brokers = 1) =>
  examineTopics({ ...PLAN, ...plan }, { brokers, topics });
const ALL = topicsOf(PLAN).map((name) => topic(name));

describe('examineTopics', () => {
  it('finds nothing wrong with topics that are as they should be', () => {
    expect(examine({}, ALL)).toEqual({
      ...{ missing: [], leaderless: [], mismatches: [], tooSmall: [], outOfSync: [] },
      warnings: [],
    });
  });

  it('tells what is missing and what has no leader yet from what is wrong', () => {
    const half = topic('sales', { partitions: [], leaderless: true });
    expect(examine({}, [half, topic('dlq')])).toMatchObject({
      ...{ missing: ['returns'], leaderless: ['sales'], mismatches: [] },
    });
  });

  it('names every topic that differs, and in every respect', () => {
    const small = (name: string) => topic(name, { partitions: [{ replicas: 1, inSync: 1 }] });
    const wanted = { replicationFactor: 2, minInSyncReplicas: 2, retentionMs: 90_000 };
    expect(examine(wanted, [small('sales'), small('dlq'), topic('returns')], 3).mismatches).toEqual(
      [
        'Every topic needs 3 partitions, but dlq has 1, sales has 1',
        '2 replicas of every topic were asked for, but dlq has 1, returns has 1, sales has 1',
        'min.insync.replicas 2 was asked for, but dlq has 1, returns has 1, sales has 1',
        'retention.ms 90000 was asked for, but dlq has 604800000, returns has 604800000, sales has 604800000',
      ],
    );
  });

  it('counts the replicas of the partition that has the fewest', () => {
    const uneven = [
      { replicas: 3, inSync: 3 },
      { replicas: 2, inSync: 2 },
      { replicas: 3, inSync: 3 },
    ];
    const found = examine({ replicationFactor: 3 }, [topic('sales', { partitions: uneven })], 3);
    expect(found.mismatches).toEqual(['3 replicas of every topic were asked for, but sales has 2']);
  });

  it('leaves alone what nobody asked for', () => {
    const unusual = topic('sales', {
      partitions: Array.from({ length: 3 }, () => ({ replicas: 3, inSync: 3 })),
      configs: new Map([
        ['min.insync.replicas', '2'],
        ['retention.ms', '3600000'],
      ]),
    });
    expect(examine({}, [unusual, topic('returns'), topic('dlq')], 3)).toMatchObject({
      ...{ mismatches: [], outOfSync: [] },
    });
  });

  it('does not let records vanish before they are read', () => {
    const short = examine({}, [withConfig('sales', 'retention.ms', '79999')]);
    expect(short.mismatches).toEqual([
      'sales keeps records for 79.999 s (retention.ms), but the run and its drain may take 80 s: records could be deleted before they are read',
    ]);
    expect(examine({ retentionMs: 5_000 }, []).mismatches).toEqual([
      'A retention of 5 s is too short: the run and its drain may take 80 s: records could be deleted before they are read',
    ]);
    for (const enough of ['80000', '-1']) {
      expect(examine({}, [withConfig('sales', 'retention.ms', enough)]).mismatches).toEqual([]);
    }
    const compacted = examine({}, [withConfig('returns', 'cleanup.policy', 'compact,delete')]);
    expect(compacted.mismatches).toEqual([
      'returns has cleanup.policy compact,delete, which removes older records of a key before they are read: they would count as lost',
    ]);
  });

  it('asks less of what nobody reads in the run', () => {
    for (const [config, value] of [
      ['retention.ms', '1000'],
      ['cleanup.policy', 'compact'],
      ['retention.bytes', '1'],
    ] as const) {
      expect(examine({}, [withConfig('dlq', config, value)])).toMatchObject({
        ...{ mismatches: [], warnings: [] },
      });
    }
  });

  it('takes any age and size for what a topic is only compacted by, and never deleted by', () => {
    const kept = topic('log', {
      configs: new Map([
        ['cleanup.policy', 'compact'],
        ['min.compaction.lag.ms', '3600000'],
        ['retention.ms', '1'],
        ['retention.bytes', '1'],
      ]),
    });
    const plan = { topics: [{ name: 'log', use: 'changelog' }] } as const;
    expect(examine(plan, [kept])).toMatchObject({ mismatches: [], warnings: [] });
  });

  it('wants a changelog that is compacted, late, and not deleted from before it is read', () => {
    const plan = { topics: [{ name: 'log', use: 'changelog' }] } as const;
    const like = (policy: string, lagMs: string, retentionMs = '604800000') =>
      examine(plan, [
        topic('log', {
          configs: new Map([
            ['cleanup.policy', policy],
            ['min.compaction.lag.ms', lagMs],
            ['retention.ms', retentionMs],
          ]),
        }),
      ]);
    expect(like('compact,delete', '3600000')).toMatchObject({ mismatches: [], warnings: [] });
    expect(like('delete, compact', '7200000')).toMatchObject({ mismatches: [], warnings: [] });
    expect(like('delete', '0').warnings).toEqual([
      'log is not compacted (cleanup.policy delete): superseded state of every run stays in it until it is old enough to be deleted',
    ]);
    expect(like('compact', '60000').warnings).toEqual([
      'log may be compacted after 60 s (min.compaction.lag.ms; 3600 s are safe): what a consumer writes that has lost its partitions and does not know it could push out newer state before that is read',
    ]);
    expect(like('compact,delete', '3600000', '5000').mismatches).toEqual([
      'log keeps records for 5 s (retention.ms), but the run and its drain may take 80 s: records could be deleted before they are read',
    ]);
    const hidden = examine(plan, [topic('log', { configs: null })]);
    expect(hidden).toMatchObject({ mismatches: [], warnings: [] });
  });

  it('takes any number of partitions where one is read, and lets nothing vanish from it', () => {
    const plan = { topics: [{ name: 'talk', use: 'messages' }] } as const;
    const one = [{ replicas: 1, inSync: 1 }];
    expect(examine(plan, [topic('talk', { partitions: one })]).mismatches).toEqual([]);
    expect(examine(plan, [withConfig('talk', 'cleanup.policy', 'compact')]).mismatches).toEqual([
      'talk has cleanup.policy compact, which removes older records of a key before they are read: they would count as lost',
    ]);
    expect(examine(plan, [withConfig('talk', 'retention.ms', '1')]).mismatches[0]).toContain(
      'talk keeps records for 0.001 s',
    );
  });

  it('warns of a bound in bytes, and of settings that it was to check and may not read', () => {
    const bound = examine({}, [withConfig('sales', 'retention.bytes', '1048576')]);
    expect(bound.warnings[0]).toContain('sales keeps 1048576 bytes a partition');
    const hidden = [topic('sales', { configs: null })];
    expect(examine({}, hidden).warnings).toEqual([]);
    expect(examine({ retentionMs: 90_000 }, hidden).warnings[0]).toContain('may not be read');
  });

  it('says with numbers that there are too few brokers', () => {
    expect(examine({ replicationFactor: 3 }, [], 1).tooSmall).toEqual([
      '3 replicas of every topic were asked for, and the cluster has 1 broker',
    ]);
    expect(examine({ minInSyncReplicas: 3 }, [], 2).tooSmall).toEqual([
      '3 in-sync replicas of every topic were asked for, and the cluster has 2 brokers',
    ]);
    const lagging = topic('sales', {
      partitions: [{ replicas: 3, inSync: 1 }],
      configs: new Map([['min.insync.replicas', '2']]),
    });
    expect(examine({ partitions: 1 }, [lagging], 3).outOfSync).toEqual([
      'sales has min.insync.replicas 2, and 1 of its replicas is in sync: nothing would be acknowledged',
    ]);
  });

  it('asks for no more replicas in sync than there are, as Kafka does, and warns of older ones', () => {
    const thin = topic('sales', {
      partitions: [{ replicas: 1, inSync: 1 }],
      configs: new Map([['min.insync.replicas', '2']]),
    });
    const found = examine({ partitions: 1 }, [thin], 3);
    expect(found).toMatchObject({ outOfSync: [], mismatches: [] });
    expect(found.warnings).toEqual([
      'min.insync.replicas of sales is higher than the number of replicas: older versions of Kafka acknowledge nothing there',
    ]);
  });

  it('finds, for whatever a cluster has, every topic that differs and no other', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 4 }), (has, wanted) => {
        const topics = topicsOf(PLAN).map((name, at) =>
          topic(name, {
            partitions: Array.from({ length: has[at] ?? 0 }, () => ({ replicas: 1, inSync: 1 })),
          }),
        );
        const [sentence = ''] = examine({ partitions: wanted }, topics).mismatches;
        for (const [at, name] of topicsOf(PLAN).entries()) {
          expect(sentence.includes(`${name} has ${has[at]}`)).toBe(has[at] !== wanted);
        }
      }),
    );
  });

  it('asks for the settings that it looks at', () => {
    expect([...CONFIGS_READ].sort()).toEqual([...(topic('x').configs?.keys() ?? [])].sort());
  });
});

describe('settingsOf', () => {
  const plan: TopicPlan = {
    ...PLAN,
    topics: [...PLAN.topics, { name: 'log', use: 'changelog' }, { name: 'talk', use: 'messages' }],
  };

  it('compacts what is state, and leaves the rest as the cluster has it', () => {
    expect([...settingsOf(plan, 'log')]).toEqual([
      ['cleanup.policy', 'compact,delete'],
      ['min.compaction.lag.ms', '3600000'],
    ]);
    expect([...settingsOf(plan, 'talk')]).toEqual([['cleanup.policy', 'delete']]);
    for (const name of ['sales', 'dlq']) expect([...settingsOf(plan, name)]).toEqual([]);
  });

  it('gives every topic what was asked for all', () => {
    const asked = { ...plan, minInSyncReplicas: 2, retentionMs: 90_000 };
    for (const name of topicsOf(asked)) {
      const settings = settingsOf(asked, name);
      expect(settings.get('min.insync.replicas')).toBe('2');
      expect(settings.get('retention.ms')).toBe('90000');
    }
  });

  it('makes topics that have nothing to be said against them', () => {
    const topics = topicsOf(plan).map((name) => topic(name, { configs: settingsOf(plan, name) }));
    expect(examine(plan, topics)).toMatchObject({ mismatches: [], warnings: [] });
  });
});

describe('topicTrouble', () => {
  it('is none when there is only something to wait for', () => {
    expect(topicTrouble(examine({}, []), 'here')).toBeUndefined();
  });

  it('lists everything in one error, too few brokers first', () => {
    const small = topic('sales', { partitions: [{ replicas: 1, inSync: 1 }] });
    const mismatch = topicTrouble(examine({ minInSyncReplicas: 2 }, [small], 2), 'a:1');
    expect(mismatch).toMatchObject({
      code: 'TOPIC_MISMATCH',
      message:
        'Every topic needs 3 partitions, but sales has 1.\nmin.insync.replicas 2 was asked for, but sales has 1.',
    });
    const few = topicTrouble(examine({ replicationFactor: 3 }, [small], 1), 'a:1');
    expect(few).toMatchObject({
      code: 'CLUSTER_TOO_SMALL',
      hint: expect.stringContaining('missing brokers of a:1'),
    });
  });
});
