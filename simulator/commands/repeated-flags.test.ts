import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinRepeated } from './repeated-flags.ts';

describe('joinRepeated', () => {
  it('makes one of a flag that is given several times, whichever way it is written', () => {
    const words = ['compare', '--gate', 'a 1%', 'A', '--gate=b 2%', 'B', '--gate', 'c 3%'];
    expect(joinRepeated(words)).toEqual(['compare', '--gate=a 1%\nb 2%\nc 3%', 'A', 'B']);
  });

  it('leaves a flag without its value to the parser', () => {
    expect(joinRepeated(['compare', '--gate'])).toEqual(['compare', '--gate']);
  });

  it('touches nothing behind two dashes', () => {
    expect(joinRepeated(['--gate', 'a', '--', '--gate', 'b'])).toEqual([
      '--gate=a',
      '--',
      '--gate',
      'b',
    ]);
  });

  it('changes no other command line', () => {
    const word = fc.string().filter((text) => !text.startsWith('--gate'));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(joinRepeated(words)).toEqual(words);
      }),
    );
  });
});
