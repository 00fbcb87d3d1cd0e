import { describe, expect, it } from 'vitest';
import { COMPARISONS, hostileComparison, sameComparison } from './comparison.fixture.ts';
import { inertComparison } from './inert-comparison.ts';

describe('inertComparison', () => {
  it.each(Object.keys(COMPARISONS))('changes nothing that is harmless: %s', (name) => {
    const comparison = COMPARISONS[name]?.() ?? sameComparison();
    expect(inertComparison(comparison)).toEqual(comparison);
  });

  it('leaves no text that a terminal obeys, at any depth', () => {
    const text = JSON.stringify(inertComparison(hostileComparison('a\u001b[2J\u202e\u2028')));
    expect(text).not.toMatch(/\\u001b|\u202e|\u2028/);
    expect(text).toContain('a\\\\u{1b}[2J');
  });

  it('cuts long texts, but not the command that repeats it', () => {
    const long = 'x'.repeat(1000);
    const inert = inertComparison(sameComparison({ warnings: [long], replay: long }));
    expect(inert.warnings[0]?.length).toBeLessThan(450);
    expect(inert.replay).toBe(long);
  });
});
