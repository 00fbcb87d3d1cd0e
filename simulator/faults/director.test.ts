import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConsumerFault, FaultAction, FaultTime } from '../scenario/consumer-faults.ts';
import { constantLoad } from '../scenario/scenario.fixture.ts';
import { FaultDirector, STEP_WAIT_MS } from './director.ts';
import { type RecordedTargetsOptions, recordedTargets } from './targets.fixture.ts';
import { faultTimetable } from './timetable.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

function direct(faults: readonly ConsumerFault[], options: Partial<RecordedTargetsOptions> = {}) {
  const targets = recordedTargets({ consumers: 3, ...options });
  const marks: string[] = [];
  const notes: string[] = [];
  let applied = 0;
  let done = false;
  const director = new FaultDirector({
    timetable: faultTimetable({ faults, seed: '1', load: constantLoad(100, 30_000) }),
    targets,
    nowMs: () => Date.now(),
    applied: () => applied,
    onMark: (text) => marks.push(`${Date.now()} ${text}`),
    onNote: (text) => notes.push(`${Date.now()} ${text}`),
  });
  void director.done.then(() => {
    done = true;
  });
  director.begin();
  return {
    ...{ director, targets, calls: targets.calls, marks, notes },
    isDone: () => done,
    apply: (events: number) => {
      applied = events;
    },
    until: (atMs: number) => vi.advanceTimersByTimeAsync(atMs - Date.now()),
  };
}

const at = (atMs: number): FaultTime => ({ kind: 'at', atMs });
const fault = (action: FaultAction, target: string, when: FaultTime): ConsumerFault => ({
  action,
  target,
  when,
});
const kill = (restartAfterMs: number | null): FaultAction => ({
  kind: 'kill',
  step: null,
  restartAfterMs,
});

describe('the director', () => {
  it('kills and starts again, each at its time, and is done then', async () => {
    const run = direct([fault(kill(2000), 'consumer-1', at(10_000))]);
    await run.until(9999);
    expect(run.calls).toEqual([]);
    await run.until(10_000);
    expect(run.calls).toEqual(['kill consumer-1']);
    expect(run.director.expected).toBe(1);
    await run.until(11_999);
    expect([run.calls.length, run.isDone()]).toEqual([1, false]);
    await run.until(12_000);
    expect(run.calls).toEqual(['kill consumer-1', 'start consumer-1']);
    expect(run.marks).toEqual(['10000 consumer-1 is killed', '12000 consumer-1 is started again']);
    expect([run.director.expected, run.isDone()]).toEqual([0, true]);
  });

  it('marks a kill in a step when it has happened, and counts the restart from there', async () => {
    const inStep: FaultAction = { kind: 'kill', step: 'changelog', restartAfterMs: 1000 };
    const run = direct([fault(inStep, 'consumer-2', at(1000))], { waits: true });
    await run.until(1300);
    expect(run.calls).toEqual(['kill consumer-2 changelog']);
    expect(run.marks).toEqual([]);
    run.targets.gone('consumer-2');
    await run.until(2299);
    expect(run.marks).toEqual(['1300 consumer-2 is killed between changelog and commit']);
    await run.until(2300);
    expect(run.calls.at(-1)).toBe('start consumer-2');
  });

  it('kills a member where it is when it does not come to the step', async () => {
    const inStep: FaultAction = { kind: 'kill', step: 'published', restartAfterMs: null };
    const run = direct([fault(inStep, 'consumer-2', at(1000))], { waits: true });
    await run.until(1000 + STEP_WAIT_MS);
    expect(run.calls).toEqual(['kill consumer-2 published', 'kill consumer-2']);
    expect(run.marks).toEqual([`${1000 + STEP_WAIT_MS} consumer-2 is killed`]);
    expect(run.isDone()).toBe(true);
  });

  it('acts when so many events have been applied', async () => {
    const run = direct([fault(kill(null), 'consumer-1', { kind: 'at-event', events: 500 })]);
    run.apply(499);
    await run.until(1000);
    expect(run.calls).toEqual([]);
    run.apply(503);
    await run.until(1020);
    expect(run.calls).toEqual(['kill consumer-1']);
    expect(run.isDone()).toBe(true);
  });

  it('throttles for a while, and leaves a later throttle alone', async () => {
    const slow = (eventsPerSecond: number, forMs: number): FaultAction => ({
      kind: 'throttle',
      eventsPerSecond,
      forMs,
    });
    const run = direct([
      fault(slow(50, 5000), 'consumer-1', at(1000)),
      fault(slow(1, 5000), 'consumer-1', at(3000)),
    ]);
    await run.until(30_000);
    expect(run.calls).toEqual([
      'throttle consumer-1 50',
      'throttle consumer-1 1',
      'throttle consumer-1 null',
    ]);
    expect(run.marks).toEqual([
      '1000 consumer-1 is throttled to 50 events a second for 5s',
      '3000 consumer-1 is throttled to 1 event a second for 5s',
      '8000 consumer-1 is throttled no longer',
    ]);
  });

  it('stalls, and is under way until the stall is over', async () => {
    const run = direct([fault({ kind: 'stall', forMs: 8000 }, 'consumer-3', at(2000))]);
    await run.until(9999);
    expect(run.calls).toEqual(['stall consumer-3 8000']);
    expect(run.isDone()).toBe(false);
    await run.until(10_000);
    expect(run.isDone()).toBe(true);
  });

  it('lets a member leave in order, and come back', async () => {
    const run = direct([fault({ kind: 'leave', restartAfterMs: 3000 }, 'consumer-3', at(1000))], {
      waits: true,
    });
    await run.until(1500);
    run.targets.gone('consumer-3');
    await run.until(4500);
    expect(run.calls).toEqual(['leave consumer-3', 'start consumer-3']);
    expect(run.marks).toEqual(['1000 consumer-3 leaves', '4500 consumer-3 comes back']);
  });

  it('has newcomers join under the next free name, or under theirs, for good or for a while', async () => {
    const join = (forMs: number | null): FaultAction => ({ kind: 'join', forMs });
    const run = direct([
      fault(join(10_000), 'any', at(1000)),
      fault(join(null), 'kitchen', at(2000)),
      fault(join(null), 'any', at(3000)),
    ]);
    await run.until(11_000);
    expect(run.calls).toEqual([
      'start consumer-4',
      'start kitchen',
      // The fixture numbers names it has seen.
      'start consumer-6',
      'leave consumer-4',
    ]);
    expect(run.marks.at(-1)).toBe('11000 consumer-4 leaves');
    expect(run.isDone()).toBe(true);
  });

  it('does not bring back a newcomer whose visit ended while it was away', async () => {
    const run = direct([
      fault({ kind: 'join', forMs: 4000 }, 'kitchen', at(1000)),
      fault(kill(5000), 'kitchen', at(2000)),
    ]);
    await run.until(4999);
    expect(run.director.expected).toBe(1);
    await run.until(30_000);
    expect(run.calls).toEqual(['start kitchen', 'kill kitchen']);
    expect([run.director.expected, run.isDone()]).toEqual([0, true]);
  });

  it('does not bring back a newcomer whose visit ended while it was being killed', async () => {
    const inStep: FaultAction = { kind: 'kill', step: 'commit', restartAfterMs: 500 };
    const run = direct(
      [
        fault({ kind: 'join', forMs: 2000 }, 'kitchen', at(1000)),
        fault(inStep, 'kitchen', at(2500)),
      ],
      { waits: true },
    );
    await run.until(3200);
    run.targets.gone('kitchen');
    await run.until(30_000);
    expect(run.calls).toEqual(['start kitchen', 'kill kitchen commit']);
    expect(run.isDone()).toBe(true);
  });

  it('points `any` at somebody who is there and not going already', async () => {
    const storm: ConsumerFault = fault(kill(60_000), 'any', {
      kind: 'every',
      fromMs: 0,
      untilMs: 30_000,
      minMs: 1000,
      maxMs: 1000,
    });
    const run = direct([storm]);
    await run.until(29_999);
    expect([...run.calls].sort()).toEqual([
      'kill consumer-1',
      'kill consumer-2',
      'kill consumer-3',
    ]);
    expect(run.notes[0]).toBe('4000 nobody was there to be killed');
    expect(run.notes).toHaveLength(26);
  });

  it('passes over whom it does not find, with a note', async () => {
    const run = direct([
      fault({ kind: 'stall', forMs: 1 }, 'consumer-9', at(1)),
      fault({ kind: 'throttle', forMs: 1, eventsPerSecond: 1 }, 'consumer-9', at(2)),
      fault({ kind: 'leave', restartAfterMs: null }, 'consumer-9', at(3)),
      fault({ kind: 'join', forMs: null }, 'consumer-2', at(4)),
    ]);
    await run.until(5);
    expect(run.calls).toEqual([]);
    expect(run.notes).toEqual([
      '1 consumer-9 was not there to be stalled',
      '2 consumer-9 was not there to be throttled',
      '3 consumer-9 was not there to leave',
      '4 consumer-2 could not join: it was there already',
    ]);
    expect(run.isDone()).toBe(true);
  });

  it('does nothing else to a member that is on its way out', async () => {
    const run = direct(
      [
        fault({ kind: 'leave', restartAfterMs: null }, 'consumer-1', at(1000)),
        fault(kill(null), 'consumer-1', at(1100)),
      ],
      { waits: true },
    );
    await run.until(1200);
    expect(run.calls).toEqual(['leave consumer-1']);
    expect(run.notes).toEqual(['1100 consumer-1 was not there to be killed']);
  });

  it('begins nothing once it is called off, and still brings back who is due', async () => {
    const run = direct([
      fault(kill(4000), 'consumer-1', at(1000)),
      fault(kill(4000), 'consumer-2', at(3000)),
      fault(kill(4000), 'consumer-3', { kind: 'at-event', events: 10 }),
    ]);
    await run.until(2000);
    run.director.callOff();
    run.apply(100);
    await run.until(4999);
    expect(run.isDone()).toBe(false);
    await run.until(30_000);
    expect(run.calls).toEqual(['kill consumer-1', 'start consumer-1']);
    expect(run.isDone()).toBe(true);
  });

  it('says when all who were to come back have, whatever else is going on', async () => {
    const run = direct(
      [
        fault({ kind: 'stall', forMs: 60_000 }, 'consumer-3', at(100)),
        fault({ kind: 'leave', restartAfterMs: 2000 }, 'consumer-1', at(1000)),
        fault({ kind: 'kill', step: 'commit', restartAfterMs: null }, 'consumer-2', at(1000)),
      ],
      { waits: true },
    );
    const answers: boolean[] = [];
    const ask = () => void run.director.allBack().then((waited) => answers.push(waited));
    ask();
    await run.until(1000);
    expect(answers).toEqual([false]);
    ask();
    run.director.callOff();
    run.targets.gone('consumer-1');
    await run.until(3000);
    expect(run.calls).toContain('start consumer-1');
    expect(answers).toEqual([false]);
    run.targets.gone('consumer-2');
    await run.until(3001);
    expect(answers).toEqual([false, true]);
    expect(run.isDone()).toBe(false);
  });

  it('keeps nobody waiting once it is ended', async () => {
    const run = direct([fault(kill(4000), 'consumer-1', at(1000))]);
    await run.until(2000);
    let back = false;
    void run.director.allBack().then(() => (back = true));
    await run.until(2001);
    expect(back).toBe(false);
    run.director.end();
    await run.until(2002);
    expect(back).toBe(true);
  });

  it('is done at once when it is called off with nothing under way', async () => {
    const run = direct([fault(kill(null), 'consumer-1', at(9000))]);
    run.director.callOff();
    await run.until(1);
    expect(run.isDone()).toBe(true);
  });

  it('leaves everything as it is when it is ended, whatever was due', async () => {
    const run = direct(
      [
        fault(kill(4000), 'consumer-1', at(1000)),
        fault({ kind: 'kill', step: 'effects', restartAfterMs: 100 }, 'consumer-2', at(1500)),
        fault({ kind: 'stall', forMs: 1000 }, 'consumer-3', at(3000)),
      ],
      { waits: true },
    );
    await run.until(2000);
    run.director.end();
    run.director.end();
    expect(vi.getTimerCount()).toBe(0);
    run.targets.gone('consumer-2');
    await run.until(30_000);
    expect(run.calls).toEqual(['kill consumer-1', 'kill consumer-2 effects']);
    expect(run.marks).toEqual(['1000 consumer-1 is killed']);
    expect([run.isDone(), run.director.expected]).toEqual([true, 0]);
  });

  it('is done from the start when there is nothing to do', async () => {
    const run = direct([]);
    await run.until(1);
    expect(run.isDone()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
