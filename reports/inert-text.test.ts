import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inertRecord, inertText, MAX_TEXT_LENGTH } from './inert-text.ts';
import { passedRecord } from './record.fixture.ts';

describe('inertText', () => {
  it.each<[text: string, expected: string]>([
    ['plain text – ünïcödé 日本 👩‍🚀', 'plain text – ünïcödé 日本 👩‍🚀'],
    ['two\r\n  lines\tand a tab', 'two lines and a tab'],
    ['\u001b[31mred\u0007', '\\u{1b}[31mred\\u{7}'],
    ['8-bit \u009b31m', '8-bit \\u{9b}31m'],
    ['abc\u202egnp.exe', 'abc\\u{202e}gnp.exe'],
    ['half \ud83d', 'half \\u{d83d}'],
    ['', ''],
  ])('of %j is %j', (text, expected) => {
    expect(inertText(text)).toBe(expected);
  });

  it('cuts what nobody reads, between characters, and says how long it was', () => {
    expect(inertText('👍'.repeat(10), 3)).toBe('👍👍👍… (20 characters)');
    expect(inertText('👍'.repeat(3), 3)).toBe('👍👍👍');
    expect(inertText('x'.repeat(10_240))).toBe(
      `${'x'.repeat(MAX_TEXT_LENGTH)}… (10,240 characters)`,
    );
  });

  it('never leaves a control, a direction mark or half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, max) => {
        const inert = inertText(text, max);
        expect(inert).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
      }),
    );
  });
});

describe('inertRecord', () => {
  it('changes nothing in a record without hostile texts', () => {
    expect(inertRecord(passedRecord())).toEqual(passedRecord());
  });

  it('reaches every text that reports show, and cuts no command', () => {
    const replay = `make bench SCENARIO=${'x'.repeat(2000)}`;
    const record = passedRecord({
      seed: '\u001b[2J',
      replay,
      notes: ['one\ntwo'],
      scenario: { ...passedRecord().scenario, name: 'a\u0000b' },
    });
    expect(inertRecord(record)).toMatchObject({
      seed: '\\u{1b}[2J',
      replay,
      notes: ['one two'],
      scenario: { name: 'a\\u{0}b' },
    });
  });
});
