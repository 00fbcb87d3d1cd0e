import { describe, expect, it } from 'vitest';
import { DEFAULT_TOPICS } from './cluster.ts';
import {
  CLUSTER_VARIABLES,
  type ClusterFlags,
  clusterOptions,
  readClusterSettings,
  refuseClusterFlags,
} from './options.ts';

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ code: 'USAGE', hint: expect.stringMatching(/\S/) });
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};

describe('readClusterSettings', () => {
  it('leaves everything to the cluster when nothing is said', () => {
    expect(readClusterSettings({}, {})).toEqual({
      ...{ topics: DEFAULT_TOPICS, rules: {}, replayFlags: [] },
    });
  });

  it('takes flags, and repeats them word for word', () => {
    const flags: ClusterFlags = {
      'topic-prefix': 'team.{run}.',
      'replication-factor': '3',
      'min-isr': '2',
      retention: '168h',
      'create-topics': false,
      'delete-topics': true,
      'allow-remote': 'abc_DEF-1',
      'max-rate': '2500',
    };
    const { topics, rules, replayFlags } = readClusterSettings(flags, {});
    expect(topics).toEqual({
      ...{ prefix: 'team.{run}.', create: false, deleteAfter: true, replicationFactor: 3 },
      ...{ minInSyncReplicas: 2, retentionMs: 604_800_000, wait: DEFAULT_TOPICS.wait },
    });
    expect(rules).toEqual({ allowRemote: 'abc_DEF-1', maxPerSecond: 2_500 });
    expect(replayFlags).toEqual([
      '--topic-prefix=team.{run}.',
      '--replication-factor=3',
      '--min-isr=2',
      '--retention=7d',
      '--no-create-topics',
      '--delete-topics',
      '--allow-remote=abc_DEF-1',
      '--max-rate=2500',
    ]);
  });

  it('takes variables where no flag is given, and none that is empty', () => {
    const environment = {
      STREAMSTOCK_TOPIC_PREFIX: 'a.',
      STREAMSTOCK_MAX_RATE: '10',
      STREAMSTOCK_RETENTION: '',
      STREAMSTOCK_DELETE_TOPICS: 'yes',
    };
    const { topics, rules } = readClusterSettings({ 'topic-prefix': 'b.' }, environment);
    expect(topics).toMatchObject({ prefix: 'b.', deleteAfter: true });
    expect(topics.retentionMs).toBeUndefined();
    expect(rules).toEqual({ maxPerSecond: 10 });
  });

  it('has a variable for every flag but the one that is for looking', () => {
    const flags = Object.keys(clusterOptions).filter((name) => name !== 'dry-run');
    expect(Object.keys(CLUSTER_VARIABLES)).toEqual(flags);
  });

  it('reads how long topics may be waited for', () => {
    const environment = {
      TOPIC_WAIT_TIMEOUT_SEC: '12.5',
      TOPIC_WAIT_INTERVAL_SEC: '1',
      TOPIC_WAIT_SKIP: '1',
    };
    expect(readClusterSettings({}, environment).topics.wait).toEqual({
      ...{ skip: true, timeoutMs: 12_500, intervalMs: 1_000 },
    });
  });

  it.each<[ClusterFlags, Record<string, string>, string]>([
    [
      { 'topic-prefix': 'my topic ' },
      {},
      '--topic-prefix "my topic ": a topic name with it holds " "',
    ],
    [{ 'topic-prefix': 'x'.repeat(240) }, {}, 'characters; 249 are allowed'],
    [{}, { STREAMSTOCK_TOPIC_PREFIX: 'ä' }, 'STREAMSTOCK_TOPIC_PREFIX "ä"'],
    [{ 'replication-factor': '0' }, {}, '--replication-factor must be a whole number from 1'],
    [{ 'min-isr': '1.5' }, {}, '--min-isr must be a whole number from 1'],
    [{ 'min-isr': '3', 'replication-factor': '2' }, {}, 'nothing would ever be acknowledged'],
    [{ retention: '7' }, {}, '--retention must be a duration'],
    [{ retention: '100ms' }, {}, '--retention must be a duration of at least 1s'],
    [{ 'allow-remote': 'a b' }, {}, '--allow-remote must be the id of a cluster'],
    [{ 'allow-remote': '' }, {}, '--allow-remote must be the id of a cluster'],
    [{ 'max-rate': 'all' }, {}, '--max-rate must be events a second'],
    [{}, { STREAMSTOCK_CREATE_TOPICS: 'maybe' }, 'STREAMSTOCK_CREATE_TOPICS must be true or false'],
    [{}, { TOPIC_WAIT_SKIP: 'perhaps' }, 'TOPIC_WAIT_SKIP must be true or false'],
    [{}, { TOPIC_WAIT_TIMEOUT_SEC: '5m' }, 'TOPIC_WAIT_TIMEOUT_SEC must be a number of seconds'],
    [{}, { TOPIC_WAIT_INTERVAL_SEC: '0' }, 'TOPIC_WAIT_INTERVAL_SEC must be a number of seconds'],
  ])('refuses %j %j', (flags, environment, says) => {
    expect(messageOf(() => readClusterSettings(flags, environment))).toContain(says);
  });
});

describe('refuseClusterFlags', () => {
  it('says that a flag was meant for a cluster', () => {
    expect(messageOf(() => refuseClusterFlags({ 'min-isr': '2' }))).toBe(
      '--min-isr is for a cluster, and the load goes to the embedded broker',
    );
    expect(messageOf(() => refuseClusterFlags({ 'create-topics': false }))).toContain(
      '--no-create-topics is for a cluster',
    );
  });

  it('has nothing against the rest', () => {
    refuseClusterFlags({ 'dry-run': true, 'max-rate': '5' }, ['max-rate']);
  });
});
