import { describe, expect, it } from 'vitest';
import {
  bareComparison,
  COMPARISONS,
  hostileComparison,
  inconclusiveComparison,
  incorrectComparison,
  sameComparison,
  slowerComparison,
} from './comparison.fixture.ts';
import { comparisonMarkdown, MAX_MARKDOWN_BYTES } from './markdown.ts';

describe('comparisonMarkdown', () => {
  it('begins with verdict, reasons and figures', () => {
    expect(
      comparisonMarkdown(slowerComparison()).split('\n### Outcome')[0],
    ).toBe(`## ❌ slower: spike

- cpu_per_event{group:consumers} is slower: +12.3 % (95 % interval +8.2 … +16.5 %, p 0.012), beyond the floor of 5 %
- the same: end_to_end p(50), end_to_end p(99), cpu_per_event

spike · seed 7 · 10 pairs of runs · working tree (a1b2c3d4e5f6) against main (a1b2c3d4e5f6)

|  | metric | base | head | change | 95 % interval | p | floor |
| :-- | :-- | --: | --: | --: | --: | --: | --: |
| ✅ same | <code>end_to_end p(50)</code> | 1.93 ms | 1.94 ms | +0.4 % | −0.9 … +1.7 % | 1 | ±10 % |
| ✅ same | <code>end_to_end p(99)</code> | 17.2 ms | 17.3 ms | +0.4 % | −0.9 … +1.7 % | 1 | ±25 % |
| ✅ same | <code>cpu_per_event{group:producers}</code> | 78.0 µs | 78.3 µs | +0.4 % | −0.9 … +1.7 % | 1 | ±5 % |
| ✅ same | <code>cpu_per_event{group:broker}</code> | 42.0 µs | 42.2 µs | +0.4 % | −0.9 … +1.7 % | 1 | ±5 % |
| ❌ slower | <code>cpu_per_event{group:consumers}</code> | 72.0 µs | 80.9 µs | **+12.3 %** | +8.2 … +16.5 % | 0.012 | ±5 % |
| ✅ same | <code>cpu_per_event</code> | 226 µs | 227 µs | +0.4 % | −0.9 … +1.7 % | 1 | ±5 % |
`);
  });

  it('says what more runs would do, and warns', () => {
    const text = comparisonMarkdown(inconclusiveComparison());
    expect(text).toMatch(/^## ❔ cannot tell: spike\n\n.*\n- about 14 more pairs would probably/);
    expect(text).toContain(
      '\n\n⚠️ 2 of 12 runs of head are no evidence: the generator itself was late\\\n' +
        '⚠️ the machine was 6 % slower during head than during base\n\n',
    );
    const warnings = Array.from({ length: 25 }, (_, index) => `warning ${index}`);
    expect(comparisonMarkdown(sameComparison({ warnings }))).toContain(
      '⚠️ warning 19\\\nand 5 more\n',
    );
  });

  it('shows what moved among the outcomes', () => {
    expect(comparisonMarkdown(incorrectComparison())).toContain(`### Outcome

❌ the outcomes differ: 4 figures moved

|  | base | head | difference |
| :-- | --: | --: | --: |
| units sold | 48,210 | 48,207 | −3 |
| units in stock at the end | 51,020 | 51,023 | +3 |
| fill rate | 0.98213 | 0.98207 | −0.00006 |
| LOW_STOCK alerts raised | 121 | – |  |
`);
    expect(comparisonMarkdown(sameComparison())).toContain(
      '### Outcome\n\n✅ the outcomes are equal\n',
    );
  });

  it('folds away what was compared, why, and how to read it', () => {
    const text = comparisonMarkdown(inconclusiveComparison());
    expect(text.match(/<details><summary>.*<\/summary>/g)).toEqual([
      '<details><summary>What was compared</summary>',
      '<details><summary>Why each metric is judged so</summary>',
      '<details><summary>How to read this</summary>',
    ]);
    expect(text).toContain('| left out | head, the generator itself was late: 20260105-');
    expect(text).toContain('- <code>end_to_end p(99)</code>: cannot tell: +28.4 % (95 %');
    expect(text).toMatch(
      /\n```\nstreamstock ab spike --base main --head \. --pairs 10 --seed 7\n```\n$/,
    );
  });

  it('says what is not known', () => {
    const text = comparisonMarkdown(bareComparison());
    expect(text).toContain(
      '| ❔ cannot tell | <code>end_to_end p(50)</code> | – | – | – | – | – |',
    );
    expect(text).toContain('❔ the outcomes cannot be compared: head has no digest');
    expect(text).toContain('| machine | nobody measured how steady it was |');
    expect(comparisonMarkdown(sameComparison({ metrics: [] }))).toContain(
      'No metric was declared.',
    );
  });

  it.each(Object.keys(COMPARISONS))('closes every fold and keeps its tables whole: %s', (name) => {
    expectWhole(comparisonMarkdown(COMPARISONS[name]?.() ?? sameComparison()));
  });

  it('keeps hostile names inert', () => {
    const evil = '</details><script>alert(1)</script>|`x`\n# H\u202e @team';
    const text = comparisonMarkdown(hostileComparison(evil));
    const [outside = '', block] = text.split('\n```\n');
    expect(block).toContain('<script>');
    expect(outside).not.toMatch(/<script|\u202e|\n# H|@team/);
    expectWhole(text);
  });

  it('leaves out what GitHub would not show, at the end and whole blocks of it', () => {
    const { verdict } = slowerComparison();
    const reasons = Array.from({ length: 800 }, () => '`'.repeat(400));
    const long = comparisonMarkdown(slowerComparison({ verdict: { ...verdict, reasons } }));
    expect(long).toBe(
      '## ❌ slower: spike\n\nThe rest is too long for a summary; the JSON and the page have it.\n',
    );
    const { outcome } = incorrectComparison();
    const [first] = outcome.moved;
    if (first === undefined) throw new Error('the fixture has a moved outcome');
    const moved = Array.from({ length: 15_000 }, () => first);
    const text = comparisonMarkdown(incorrectComparison({ outcome: { ...outcome, moved } }));
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_MARKDOWN_BYTES);
    expect(text).toMatch(/❌ the outcomes differ: 4 figures moved\n\nThe rest is too long .*\n$/);
    expectWhole(text);
  });
});

function expectWhole(text: string): void {
  const [outside = ''] = text.split('\n```\n');
  expect(outside.match(/<details>/g)?.length).toBe(outside.match(/<\/details>/g)?.length);
  let columns = 0;
  for (const line of outside.split('\n')) {
    const cells = line.startsWith('| ') ? line.split('|').length : 0;
    if (columns > 0 && cells > 0) expect(cells).toBe(columns);
    columns = cells;
  }
}
