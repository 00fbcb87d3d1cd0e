/** Analytics, alerts and the event log in a browser: every state of theirs, and what a person does in them. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.fixture.ts';
import {
  launchChromium,
  type PageOptions,
  sidewaysPx,
  type WatchedPage,
  watchedPage,
} from './chromium.fixture.ts';
import { type LiveFixture, type LiveFixtureOptions, startLiveFixture } from './live.fixture.ts';
import { HOSTILE } from './live-run.fixture.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

type Opened = WatchedPage & { readonly server: LiveFixture };

/** @param hash of the view, such as `#/events` */
async function within(
  hash: string,
  {
    widthPx,
    colours,
    filled = FILLED[hash.split('?')[0] ?? ''] ?? 'main',
    ...options
  }: LiveFixtureOptions & PageOptions & { readonly filled?: string },
  examine: (opened: Opened) => Promise<void>,
): Promise<void> {
  const server = await startLiveFixture(options);
  const watched = await watchedPage(browser, {
    ...(widthPx === undefined ? {} : { widthPx }),
    ...(colours === undefined ? {} : { colours }),
  });
  try {
    await watched.page.goto(`${server.url}/${hash}`);
    await watched.page.waitForSelector(filled);
    await examine({ ...watched, server });
  } finally {
    await watched.context.close();
    await server.close();
  }
}

/** What is there when a view has its first answers; of an empty run as well. */
const FILLED: Readonly<Record<string, string>> = {
  '#/analytics': '.view-analytics .bar-table:not([hidden])',
  '#/alerts': '.view-alerts .advice section:not([hidden])',
  '#/events': '.view-events .event-table tbody tr',
};
const VIEWS = Object.keys(FILLED);
const FIRST_CARD = '.advice-card button';

/** Evaluated by the browser's debugger: the page's own policy lets no string become a program. */
async function until(page: Page, expression: string): Promise<void> {
  while (!(await page.evaluate(expression))) await page.waitForTimeout(50);
}

/** Text of the nodes, at once. */
function texts(page: Page, selector: string): Promise<string[]> {
  return page.locator(selector).allTextContents();
}

describe('every view', () => {
  // Every look of a real run is looked at elsewhere; here it is one of a run that has everything.
  const looks = VIEWS.map((view) => ({ view, widthPx: 375, colours: 'light' as const }));
  it.each(looks)('is complete and accessible: $view at $widthPx px, $colours', async (look) => {
    await within(look.view, look, async ({ page, errors }) => {
      expect(await page.locator('.view:not([hidden]) .fault:not([hidden])').count()).toBe(0);
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    });
  });

  it.each([
    ['#/analytics', 'No product has a forecast yet.'],
    ['#/alerts', 'No alert: every product has stock'],
    ['#/alerts', 'Nothing is recommended at present.'],
    ['#/events', 'No record has been read yet'],
  ])('says that there is nothing: %s, %s', async (view, text) => {
    await within(view, { products: 0, filled: `text=${text}` }, async ({ page, errors }) => {
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    });
  });

  it.each(VIEWS)('keeps hostile text inert: %s', async (view) => {
    await within(view, { text: HOSTILE, widthPx: 375 }, async ({ page, errors }) => {
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      expect(await page.locator('.view img').count()).toBe(0);
      expect(await page.locator('main').innerHTML()).not.toContain('\u202e');
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    });
  });

  it.each(
    VIEWS,
  )('says that the API does not answer, and comes back by itself: %s', async (view) => {
    await within(view, {}, async ({ page, server }) => {
      const fault = page.locator('.view:not([hidden]) .fault:not([hidden])').first();
      server.breakApi(true);
      await fault.waitFor();
      expect(await fault.textContent()).toMatch(/could not be read: the broker is away/);
      server.breakApi(false);
      await until(
        page,
        "document.querySelectorAll('.view:not([hidden]) .fault:not([hidden])').length === 0",
      );
    });
  });
});

describe('analytics', () => {
  it('finds a product by its name, with the keyboard alone, and keeps it in the address', async () => {
    await within('#/analytics', {}, async ({ page }) => {
      await page.locator('#analytics-product').focus();
      await page.keyboard.type('Oolong');
      await page.locator('#analytics-product-list [role=option]').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await until(page, "location.hash.includes('product=PROD-')");
      const chosen = new URL(page.url()).hash.replace(/.*product=/, '');
      await until(
        page,
        `document.querySelector('.forecast-facts h3')?.textContent.includes('${chosen} Oolong')`,
      );
      expect(await page.locator('#product-days svg').count()).toBe(2);
    });
  });

  it('looks as many days ahead as are asked for, and says which numbers it takes', async () => {
    await within('#/analytics?product=PROD-003', {}, async ({ page }) => {
      const days = page.locator('#analytics-days');
      await days.fill('30');
      await page.getByRole('button', { name: /^Table: Demand/ }).click();
      // Seven days that were, today, and thirty to come.
      await until(page, "document.querySelectorAll('#product-days-table tbody tr').length === 38");
      await days.fill('31');
      expect(await page.locator('#analytics-days-wrong').textContent()).toBe(
        'a whole number from 1 to 30',
      );
      expect(await page.locator('#product-days-table tbody tr').count()).toBe(38);
    });
  });

  it('leads from a product that runs out to its chart, and back', async () => {
    await within('#/analytics', {}, async ({ page }) => {
      const third = page.locator('.view-analytics tbody th a').nth(2);
      const id = await third.textContent();
      await third.click();
      await until(
        page,
        `document.querySelector('.forecast-facts h3')?.textContent.startsWith('${id} ')`,
      );
      await page.goBack();
      await until(
        page,
        `!document.querySelector('.forecast-facts h3')?.textContent.startsWith('${id} ')`,
      );
    });
  });
});

describe('alerts', () => {
  it('settles an alert through Kafka, once, however often the button is pressed', async () => {
    await within('#/alerts?status=active', {}, async ({ page, server }) => {
      const alert = page.locator('.alert.active').first();
      await alert.waitFor();
      const button = alert.getByRole('button', { name: /^Resolve/ });
      const name = await button.getAttribute('aria-label');
      await button.focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await until(
        page,
        `[...document.querySelectorAll('.alerts button')].every((one) => one.getAttribute('aria-label') !== '${name}')`,
      );
      const sent = server.asked.filter(({ path }) => path.endsWith('/resolve'));
      expect(sent.length).toBe(1);
      // Whoever works with the keyboard goes on where the alert was.
      expect(await page.evaluate("document.activeElement?.className === 'alerts'")).toBe(true);
    });
  });

  it('filters by status and severity, and keeps the filters in the address', async () => {
    await within('#/alerts', {}, async ({ page }) => {
      await page.locator('#alerts-status').selectOption('resolved');
      await page.locator('#alerts-severity').selectOption('critical');
      await until(page, "location.hash === '#/alerts?severity=critical&status=resolved'");
      await until(
        page,
        "document.querySelectorAll('.alert').length > 0 && [...document.querySelectorAll('.alert')].every(" +
          "(one) => one.className === 'alert resolved' && one.querySelector('.badge').textContent === 'Critical')",
      );
      await page.reload();
      await page.locator('.alert').first().waitFor();
      expect(await page.locator('#alerts-status').inputValue()).toBe('resolved');
      expect(await page.locator('.alert.active').count()).toBe(0);
    });
  });

  it('orders what is recommended with one press', async () => {
    await within('#/alerts', {}, async ({ page, server }) => {
      await page.locator(FIRST_CARD).first().click();
      await page.locator('.toast').first().waitFor();
      expect(server.asked).toMatchObject([
        { path: '/api/events', body: { type: 'RESTOCK', quantity: 200 } },
      ]);
    });
  });

  it('says why nothing can be pressed on a page that looks on', async () => {
    await within('#/alerts', { mayAct: false }, async ({ page, server }) => {
      const buttons = page.locator('.alert-actions:not([hidden]) button, .advice-card button');
      for (const button of await buttons.all()) expect(await button.isDisabled()).toBe(true);
      expect(await page.locator('#alerts-looking-on').isVisible()).toBe(true);
      expect(await buttons.first().getAttribute('aria-describedby')).toBe('alerts-looking-on');
      expect(server.asked).toEqual([]);
      expect(await violations(page)).toEqual([]);
    });
  });
});

describe('the event log', () => {
  it('stands still while it is held, counts what waits, and goes on', async () => {
    await within('#/events', {}, async ({ page }) => {
      await page.getByRole('button', { name: 'Hold' }).click();
      await until(
        page,
        "/newer records? wait/.test(document.querySelector('.log-tools [role=status]').textContent)",
      );
      const held = await texts(page, '.event-table tbody tr:first-child');
      await until(
        page,
        "Number(/Held: ([\\d,]+)/.exec(document.querySelector('.log-tools [role=status]').textContent)?.[1].replaceAll(',', '')) > 30",
      );
      expect(await texts(page, '.event-table tbody tr:first-child')).toEqual(held);
      await page.getByRole('button', { name: 'Resume' }).click();
      await until(
        page,
        `document.querySelector('.event-table tbody tr').textContent !== ${JSON.stringify(held[0])}`,
      );
    });
  });

  it('does not take away a row that somebody reads', async () => {
    await within('#/events', {}, async ({ page }) => {
      const link = page.locator('.event-table tbody tr:nth-child(5) td:last-child a');
      await link.focus();
      // Rows may have moved on until the focus came; from now on they stay.
      const text = await page.evaluate('document.activeElement.textContent');
      expect(text).toMatch(/^inventory\./);
      await until(
        page,
        "Number(/Held: ([\\d,]+)/.exec(document.querySelector('.log-tools [role=status]').textContent)?.[1].replaceAll(',', '')) > 30",
      );
      expect(await page.evaluate('document.activeElement.textContent')).toBe(text);
      await page.keyboard.press('Enter');
      await until(page, "location.hash.startsWith('#/kafka?topic=')");
    });
  });

  it('filters, says what is wrong with the time, and shows nothing where nothing matches', async () => {
    await within('#/events', {}, async ({ page }) => {
      await page.locator('#events-type').selectOption('RESTOCK');
      await until(
        page,
        "[...document.querySelectorAll('.event-type')].every((one) => one.textContent.startsWith('Restock'))",
      );
      await page.locator('#events-from').fill('2030-01-01T00:00');
      await page.locator('#events-to').fill('2020-01-01T00:00');
      await page.getByText('The time ends before it begins').waitFor();
      await page.getByText('No record that is kept matches these filters.').waitFor();
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await until(page, "location.hash === '#/events'");
      await page.locator('.event-table tbody tr').first().waitFor();
    });
  });

  it('gives what is shown as CSV', async () => {
    await within('#/events', {}, async ({ page }) => {
      await page.getByRole('button', { name: 'Hold' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download as CSV' }).click(),
      ]);
      const lines = readFileSync(await download.path(), 'utf8')
        .trimEnd()
        .split('\r\n');
      expect(download.suggestedFilename()).toBe('events.csv');
      expect(lines[0]).toMatch(/^number,business_time,type,/);
      expect(lines.length - 1).toBe(await page.locator('.event-table tbody tr').count());
    });
  });

  it('asks nothing while another view is shown', async () => {
    await within('#/events', {}, async ({ page, requests }) => {
      await page.evaluate("location.hash = '#/kafka'");
      await page.locator('.view-kafka').waitFor();
      const asked = () => requests.filter((url) => url.includes('/api/events')).length;
      const before = asked();
      const frame = await page.locator('.elapsed').textContent();
      await until(
        page,
        `document.querySelector('.elapsed').textContent !== ${JSON.stringify(frame)}`,
      );
      await page.waitForTimeout(2_500);
      expect(asked() - before).toBeLessThanOrEqual(1);
    });
  });
});
