import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf } from './load.fixture.ts';
import { loadScenarioFile, parseScenario } from './load.ts';
import { collectOverrides, type OverrideTexts } from './overrides.ts';

/** 30 s, 3,000 events, three consumers; the list of faults begins in line 4. */
const HEAD = `name: a
load: { executor: constant-arrival-rate, rate: 100, duration: 30s }
pipeline: { partitions: 6, consumers: 3 }
`;
const listed = (...entries: string[]): string =>
  `${HEAD}faults:\n${entries.map((entry) => `- { ${entry} }\n`).join('')}`;
const faults = (text: string, flags: OverrideTexts = {}) =>
  parseScenario(text, 'x.yaml', { overrides: collectOverrides(flags, {}) }).faults;
const refusals = (...entries: string[]): string[] =>
  faultsOf(listed(...entries)).map((line) => line.replace('x.yaml:', ''));

describe('faults of consumers', () => {
  it('may be everything that the docs show', () => {
    expect(
      faults(
        listed(
          'kill: consumer-1, at: 10s, restart: 2s',
          'kill: any, every: [4s, 8s], from: 5s, until: 20s, restart: 1s',
          'kill: consumer-2, atEvent: 2000, between: changelog',
          'stall: consumer-2, at: 12s, for: 8s',
          'throttle: consumer-3, to: 50, at: 5s, for: 10s',
          'join: any, at: 8s, for: 10s',
          'join: kitchen, at: 9s',
          'leave: consumer-3, at: 14s, restart: 0s',
          'stall: any, every: [5s, 5s], for: 1s',
        ),
      ),
    ).toEqual([
      {
        action: { kind: 'kill', step: null, restartAfterMs: 2000 },
        target: 'consumer-1',
        when: { kind: 'at', atMs: 10_000 },
      },
      {
        action: { kind: 'kill', step: null, restartAfterMs: 1000 },
        target: 'any',
        when: { kind: 'every', fromMs: 5000, untilMs: 20_000, minMs: 4000, maxMs: 8000 },
      },
      {
        action: { kind: 'kill', step: 'changelog', restartAfterMs: null },
        target: 'consumer-2',
        when: { kind: 'at-event', events: 2000 },
      },
      {
        action: { kind: 'stall', forMs: 8000 },
        target: 'consumer-2',
        when: { kind: 'at', atMs: 12_000 },
      },
      {
        action: { kind: 'throttle', eventsPerSecond: 50, forMs: 10_000 },
        target: 'consumer-3',
        when: { kind: 'at', atMs: 5000 },
      },
      {
        action: { kind: 'join', forMs: 10_000 },
        target: 'any',
        when: { kind: 'at', atMs: 8000 },
      },
      {
        action: { kind: 'join', forMs: null },
        target: 'kitchen',
        when: { kind: 'at', atMs: 9000 },
      },
      {
        action: { kind: 'leave', restartAfterMs: 0 },
        target: 'consumer-3',
        when: { kind: 'at', atMs: 14_000 },
      },
      {
        action: { kind: 'stall', forMs: 1000 },
        target: 'any',
        when: { kind: 'every', fromMs: 0, untilMs: 30_000, minMs: 5000, maxMs: 5000 },
      },
    ]);
  });

  it('are none unless the file has some', () => {
    expect(faults(HEAD)).toEqual([]);
  });

  it.each([
    [
      'at: 10s',
      '5:3: does nothing (faults[0]) — add one of kill, stall, throttle, join, leave, with a consumer',
    ],
    ['kil: consumer-1, at: 10s', '5:5: unknown key (faults[0].kil) — did you mean "kill"?'],
    [
      'kill: consumer-1, stall: consumer-2, at: 10s, for: 1s',
      '5:23: one entry does one thing: this one has kill already (faults[0].stall) — make an entry of its own of it',
    ],
    [
      'kill: consumer-1',
      '5:3: is missing (faults[0].at) — add at: 10s, atEvent: 5000 or every: [4s, 8s]',
    ],
    [
      'kill: consumer-1, at: 10s, atEvent: 5',
      '5:32: an entry has one time: this one has at already (faults[0].atEvent) — remove at or atEvent',
    ],
    [
      'kill: consumer-1, at: 10s, until: 20s',
      '5:32: until belongs to every (faults[0].until) — remove it, or write every',
    ],
    [
      'kill: consumer-1, at: 10s, for: 2s',
      '5:32: a kill has no for (faults[0].for) — remove it; kill takes between and restart',
    ],
    [
      'stall: consumer-1, at: 10s',
      '5:3: is missing (faults[0].for) — add how long, for example for: 8s',
    ],
    [
      'throttle: consumer-1, at: 10s, for: 5s',
      '5:3: is missing (faults[0].to) — add how many events a second, for example to: 50',
    ],
    ['throttle: consumer-1, at: 10s, for: 0s, to: 5', '5:41: must be above 0 (faults[0].for)'],
    [
      'stall: consumer-1, at: 10s, for: 11m',
      '5:38: must be at most 10m, is 11m (faults[0].for) — a run waits for its consumers',
    ],
    [
      'kill: consumer-1, at: 1.5ms',
      '5:27: must be a whole number of milliseconds, is "1.5ms" (faults[0].at)',
    ],
    [
      'kill: consumer-1, at: 10',
      '5:27: must be a duration such as 500ms, 20s, 1m30s, 2h or 3d, is 10 (faults[0].at)',
    ],
    [
      'kill: consumer-1, at: 10s, between: chnagelog',
      '5:41: must be one of effects, published, changelog, commit, is "chnagelog" (faults[0].between) — did you mean "changelog"?',
    ],
    [
      'kill: any, every: [8s, 4s], restart: 1s',
      '5:23: the first of the pair must not exceed the second: 8s > 4s (faults[0].every) — write [4s, 8s]',
    ],
    [
      'kill: any, every: [50ms, 4s], restart: 1s',
      '5:24: must be 100ms or more, is 50ms (faults[0].every[0])',
    ],
    [
      'kill: any, every: 4s, restart: 1s',
      '5:23: must be a pair [min, max] of durations, is "4s" (faults[0].every)',
    ],
    [
      'kill: Consumer 1, at: 10s',
      '5:11: must be the name of a consumer such as consumer-2, or any, is "Consumer 1" (faults[0].kill)',
    ],
  ])('are refused when an entry makes no sense by itself: %s', (entry, refusal) => {
    expect(refusals(entry)).toEqual([refusal]);
  });

  it.each([
    [
      'kill: consumer-1, at: 30s, restart: 1s',
      '5:27: must be before the load ends at 30s, is 30s (faults[0].at)',
    ],
    [
      'kill: consumer-1, atEvent: 3001, restart: 1s',
      '5:32: must be at most the 3,000 events of the load, is 3,001 (faults[0].atEvent)',
    ],
    [
      'kill: consumer-1, every: [1s, 2s], from: 31s, restart: 1s',
      '5:46: must be before the load ends at 30s, is 31s (faults[0].from)',
    ],
    [
      'kill: consumer-1, every: [1s, 2s], until: 31s, restart: 1s',
      '5:47: must not be after the load ends at 30s, is 31s (faults[0].until)',
    ],
    [
      'kill: consumer-1, every: [4s, 6s], from: 10s, until: 14s, restart: 1s',
      '5:30: never happens: the first could be 4s after 10s, and until is 14s (faults[0].every)',
    ],
  ])('are refused when they do not happen while the load runs: %s', (entry, refusal) => {
    expect(refusals(entry)).toEqual([refusal]);
  });

  it.each([
    [
      ['kill: consumer-4, at: 10s, restart: 1s'],
      [
        '5:11: there is no consumer-4: they are consumer-1 to consumer-3, and nobody joins under that name (faults[0].kill) — did you mean consumer-1?',
      ],
    ],
    [
      ['join: consumer-2, at: 10s'],
      [
        '5:11: consumer-2 is there from the start (faults[0].join) — to bring a consumer back, give its kill or leave a restart',
      ],
    ],
    [['join: any, at: 10s', 'kill: consumer-4, at: 12s, restart: 1s'], []],
    [['join: kitchen, at: 10s', 'kill: kitchen, at: 12s, restart: 1s'], []],
    [
      ['join: kitchen, at: 10s', 'kill: kitchen, at: 8s, restart: 1s'],
      ['6:24: kitchen has not joined by then (faults[1].at)'],
    ],
    [
      ['join: kitchen, at: 10s, for: 4s', 'leave: kitchen, at: 14s, restart: 1s'],
      ['6:25: kitchen has left by then, at 14s (faults[1].at)'],
    ],
    [['join: kitchen, at: 10s, for: 4s', 'join: kitchen, at: 14s'], []],
    [
      ['join: kitchen, at: 10s, for: 4s', 'join: kitchen, at: 13s'],
      ['6:24: kitchen is there already (faults[1].at)'],
    ],
    [
      ['kill: consumer-1, at: 10s, restart: 4s', 'stall: consumer-1, at: 12s, for: 1s'],
      ['6:28: consumer-1 is away: it is killed at 10s, and comes back at 14s (faults[1].at)'],
    ],
    [
      ['stall: consumer-1, at: 12s, for: 1s', 'leave: consumer-1, at: 10s'],
      ['5:28: consumer-1 leaves at 10s, and does not come back (faults[0].at)'],
    ],
    [
      ['stall: consumer-1, at: 12s, for: 4s', 'stall: consumer-1, at: 15s, for: 1s'],
      ['6:28: consumer-1 stands still until 16s already (faults[1].at)'],
    ],
    [
      [
        'throttle: consumer-1, to: 5, at: 12s, for: 4s',
        'throttle: consumer-1, to: 7, at: 15s, for: 1s',
      ],
      ['6:38: consumer-1 is throttled until 16s already (faults[1].at)'],
    ],
    // To kill somebody who is slow is what one may want to see.
    [
      [
        'throttle: consumer-1, to: 5, at: 12s, for: 4s',
        'kill: consumer-1, at: 15s, restart: 1s',
        'throttle: consumer-1, to: 5, at: 16s, for: 4s',
      ],
      [],
    ],
    [['kill: consumer-1, at: 10s, restart: 4s', 'kill: consumer-1, at: 14s, restart: 1s'], []],
  ])('look at who is there: %j', (entries, refused) => {
    expect(refusals(...entries)).toEqual(refused);
  });

  const NOBODY =
    'could leave nobody to take the events (faults[0]) — add restart, or more consumers';
  it.each([
    [['kill: any, every: [4s, 8s]'], [`5:3: ${NOBODY}`]],
    [['kill: any, every: [4s, 8s], until: 8s'], []],
    [['kill: any, every: [4s, 8s], restart: 30s'], []],
    [['kill: consumer-1, at: 3s', 'leave: consumer-2, at: 4s'], []],
    [
      ['kill: consumer-1, at: 3s', 'leave: consumer-2, at: 4s', 'kill: any, atEvent: 50'],
      [`6:3: ${NOBODY.replace('faults[0]', 'faults[1]')}`],
    ],
    [
      [
        'join: kitchen, at: 2s',
        'kill: consumer-1, at: 3s',
        'kill: consumer-2, at: 4s',
        'kill: consumer-3, at: 5s',
      ],
      [],
    ],
    [
      [
        'join: kitchen, at: 6s',
        'kill: consumer-1, at: 3s',
        'kill: consumer-2, at: 4s',
        'kill: consumer-3, at: 5s',
      ],
      [`8:3: ${NOBODY.replace('faults[0]', 'faults[3]')}`],
    ],
    // A guest is nobody's replacement, and nobody's loss.
    [['join: kitchen, at: 2s, for: 9s', 'kill: kitchen, at: 3s'], []],
  ])('leave somebody to take the events: %j', (entries, refused) => {
    expect(refusals(...entries)).toEqual(refused);
  });

  it('speak of the only consumer when there is one, also by an override', () => {
    const text = listed('kill: consumer-2, at: 10s, restart: 1s');
    expect(() => faults(text, { consumers: '1' })).toThrow(
      'x.yaml:5:11: there is no consumer-2: the only one is consumer-1, and nobody joins under that name',
    );
    const alone = listed('kill: consumer-1, at: 10s');
    expect(() => faults(alone, { consumers: '1' })).toThrow('could leave nobody');
    expect(faults(alone)).toHaveLength(1);
  });

  it('happen at the same point of a load that is made shorter, and are shorter with it', () => {
    const text = listed(
      'kill: consumer-1, at: 10s, restart: 2s',
      'stall: any, every: [4s, 8s], from: 5s, until: 20s, for: 1s',
      'kill: consumer-2, atEvent: 2000, between: changelog',
    );
    const times = (flags: OverrideTexts) => faults(text, flags).map(({ when }) => when);
    expect(times({ duration: '15s' })).toEqual([
      { kind: 'at', atMs: 5000 },
      { kind: 'every', fromMs: 2500, untilMs: 10_000, minMs: 2000, maxMs: 4000 },
      { kind: 'at-event', events: 1000 },
    ]);
    expect(times({ rate: '25/1s' })).toEqual([
      { kind: 'at', atMs: 10_000 },
      { kind: 'every', fromMs: 5000, untilMs: 20_000, minMs: 4000, maxMs: 8000 },
      { kind: 'at-event', events: 500 },
    ]);
    expect(faults(text, { duration: '15s' }).map(({ action }) => action)).toEqual([
      { kind: 'kill', step: null, restartAfterMs: 1000 },
      { kind: 'stall', forMs: 500 },
      { kind: 'kill', step: 'changelog', restartAfterMs: null },
    ]);
  });

  it('happen at the same point of a load that is made longer, and last as long as before', () => {
    const text = listed(
      'kill: consumer-1, at: 10s, restart: 2s',
      'stall: any, every: [4s, 8s], from: 5s, until: 20s, for: 1s',
    );
    expect(faults(text, { duration: '1m' })).toEqual([
      {
        action: { kind: 'kill', step: null, restartAfterMs: 2000 },
        target: 'consumer-1',
        when: { kind: 'at', atMs: 20_000 },
      },
      {
        action: { kind: 'stall', forMs: 1000 },
        target: 'any',
        when: { kind: 'every', fromMs: 10_000, untilMs: 40_000, minMs: 4000, maxMs: 8000 },
      },
    ]);
  });

  it.each([
    'consumer-crash',
    'rebalance-storm',
    'slow-consumer',
    'rolling-restart',
  ])('are those of %s, whatever length one wants', (name) => {
    const file = fileURLToPath(new URL(`../../scenarios/${name}.yaml`, import.meta.url));
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 600_000 }), (durationMs) => {
        const overrides = collectOverrides({ duration: `${durationMs}ms` }, {});
        const scenario = loadScenarioFile(file, { overrides });
        expect(scenario.load.durationMs).toBe(durationMs);
      }),
      { numRuns: 50 },
    );
  });
});

describe('timeouts of the group', () => {
  const pipeline = (keys: string) => `name: a
load: { executor: constant-arrival-rate, rate: 100, duration: 30s }
pipeline: { ${keys} }
`;
  it('are left to the broker kind unless the file names them', () => {
    const bare = parseScenario(pipeline('consumers: 2'), 'x.yaml').pipeline;
    expect([bare.changelog, bare.sessionTimeoutMs, bare.rebalanceTimeoutMs]).toEqual([
      true,
      null,
      null,
    ]);
    const named = 'changelog: off, sessionTimeout: 6s, rebalanceTimeout: 5s';
    expect(parseScenario(pipeline(named), 'x.yaml').pipeline).toMatchObject({
      changelog: false,
      sessionTimeoutMs: 6000,
      rebalanceTimeoutMs: 5000,
    });
  });

  it.each([
    [
      'sessionTimeout: 5999ms',
      'x.yaml:3:29: must be from 6s to 30m, is 5.999s (pipeline.sessionTimeout) — Kafka takes no others unless its group.min.session.timeout.ms and group.max.session.timeout.ms are changed',
    ],
    [
      'rebalanceTimeout: 31m',
      'x.yaml:3:31: must be from 1s to 30m, is 31m (pipeline.rebalanceTimeout)',
    ],
    [
      'rebalanceTimeout: 0.1ms',
      'x.yaml:3:31: must be a whole number of milliseconds, is "0.1ms" (pipeline.rebalanceTimeout)',
    ],
  ])('are such as brokers accept: %s', (keys, fault) => {
    expect(faultsOf(pipeline(keys))).toEqual([fault]);
  });
});
