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
  it('every view is whole, and open to everybody', async () => {
    await pages.at(`#/${VIEWS[0]}`, look, async ({ page, requests }) => {
      for (const view of VIEWS) {
        await page.evaluate(`location.hash = '#/${view}'`);
        await page.locator(`#view-${view}-title`).waitFor();
        // Tables have asked for their rows by then.
        await page.waitForTimeout(800);
        expect(await sidewaysPx(page), view).toBe(0);
        expect(await violations(page), view).toEqual([]);
      }
      expect(requests.filter((request) => !request.startsWith(pages.live.url))).toEqual([]);
    });
  });
});
