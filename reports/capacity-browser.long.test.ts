/** The page of a capacity search in a real browser, opened from disk as a user does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './browser/axe.fixture.ts';
import { launchChromium, sidewaysPx, watchedPage } from './browser/chromium.fixture.ts';
import { capacityProbe, foundCapacity } from './capacity.fixture.ts';
import { renderCapacityHtml } from './capacity-html.ts';
import type { CapacityReport } from './capacity-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'streamstock-capacity-page-'));
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

function urlOf(name: string, report: CapacityReport): string {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, renderCapacityHtml(report));
  return pathToFileURL(file).href;
}

const HOSTILE = `</script><script>document.title='owned'</script><img src=x onerror="document.title='owned'">\u202e${'😀'.repeat(50)}${'wide'.repeat(100)}`;

describe.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 375],
  ['dark', 375],
] as const)('the page in %s at %i px', (colours, widthPx) => {
  it('opens without a request, an error or anything to scroll sideways, and is accessible', async () => {
    const url = urlOf('found', foundCapacity());
    const { context, page, errors, requests } = await watchedPage(browser, { colours, widthPx });
    await page.goto(url);
    expect(await page.locator('figure svg[role=img]:visible').count()).toBe(1);
    expect(await page.getByRole('row').count()).toBe(11);
    expect(await sidewaysPx(page)).toBe(0);
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    expect(requests).toEqual([url]);
    await context.close();
  });

  it('shows hostile texts as texts, within its width', async () => {
    const url = urlOf(
      'hostile',
      foundCapacity({
        scenario: { name: HOSTILE, source: HOSTILE, description: HOSTILE },
        broker: HOSTILE,
        judged: [HOSTILE],
        setAside: [{ threshold: HOSTILE, why: HOSTILE }],
        replay: HOSTILE,
        probes: [{ ...capacityProbe(1, 2950, 'holds'), evidence: [HOSTILE] }],
      }),
    );
    const { context, page, errors, requests } = await watchedPage(browser, { colours, widthPx });
    await page.goto(url);
    expect(await page.title()).toContain('Capacity of </script>');
    expect(await page.locator('script, img').count()).toBe(0);
    expect(await sidewaysPx(page)).toBe(0);
    expect(errors).toEqual([]);
    expect(requests).toEqual([url]);
    await context.close();
  });
});

describe('the table of probes', () => {
  it('is reached and scrolled by the keyboard where it is wider than the page', async () => {
    const { context, page } = await watchedPage(browser, { widthPx: 375 });
    await page.goto(urlOf('keyboard', foundCapacity()));
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Table of all probes');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.evaluate('document.activeElement.scrollLeft')).toBeGreaterThan(0);
    await context.close();
  });
});
