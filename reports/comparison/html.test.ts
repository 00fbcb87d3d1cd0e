import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  COMPARISONS,
  hostileComparison,
  sameComparison,
  slowerComparison,
} from './comparison.fixture.ts';
import { COMPARISON_VERDICTS } from './comparison.ts';
import { renderComparisonHtml } from './html.ts';
import type { ComparisonPage } from './html-data.ts';

describe('renderComparisonHtml', () => {
  it.each(COMPARISON_VERDICTS)('says %s in its title and to those without scripts', (name) => {
    const comparison = COMPARISONS[name]?.();
    const html = renderComparisonHtml(comparison ?? sameComparison());
    const words = name === 'inconclusive' ? 'cannot tell' : name;
    expect(html).toContain(`<title>${words}: spike, working tree against main</title>`);
    expect(html).toContain(`<noscript><h1>${words}</h1><p>`);
  });

  it('refers to nothing outside of itself', () => {
    const html = renderComparisonHtml(slowerComparison());
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses).toEqual([expect.stringMatching(/^data:image\/svg\+xml,/)]);
    expect(html).not.toMatch(/\sstyle="|<link rel="stylesheet"|@import|url\(/);
  });

  it('carries every figure of the comparison', () => {
    const comparison = slowerComparison();
    const { comparison: carried } = dataOf(renderComparisonHtml(comparison));
    expect(carried).toEqual(comparison);
  });

  it('is the same for the same comparison', () => {
    expect(renderComparisonHtml(slowerComparison())).toBe(renderComparisonHtml(slowerComparison()));
  });

  it('keeps hostile text from ending anything', () => {
    const html = renderComparisonHtml(
      hostileComparison('</script></title><script>alert(1)</script>'),
    );
    expect(html).not.toContain('alert(1)</script>');
    expect(html.match(/<script/g)).toHaveLength(3);
    expect(html.match(/<\/title>/g)).toHaveLength(1);
  });

  it('makes texts inert and long lists short, and says so', () => {
    const comparison = slowerComparison({
      warnings: Array.from({ length: 300 }, () => 'turned \u202e around'),
    });
    const data = dataOf(renderComparisonHtml(comparison));
    expect(data.comparison.warnings).toHaveLength(200);
    expect(data.comparison.warnings[0]).toBe('turned \\u{202e} around');
    expect(data.reduced).toEqual(['200 of 300 warnings are shown; comparison.json has all.']);
  });
});

function dataOf(html: string): ComparisonPage {
  const [, packed = ''] = /id="report-data">([^<]*)</.exec(html) ?? [];
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as ComparisonPage;
}
