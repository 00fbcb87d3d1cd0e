import { describe, expect, it } from 'vitest';
import { keyAction } from './classroom-keys.ts';

const free = { isSpecial: false, isTaken: false };

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

  it('are left to whoever has the focus, to the browser and to other keys', () => {
    for (const key of [' ', 's']) {
      expect(
        keyAction({ key, isSpecial: false, isTaken: true }, { isPaused: true }),
      ).toBeUndefined();
      expect(
        keyAction({ key, isSpecial: true, isTaken: false }, { isPaused: true }),
      ).toBeUndefined();
    }
    expect(keyAction({ key: 'a', ...free }, { isPaused: true })).toBeUndefined();
  });
});
