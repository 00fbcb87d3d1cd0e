import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { capacityProbe, foundCapacity } from './capacity.fixture.ts';
import { renderCapacityHtml } from './capacity-html.ts';

describe('renderCapacityHtml', () => {
  it('allows its own style sheet and nothing else', () => {
    const page = renderCapacityHtml(foundCapacity());
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`.replaceAll(
        "'",
        '&#39;',
      ),
    );
    expect(page).not.toMatch(/<script|<link|<img|\son\w+=|\sstyle=|https?:/);
  });

  it('says the result, every probe, and why each ended as it did', () => {
    const report = foundCapacity();
    const page = renderCapacityHtml(report);
    expect(page).toContain(report.result.headline);
    expect(page.match(/<tr[ >]/g)).toHaveLength(1 + report.probes.length);
    expect(page.match(/<tr class="best">/g)).toHaveLength(3);
    expect(page).toContain('end_to_end p(99)&lt;100 is crossed: 118.9 ms');
    expect(page).toContain('href="probes/20260105-101501-steady-42/run.json"');
    expect(page).toContain('make capacity SCENARIO=steady SEED=42');
  });

  it('draws three marks for every probe, hollow where it did not hold', () => {
    const page = renderCapacityHtml(foundCapacity());
    const [wide = ''] = /<div class="wide">.*?<\/svg>/s.exec(page) ?? [];
    expect(wide.match(/class="mark /g)).toHaveLength(30);
    expect(wide.match(/class="mark s\d hollow"/g)).toHaveLength(12);
    expect(wide).toContain('<title>probe 7, 3,080/s: p99');
  });

  it('has unique ids, so that every drawing is named by its own title', () => {
    const ids = [...renderCapacityHtml(foundCapacity()).matchAll(/\sid="([^"]+)"/g)].map(
      ([, id]) => id,
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shows hostile texts as texts', () => {
    const hostile = '</style><script>alert(1)</script>\u202e" onload="x';
    const page = renderCapacityHtml(
      foundCapacity({
        scenario: { name: hostile, source: hostile, description: hostile },
        judged: [hostile],
        setAside: [{ threshold: hostile, why: hostile }],
        broker: hostile,
        replay: hostile,
        probes: [{ ...capacityProbe(1, 1000, 'system'), evidence: [hostile] }],
      }),
    );
    expect(page).not.toContain('<script');
    expect(page).not.toContain('" onload');
    expect(page).not.toContain('\u202e');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
  });

  it('says what is missing', () => {
    const page = renderCapacityHtml(
      foundCapacity({ probes: [{ ...capacityProbe(1, 1000, 'inconclusive'), run: null }] }),
    );
    expect(page).toContain('there is nothing to draw');
    expect(page).not.toContain('<svg viewBox="0 0 560');
  });
});
