import { describe, expect, it } from 'vitest';
import { keyAction } from './classroom-keys.ts';

const free = { isSpecial: false, focus: 'nothing' } as const;

describe('keys of the classroom', () => {
  it('pause and resume with the space bar, and step while it is paused', () => {
    expect(keyAction({ key: ' ', ...free }, { isPaused: false })).toBe('pause');
    expect(keyAction({ key: ' ', ...free }, { isPaused: true })).toBe('resume');
    expect(keyAction({ key: 's', ...free }, { isPaused: true })).toBe('step');
    expect(keyAction({ key: 'S', ...free }, { isPaused: true })).toBe('step');
  });

  it('do not step a run that goes on', () => {
    expect(keyAction({ key: 's', ...free }, { isPaused: false })).toBeUndefined();
  });

  it('step while a button has the focus, which makes something of the space bar alone', () => {
    const pressed = { isSpecial: false, focus: 'space' } as const;
    expect(keyAction({ key: 's', ...pressed }, { isPaused: true })).toBe('step');
    expect(keyAction({ key: ' ', ...pressed }, { isPaused: true })).toBeUndefined();
  });

  it('are left to whoever types, to the browser and to other keys', () => {
    for (const key of [' ', 's']) {
      const typed = { key, isSpecial: false, focus: 'letters' } as const;
      expect(keyAction(typed, { isPaused: true })).toBeUndefined();
      expect(keyAction({ key, ...free, isSpecial: true }, { isPaused: true })).toBeUndefined();
    }
    expect(keyAction({ key: 'a', ...free }, { isPaused: true })).toBeUndefined();
  });
});
