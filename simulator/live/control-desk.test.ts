import { beforeEach, describe, expect, it } from 'vitest';
import { anchorClock } from '../../pipeline/clock.ts';
import type { WatchedRun } from '../run/watcher.ts';
import type { ClassroomState } from './contract.ts';
import { ControlDesk, ControlRefused, type DeskAction } from './control-desk.ts';

const START: ClassroomState = { ratePerSecond: 5, isPaused: false, sequencer: 'on', lesson: null };

/** What was asked of producers and consumers, in order. */
let asked: unknown[];
let present: string[];
let states: ClassroomState[];
let desk: ControlDesk;

beforeEach(() => {
  asked = [];
  present = ['consumer 1', 'consumer 2'];
  states = [];
  const note =
    (what: string) =>
    (...given: unknown[]) =>
      void asked.push([what, ...given]);
  const pool = {
    present: () => present,
    get size() {
      return present.length;
    },
    absentName: () => (present.includes('consumer 1') ? undefined : 'consumer 1'),
    nextName: () => 'consumer 9',
    start: note('start'),
    leave: note('leave'),
    kill: note('kill'),
    throttle: note('throttle'),
    stall: note('stall'),
  };
  const run = {
    clock: anchorClock(),
    loadStartedUs: 0,
    producers: { play: note('play'), progress: () => ({ planned: 7, sent: 6, acknowledged: 5 }) },
    consumers: { groupId: 'g', pool },
  } as unknown as WatchedRun;
  desk = new ControlDesk({ run, start: START, onState: (state) => states.push(state) });
});

function refusal(action: DeskAction): ControlRefused {
  try {
    desk.carryOut(action);
  } catch (error) {
    if (error instanceof ControlRefused) return error;
    throw error;
  }
  throw new Error('it was carried out');
}

describe('the load', () => {
  it('is played at the rate that somebody sets', () => {
    desk.carryOut({ action: 'rate', ratePerSecond: 100 });
    expect(asked).toEqual([['play', { type: 'play', eventsPerSecond: 100 }]]);
    expect(states.at(-1)?.ratePerSecond).toBe(100);
  });

  it('stays paused when the rate is set, and goes on at it', () => {
    desk.carryOut({ action: 'pause' });
    desk.carryOut({ action: 'rate', ratePerSecond: 100 });
    desk.carryOut({ action: 'step' });
    desk.carryOut({ action: 'resume' });
    expect(asked).toEqual([
      ['play', { type: 'pause' }],
      ['play', { type: 'step' }],
      ['play', { type: 'play', eventsPerSecond: 100 }],
    ]);
    expect(states.map(({ isPaused }) => isPaused)).toEqual([true, true, false]);
  });

  it('is stepped only while it is paused', () => {
    expect(refusal({ action: 'step' })).toMatchObject({ code: 'NOT_PAUSED', field: 'body.action' });
    expect(refusal({ action: 'resume' }).code).toBe('NOT_PAUSED');
    desk.carryOut({ action: 'pause' });
    expect(refusal({ action: 'pause' }).code).toBe('ALREADY_PAUSED');
  });
});

describe('the consumers', () => {
  it('come back under the name whose partitions wait, else under a new one', () => {
    expect(desk.carryOut({ action: 'add-consumer' })).toBe('consumer 9');
    present = ['consumer 2'];
    expect(desk.carryOut({ action: 'add-consumer' })).toBe('consumer 1');
    expect(asked).toEqual([
      ['start', 'consumer 9'],
      ['start', 'consumer 1'],
    ]);
  });

  it('are no more than a machine bears', () => {
    present = Array.from({ length: 12 }, (_, index) => `consumer ${index + 1}`);
    expect(refusal({ action: 'add-consumer' }).code).toBe('TOO_MANY_CONSUMERS');
    expect(asked).toEqual([]);
  });

  it('are treated by name, and whoever comes back is treated with nothing', () => {
    const name = 'consumer 2';
    desk.carryOut({ action: 'slow-consumer', name, eventsPerSecond: 10 });
    desk.carryOut({ action: 'stall-consumer', name, forMs: 2000 });
    expect(desk.treatments.get(name)?.throttlePerSecond).toBe(10);
    expect(desk.treatments.get(name)?.stalledUntilUs).toBeGreaterThan(0);
    desk.carryOut({ action: 'kill-consumer', name });
    expect(desk.treatments.has(name)).toBe(false);
    expect(asked).toEqual([
      ['throttle', name, 10],
      ['stall', name, 2000],
      ['kill', name, null],
    ]);
  });

  it('who is not there is named, with those who are', () => {
    const refused = refusal({ action: 'kill-consumer', name: 'consumer 7' });
    expect(refused).toMatchObject({ code: 'UNKNOWN_CONSUMER', field: 'body.name' });
    expect(refused.message).toContain('there are consumer 1, consumer 2');
    expect(asked).toEqual([]);
  });
});

it('says where the run is', () => {
  expect(desk.position().atEvents).toBe(6);
});
