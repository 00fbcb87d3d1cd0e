/** The live page in a browser, on a real run: every view in every look. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from '../../reports/browser/axe.fixture.ts';
import { sidewaysPx } from '../../reports/browser/chromium.fixture.ts';
import { VIEWS } from '../../reports/live/frames.ts';
import { Workshop } from './command.fixture.ts';
import { LivePages } from './live-browser.fixture.ts';

const workshop = new Workshop();
let pages: LivePages;
beforeAll(async () => {
  pages = await LivePages.open(workshop);
});
afterAll(async () => {
  await pages?.close();
  workshop.close();
});

describe.each([
  { widthPx: 1440, colours: 'light' },
  { widthPx: 1440, colours: 'dark' },
  { widthPx: 375, colours: 'light' },
  { widthPx: 375, colours: 'dark' },
] as const)('at $widthPx px in $colours colours', (look) => {
  it.each(VIEWS)('%s is whole, and open to everybody', async (view) => {
    await pages.at(`#/${view}`, look, async ({ page, requests }) => {
      await page.locator('main h1, main h2').first().waitFor();
      // Tables have asked for their rows by then.
      await page.waitForLoadState('load');
      await page.waitForTimeout(600);
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(requests.filter((request) => !request.startsWith(pages.live.url))).toEqual([]);
    });
  });
});
