import { describe, expect, it } from 'vitest';
import { shippedNames } from './resolve.ts';
import { renderSummaries, summaryOf } from './scenarios.ts';

describe('the list of scenarios', () => {
  it('names each with its size and its purpose', () => {
    const text = renderSummaries(shippedNames().map(summaryOf));
    expect(text).toMatch(/^ {2}steady +20s +20,000 +1,000 +5,000$/m);
    expect(text).toMatch(/^ {2}spike: A normal day/m);
    expect(text.match(/^ {2}[a-z-]+: /gm)).toHaveLength(shippedNames().length);
  });
});
