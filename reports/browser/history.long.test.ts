/** The page of a history in a real browser, opened from disk as a user does. */
import { describe, expect, it } from 'vitest';
import { renderHistoryHtml } from '../comparison/history-html.ts';
import { violations } from './axe.fixture.ts';
import { sidewaysPx } from './chromium.fixture.ts';
import { emptyHistory, hostileHistory, richHistory } from './history-page.fixture.ts';
import { usePages } from './pages.fixture.ts';

const pages = usePages();

describe.each([
  ['light', 1440],
  ['dark', 375],
] as const)('the page in %s at %i px', (colours, widthPx) => {
  it('opens without a request, an error or anything to scroll sideways, and is accessible', async () => {
    const html = renderHistoryHtml(richHistory());
    await pages.within(html, { colours, widthPx }, async ({ page, errors, requests }, address) => {
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
        '2 level shifts: 1 for the worse, 1 for the better',
      );
      expect(await page.locator('.history-runs tbody tr').count()).toBe(30);
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
      expect(requests).toEqual([address]);
    });
  });
});

describe('what the page says', () => {
  it('marks every shift, other machines and what is no evidence, and speaks them', async () => {
    await pages.within(renderHistoryHtml(richHistory()), {}, async ({ page }) => {
      const p99 = page.locator('#metric-1');
      expect(await p99.locator('svg text', { hasText: /^\+\d+\.\d %$/ }).count()).toBe(1);
      expect(await p99.locator('svg text', { hasText: 'group B' }).count()).toBe(1);
      expect(await p99.locator('.legend').innerText()).toContain('shift for the worse');
      expect(await page.locator('#metric-2 .legend').innerText()).toContain('shift for the better');
      await p99.locator('.plot').focus();
      await page.keyboard.press('End');
      const spoken = await page.locator('#announcements').textContent();
      expect(spoken).toMatch(/^started, UTC 2026-02-09 10:15, value 1\d\.\d ms, level 15\.\d ms/);
      expect(spoken).toContain('revision aaaaa2300000');
      const other = page.locator('#metric-2 .legend-value').first();
      expect(await other.textContent()).not.toBe('');
    });
  });

  it('says that there is nothing', async () => {
    const html = renderHistoryHtml(emptyHistory());
    await pages.within(html, { widthPx: 375 }, async ({ page, errors }) => {
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('No runs');
      expect(await page.locator('figure.missing').count()).toBe(1);
      expect(errors).toEqual([]);
    });
  });
});

describe('hostile text', () => {
  const HOSTILE = `</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">\u202e\u0000😀${'long '.repeat(500)}`;

  it('is inert, wherever it stands', async () => {
    const html = renderHistoryHtml(hostileHistory(HOSTILE));
    await pages.within(html, { widthPx: 375 }, async ({ page, errors, requests }, address) => {
      for (const button of await page.getByRole('button', { name: /^Table: / }).all()) {
        await button.click();
      }
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
