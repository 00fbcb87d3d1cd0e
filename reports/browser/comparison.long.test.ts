/** The page of a comparison in a real browser, opened from disk as a user does. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  bareComparison,
  hostileComparison,
  incorrectComparison,
  singleComparison,
  slowerComparison,
} from '../comparison/comparison.fixture.ts';
import type { Comparison } from '../comparison/comparison.ts';
import { renderComparisonHtml } from '../comparison/html.ts';
import { violations } from './axe.fixture.ts';
import { sidewaysPx } from './chromium.fixture.ts';
import { usePages } from './pages.fixture.ts';

const pages = usePages();

describe.each([
  ['light', 1440],
  ['dark', 375],
] as const)('the page in %s at %i px', (colours, widthPx) => {
  it('opens without a request, an error or anything to scroll sideways, and is accessible', async () => {
    const html = renderComparisonHtml(incorrectComparison());
    await pages.within(html, { colours, widthPx }, async (watched, address) => {
      const { page, errors, requests } = watched;
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Incorrect');
      expect(await page.locator('figure.missing').count()).toBe(0);
      expect(await page.locator('figure svg.svg-plot, figure canvas').count()).toBe(12);
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
      expect(requests).toEqual([address]);
    });
  });
});

describe('what the page says', () => {
  it('names and speaks every metric with its change, and every pair', async () => {
    await pages.within(renderComparisonHtml(slowerComparison()), {}, async ({ page }) => {
      const metric = page.locator('.metric-verdicts tr', { hasText: 'group:consumers' }).first();
      expect(await metric.innerText()).toMatch(/slower\s+\+12\.3 %\s+\+8\.2 … \+16\.5 %/);
      const row = page.locator('#changes svg text', { hasText: '+12.3 % slower' });
      expect(await row.count()).toBe(1);
      await page.locator('#changes .plot').focus();
      for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowRight');
      const spoken = page.locator('#announcements');
      expect(await spoken.textContent()).toContain(
        'cpu_per_event{group:consumers}, change +12.3 %',
      );
      await page.locator('#run-5 .plot').focus();
      await page.keyboard.press('End');
      expect(await spoken.textContent()).toMatch(/^run pair 10, base 7\d\.\d µs, head 8\d\.\d µs/);
    });
  });

  it('shows another stage when it is chosen, and links runs to their reports', async () => {
    const comparison = slowerComparison();
    const runId = comparison.head.runs[0]?.runId ?? '';
    const html = renderComparisonHtml(comparison, new Map([[runId, `runs/${runId}/report.html`]]));
    await pages.within(html, {}, async ({ page }) => {
      const figure = page.locator('#latency-spectra');
      await figure.getByRole('button', { name: 'Table: Latency by percentile' }).click();
      expect(await figure.getByRole('table').textContent()).toContain('end to end');
      await figure.getByText('alert', { exact: true }).click();
      expect(await figure.getByRole('table').textContent()).toContain('Latency of alert');
      expect(await figure.locator('.notes').textContent()).toContain('2,120 of base');
      expect(await figure.getByRole('row').last().textContent()).toContain('max');
      const links = page.locator('.runs-table a');
      expect(await links.evaluateAll((nodes) => nodes.map((node) => node.outerHTML))).toEqual([
        `<a href="runs/${runId}/report.html"><bdi class="foreign">${runId}</bdi></a>`,
      ]);
    });
  });

  it('draws no intervals and no bands of one run on a side', async () => {
    await pages.within(renderComparisonHtml(singleComparison()), {}, async ({ page, errors }) => {
      expect(await page.locator('#changes svg text', { hasText: 'no interval' }).count()).toBe(6);
      expect(await page.locator('#changes').textContent()).toContain('there are no intervals');
      expect(await page.locator('#latency-spectra .svg-plot path').count()).toBe(2);
      expect(await page.locator('#over-time > .how-to-read').count()).toBe(0);
      expect(errors).toEqual([]);
    });
  });

  it('says what is missing where nothing was drawn or measured', async () => {
    const nothing: Partial<Comparison> = { metrics: [], replay: '' };
    const html = renderComparisonHtml({ ...bareComparison(), ...nothing });
    await pages.within(html, { widthPx: 375 }, async ({ page, errors }) => {
      expect(await page.locator('figure').count()).toBe(4);
      expect(await page.locator('figure.missing').count()).toBe(4);
      expect(await page.locator('#metrics').textContent()).toContain('No metric is gated');
      expect(await page.locator('.tiles').textContent()).toContain('nobody measured it');
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    });
  });

  it('is drawn in light for paper', async () => {
    const html = renderComparisonHtml(slowerComparison());
    await pages.within(html, { colours: 'dark' }, async ({ page, errors }) => {
      await page.emulateMedia({ media: 'print' });
      await page.waitForSelector('html[data-print="light"]');
      const widths = await page
        .locator('.figure .svg-plot')
        .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('width')));
      expect(new Set(widths)).toEqual(new Set(['656']));
      expect(errors).toEqual([]);
    });
  });
});

describe('hostile text', () => {
  const HOSTILE = `</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">\u202e\u0000😀${'long '.repeat(500)}`;

  it('is inert, wherever it stands', async () => {
    const comparison = hostileComparison(HOSTILE);
    // Names of metrics are unique, whatever else they are.
    const metrics = comparison.metrics.map((metric, at) => ({
      ...metric,
      label: `${at} ${HOSTILE}`,
    }));
    const html = renderComparisonHtml({ ...comparison, metrics });
    await pages.within(html, { widthPx: 375 }, async ({ page, errors, requests }, address) => {
      await openTables(page);
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      expect(await page.locator('img').count()).toBe(0);
      expect(await sidewaysPx(page)).toBe(0);
      expect(await page.content()).not.toContain('\u202e');
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
      expect(requests).toEqual([address]);
    });
  });
});

async function openTables(page: Page): Promise<void> {
  for (const button of await page.getByRole('button', { name: /^Table: / }).all()) {
    await button.click();
  }
}
