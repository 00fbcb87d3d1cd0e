import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Security } from '../../pipeline/kafka/connection.ts';
import { Secret } from '../../pipeline/kafka/secret.ts';
import {
  type GuardFacts,
  judgeCluster,
  judgePassword,
  judgeRate,
  REMOTE_RATE_CAP,
} from './guard.ts';

const OWN = 'own-cluster';
const HERE = { address: 'localhost:9092', ips: ['127.0.0.1', '::1'] };
const AWAY = { address: 'kafka.example:9092', ips: ['203.0.113.7'] };
const HALF = { address: 'both.example:9092', ips: ['127.0.0.1', '203.0.113.7'] };
const NOWHERE = { address: 'nowhere.example:9092', ips: [] };

const facts = (changes: Partial<GuardFacts> = {}): GuardFacts => ({
  clusterId: OWN,
  bootstrap: [HERE],
  advertised: [HERE],
  security: undefined,
  ownIds: [OWN],
  allowRemote: undefined,
  maxPerSecond: undefined,
  ...changes,
});

const sasl = (mechanism: 'PLAIN' | 'SCRAM-SHA-512'): NonNullable<Security['sasl']> => ({
  ...{ mechanism, username: 'me', password: new Secret('hidden') },
});

describe('judgeCluster', () => {
  it('lets the own cluster on this machine be loaded without a cap', () => {
    expect(judgeCluster(facts())).toEqual({
      ...{ allowed: true, free: true, capPerSecond: Number.POSITIVE_INFINITY },
    });
  });

  it('refuses any other id that was not named, and says how to name it', () => {
    expect(judgeCluster(facts({ clusterId: 'theirs' }))).toEqual({
      allowed: false,
      code: 'CLUSTER_NOT_ALLOWED',
      message:
        'The cluster at localhost:9092 (id theirs) was not started by this tool, and load on it was not allowed.',
      hint: 'If the load is meant for it, add --allow-remote=theirs. See first what would happen: add --dry-run too.',
    });
  });

  it('refuses a wrong id and says both', () => {
    const judgement = judgeCluster(facts({ clusterId: 'theirs', allowRemote: 'other' }));
    expect(judgement).toMatchObject({
      allowed: false,
      message: '--allow-remote names the cluster other, but the one at localhost:9092 is theirs.',
    });
    expect(judgeCluster(facts({ allowRemote: 'other' }))).toMatchObject({ allowed: false });
  });

  it('never allows a cluster without an id', () => {
    for (const allowRemote of [undefined, 'null', '']) {
      expect(judgeCluster(facts({ clusterId: null, allowRemote }))).toMatchObject({
        allowed: false,
        message: expect.stringContaining('reports no id'),
      });
    }
  });

  it('caps what was named, unless more was allowed', () => {
    const named = { clusterId: 'theirs', allowRemote: 'theirs', bootstrap: [AWAY] };
    expect(judgeCluster(facts(named))).toEqual({
      ...{ allowed: true, free: false, capPerSecond: REMOTE_RATE_CAP },
    });
    expect(judgeCluster(facts({ ...named, maxPerSecond: 5_000 }))).toMatchObject({
      capPerSecond: 5_000,
    });
  });

  it('holds the own cluster to a cap that somebody set', () => {
    expect(judgeCluster(facts({ maxPerSecond: 10 }))).toMatchObject({
      ...{ free: true, capPerSecond: 10 },
    });
  });

  it.each([
    ['an address', { bootstrap: [AWAY] }, 'the address kafka.example:9092 is not on this machine'],
    ['one of several', { bootstrap: [HERE, AWAY] }, 'the address kafka.example:9092'],
    ['one address of a name', { bootstrap: [HALF] }, 'the address both.example:9092'],
    ['a name that does not resolve', { bootstrap: [NOWHERE] }, 'its name does not resolve'],
    [
      'an advertised address',
      { advertised: [HERE, AWAY] },
      'one of its brokers, reached at kafka.example:9092, is not on this machine (203.0.113.7)',
    ],
  ])('takes the own id with %s off this machine for a stranger', (_, where, says) => {
    const judgement = judgeCluster(facts(where));
    expect(judgement).toMatchObject({ allowed: false, message: expect.stringContaining(says) });
    expect(judgeCluster(facts({ ...where, allowRemote: OWN }))).toMatchObject({
      ...{ allowed: true, free: false, capPerSecond: REMOTE_RATE_CAP },
    });
  });

  it('allows, for whatever facts, only the own cluster on this machine or the one that was named', () => {
    const address = fc.constantFrom(HERE, AWAY, HALF, NOWHERE);
    const id = fc.constantFrom(OWN, 'theirs', 'other');
    const arbitrary = fc.record({
      clusterId: fc.option(id),
      bootstrap: fc.array(address, { minLength: 1, maxLength: 3 }),
      advertised: fc.array(address, { minLength: 1, maxLength: 3 }),
      allowRemote: fc.option(id, { nil: undefined }),
      maxPerSecond: fc.option(fc.integer({ min: 1, max: 9_999 }), { nil: undefined }),
      security: fc.constantFrom(
        undefined,
        { sasl: sasl('PLAIN') },
        { sasl: sasl('PLAIN'), tls: {} },
      ),
    });
    fc.assert(
      fc.property(arbitrary, (drawn) => {
        const judgement = judgeCluster(facts(drawn));
        const { clusterId, allowRemote, bootstrap, advertised, security } = drawn;
        const isHere = [...bootstrap, ...advertised].every((one) => one === HERE);
        const isFree = clusterId === OWN && isHere;
        const isNamed = clusterId !== null && allowRemote === clusterId;
        const leaks = security !== undefined && !('tls' in security) && !isHere;
        const expected = !leaks && (isNamed || (isFree && allowRemote === undefined));
        expect(judgement.allowed).toBe(expected);
        if (!judgement.allowed) return;
        expect(judgement.free).toBe(isFree);
        if (!isFree) {
          expect(judgement.capPerSecond).toBe(drawn.maxPerSecond ?? REMOTE_RATE_CAP);
        }
      }),
    );
  });
});

describe('judgePassword', () => {
  it('keeps a readable password on this machine', () => {
    expect(judgePassword([HERE], { sasl: sasl('PLAIN') })).toBeUndefined();
    const refused = judgePassword([HERE, AWAY], { sasl: sasl('PLAIN') });
    expect(refused).toMatchObject({
      code: 'CLUSTER_NOT_ALLOWED',
      message:
        'SASL/PLAIN without TLS would send the password readable to kafka.example:9092 (203.0.113.7).',
    });
    expect(JSON.stringify(refused)).not.toContain('hidden');
  });

  it('has nothing against TLS, SCRAM, or no password', () => {
    for (const security of [
      undefined,
      { tls: {} },
      { sasl: sasl('SCRAM-SHA-512') },
      { sasl: sasl('PLAIN'), tls: {} },
    ]) {
      expect(judgePassword([AWAY], security)).toBeUndefined();
    }
  });
});

describe('judgeRate', () => {
  const capped = { allowed: true, free: false, capPerSecond: 1_000 } as const;
  const peak = (perSecond: number) => ({ perSecond, sentence: 'The scenario sends a lot' });

  it('lets the cap itself pass, and nothing above', () => {
    expect(judgeRate(capped, peak(1_000))).toBeUndefined();
    expect(judgeRate(capped, peak(1_000.5))).toEqual({
      allowed: false,
      code: 'RATE_NOT_ALLOWED',
      message: 'The scenario sends a lot, and this cluster may get 1,000 events/s.',
      hint: 'Lower the rate, or allow more with --max-rate 1001.',
    });
  });
});
