import { describe, expect, it } from 'vitest';
import { wantsColour, wrapped } from './terminal-text.ts';

describe('wrapped', () => {
  it('breaks at spaces and indents what follows', () => {
    const style = { colour: false, width: 24 };
    expect(wrapped('one two three four five six', 4, style)).toBe(
      'one two three four\n    five six',
    );
    expect(wrapped('x'.repeat(40), 4, style)).toBe('x'.repeat(40));
  });
});

describe('wantsColour', () => {
  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: false }, {}, false],
    [{}, {}, false],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
    [{ isTTY: false }, { FORCE_COLOR: '1' }, true],
    [{ isTTY: true }, { FORCE_COLOR: '0' }, false],
    [{ isTTY: false }, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('of %o with %o is %s', (stream, env, expected) => {
    expect(wantsColour(stream, env)).toBe(expected);
  });
});
