import { describe, expect, it } from 'vitest';
import { machineClock } from './machine.ts';
import { type Answer, RollCall } from './roll-call.ts';
import { type Hello, PROTOCOL_VERSION } from './words.ts';

const CLOCK = machineClock();
const hello = (name: string | null, parts: Partial<Hello> = {}): Hello => ({
  type: 'hello',
  protocol: PROTOCOL_VERSION,
  name,
  host: 'here',
  pid: 1,
  clock: CLOCK,
  toolVersion: '1.0.0',
  ...parts,
});
const rollCall = (expected: number, taken: readonly string[] = []) =>
  new RollCall({ expected, toolVersion: '1.0.0', isTaken: (name) => taken.includes(name) });
const names = (answer: Answer): readonly string[] | string =>
  answer.type === 'admitted' ? answer.admissions.map(({ name }) => name) : answer.type;

describe('the roll call', () => {
  it('lets whoever comes in at once when nobody is waited for', () => {
    const roll = rollCall(0);
    expect(names(roll.hello('a', hello('kitchen'), 0))).toEqual(['kitchen']);
    expect(names(roll.hello('b', hello(null), 0))).toEqual(['process-1']);
    expect(roll.hello('a', hello('kitchen'), 10)).toEqual({ type: 'known' });
  });

  it('keeps them until all that are expected are there, and names them apart', () => {
    const roll = rollCall(3, ['process-1']);
    expect(roll.hello('a', hello(null), 0)).toEqual({
      type: 'wait',
      text: 'the run waits for 2 more processes',
    });
    expect(roll.present(0)).toBe(1);
    expect(roll.hello('b', hello(null), 0)).toEqual({
      type: 'wait',
      text: 'the run waits for 1 more process',
    });
    // Who has chosen a name keeps it, whenever he came.
    expect(names(roll.hello('c', hello('process-2'), 0))).toEqual([
      'process-2',
      'process-3',
      'process-4',
    ]);
    expect(names(roll.hello('d', hello(null), 0))).toEqual(['process-5']);
  });

  it('does not count on those who went away while they waited', () => {
    const roll = rollCall(2);
    roll.hello('a', hello(null), 0);
    expect(names(roll.hello('b', hello(null), 10_000))).toBe('wait');
    expect(names(roll.hello('c', hello(null), 10_500))).toEqual(['process-1', 'process-2']);
  });

  it('refuses a name that a living process, one that waits, or a thread has', () => {
    const roll = rollCall(0, ['consumer-1']);
    roll.hello('a', hello('kitchen'), 0);
    expect(roll.hello('b', hello('kitchen'), 1_000)).toMatchObject({
      type: 'refused',
      code: 'MEMBER_REFUSED',
      text: 'There is a consumer of the name kitchen already.',
    });
    expect(names(roll.hello('c', hello('consumer-1'), 0))).toBe('refused');
    const waiting = rollCall(2);
    waiting.hello('a', hello('kitchen'), 0);
    expect(names(waiting.hello('b', hello('kitchen'), 0))).toBe('refused');
    expect(names(waiting.hello('a', hello('kitchen'), 1_000))).toBe('wait');
  });

  it('gives the name of one who fell silent back when it is given up', () => {
    const roll = rollCall(0);
    roll.hello('a', hello('kitchen'), 0);
    roll.heard('a', 2_000);
    expect(roll.hello('b', hello('kitchen'), 8_000)).toEqual({
      type: 'wait',
      text: 'kitchen was there before and has been silent for 6 seconds',
    });
    roll.gone('a');
    expect(names(roll.hello('b', hello('kitchen'), 9_000))).toEqual(['kitchen']);
  });

  it.each([
    ['protocol', { protocol: PROTOCOL_VERSION + 1 }],
    ['version', { toolVersion: '1.0.1' }],
  ])('refuses another %s', (_, parts) => {
    const answer = rollCall(0).hello('a', hello('kitchen', parts), 0);
    expect(answer).toMatchObject({ type: 'refused', code: 'MEMBER_REFUSED' });
  });
});
