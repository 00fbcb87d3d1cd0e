/** The live page with made-up runs: how it looks and reads, what it does when connections, servers and people misbehave. */
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
import { eventually } from './eventually.fixture.ts';
import { type LiveFixture, type LiveFixtureOptions, startLiveFixture } from './live.fixture.ts';
import { HOSTILE } from './live-run.fixture.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

interface Watched extends WatchedPage {
  readonly live: LiveFixture;
}

/** @param address behind the server's own: `/#/inventory` */
async function within(
  options: LiveFixtureOptions & PageOptions,
  address: string,
  test: (watched: Watched) => Promise<void>,
): Promise<void> {
  const live = await startLiveFixture(options);
  const watched = await watchedPage(browser, options);
  try {
    await watched.page.goto(`${live.url}${address}`);
    await test({ ...watched, live });
  } finally {
    await watched.context.close();
    await live.close();
  }
}

/** The first answers of the API stand on the page. */
async function settled(page: Page, shown: 'dashboard' | 'inventory' | 'details'): Promise<void> {
  await page.waitForSelector('html[data-stream="live"]');
  await page.waitForSelector(FIRST_ANSWERS[shown]);
}

const FIRST_ANSWERS = {
  dashboard: '.short-list li',
  inventory: '.inventory-table tbody tr',
  details: '.product-detail .sparkline',
} as const;

describe.each([
  ['light', 1440],
  ['dark', 375],
] as const)('in %s colours at %i px', (colours, widthPx) => {
  it.each([
    ['dashboard', '/#/dashboard'],
    ['inventory', '/#/inventory'],
    ['details', '/#/inventory?product=PROD-005'],
  ] as const)('%s at %s is whole, accessible and without complaint', async (shown, address) => {
    await within({ colours, widthPx, isClassroom: true }, address, async ({ page, errors }) => {
      await settled(page, shown);
      if (shown === 'dashboard') await page.waitForSelector('.live-figure canvas');
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    });
  });
});

describe('hostile text', () => {
  it.each([
    [1440, 'dashboard', '/#/dashboard'],
    [375, 'dashboard', '/#/dashboard'],
    [1440, 'inventory', '/#/inventory'],
    [375, 'inventory', '/#/inventory'],
    [1440, 'details', '/#/inventory?product=PROD-001'],
    [375, 'details', '/#/inventory?product=PROD-001'],
  ] as const)('is inert at %i px in the %s at %s', async (widthPx, shown, address) => {
    const options = { widthPx, text: HOSTILE, isClassroom: true };
    await within(options, address, async ({ page, errors, requests, live }) => {
      await settled(page, shown);
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.locator('body').innerText()).not.toContain('\u202e');
      expect(await page.title()).not.toContain('\u202e');
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
      const foreignRequests = requests.filter((url) => !url.startsWith(live.url));
      expect(foreignRequests.filter((url) => !url.startsWith('data:'))).toEqual([]);
    });
  });
});

describe('the connection', () => {
  it('is said to be lost, tried again, and made good with what was missed', async () => {
    await within({ byHand: true, ratePerSecond: 4 }, '/#/dashboard', async ({ page, live }) => {
      await settled(page, 'dashboard');
      live.refuse(true);
      live.cut();
      await page.getByText('Connection lost, trying again').waitFor();
      for (let quarter = 0; quarter < 40; quarter += 1) live.tick();
      live.refuse(false);
      await page.waitForSelector('html[data-stream="live"]');
      const seconds = page.locator('#live-rate-table tbody tr');
      await page.getByRole('button', { name: 'Table: Events' }).click();
      expect(await seconds.count()).toBe(100);
      expect(await page.locator('.phase-line .elapsed').textContent()).toBe('1:40');
    });
  });

  it('ends with a word when the command ends, and begins again on request', async () => {
    const live = await startLiveFixture();
    const watched = await watchedPage(browser);
    const { page } = watched;
    await page.goto(`${live.url}/#/dashboard`);
    await settled(page, 'dashboard');
    await live.close();
    await page.getByText('The command has ended').waitFor();
    expect(await page.locator('.tile').count()).toBe(8);
    const again = await startLiveFixture({ port: Number(new URL(live.url).port) });
    try {
      await page.getByRole('button', { name: 'Try now' }).click();
      await page.waitForSelector('html[data-stream="live"]');
    } finally {
      await watched.context.close();
      await again.close();
    }
  });

  it('is let go while nobody looks, and taken up again when somebody does', async () => {
    await within({}, '/#/dashboard', async ({ page, live }) => {
      await settled(page, 'dashboard');
      const turn = (isHidden: boolean) =>
        page.evaluate(`
          Object.defineProperty(document, 'hidden', { configurable: true, value: ${isHidden} });
          document.dispatchEvent(new Event('visibilitychange'));
        `);
      await page.clock.install();
      await turn(true);
      await page.clock.fastForward(59_000);
      expect(live.listeners()).toBe(1);
      await page.clock.fastForward(2_000);
      await page.waitForSelector('html[data-stream="asleep"]');
      await expect.poll(() => live.listeners()).toBe(0);
      await turn(false);
      await page.waitForSelector('html[data-stream="live"]');
      expect(live.listeners()).toBe(1);
    });
  });

  it('is one connection, however often views are changed', async () => {
    await within({}, '/#/dashboard', async ({ page, live }) => {
      await settled(page, 'dashboard');
      for (const view of ['inventory', 'dashboard', 'inventory']) {
        await page.evaluate(`location.hash = '#/${view}'`);
        await page.waitForSelector(`.view-${view}:not([hidden])`);
      }
      expect(live.listeners()).toBe(1);
    });
  });
});

describe('the run', () => {
  it('has ended with a verdict, and its report is a link', async () => {
    await within({ phase: 'ended' }, '/', async ({ page }) => {
      const link = page.getByRole('link', { name: 'Open the report' });
      await link.waitFor();
      expect(await link.getAttribute('href')).toBe('/runs/demo-7/');
      expect(await page.locator('.phase-line .badge').first().textContent()).toBe('Ended: passed');
    });
  });

  it('is another one after a restart: its series begin anew and the page stays', async () => {
    await within({ isClassroom: true }, '/#/dashboard', async ({ page, live }) => {
      await settled(page, 'dashboard');
      await page.evaluate('window.stayed = true');
      await page.evaluate(`fetch('/live/controls', {
        method: 'POST', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ action: 'restart' }),
      })`);
      await eventually(() => page.locator('.phase-line .elapsed').textContent()).toMatch(
        /^[12]?\d(\.\d)? s$/,
      );
      expect(await page.evaluate('window.stayed')).toBe(true);
      expect(live.asked.map(({ path }) => path)).toEqual(['/live/controls']);
    });
  });

  it('has nothing to show before the load begins, and says so', async () => {
    await within({ phase: 'preparing' }, '/#/dashboard', async ({ page, errors }) => {
      await page.waitForSelector('html[data-stream="live"]');
      await page.getByText('no state was read yet').first().waitFor();
      await page.getByText('No event was read from the topics yet').waitFor();
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    });
  });
});

describe('the inventory', () => {
  it('finds, sorts and pages by its address, and Back comes back', async () => {
    await within({}, '/#/inventory?search=lamp', async ({ page }) => {
      await settled(page, 'inventory');
      const names = page.locator('.product-cell .link-button');
      expect(new Set(await names.allTextContents())).toEqual(
        new Set(['Lamp 1', 'Lamp 2', 'Lamp 3', 'Lamp 4', 'Lamp 5', 'Lamp 6']),
      );
      await page.getByRole('button', { name: 'Product', exact: true }).click();
      await page.waitForSelector('th[aria-sort="ascending"]');
      await page.getByRole('button', { name: 'Product', exact: true }).click();
      await eventually(() => names.first().textContent()).toBe('Lamp 6');
      expect(new URL(page.url()).hash).toBe('#/inventory?search=lamp&sort=name&order=desc');
      await names.first().click();
      await page.waitForSelector('.product-detail .sparkline');
      await page.goBack();
      await page.waitForSelector('.product-detail', { state: 'hidden' });
      expect(new URL(page.url()).hash).toBe('#/inventory?search=lamp&sort=name&order=desc');
    });
  });

  it('shows a refusal at its field, and a delivery when it has been applied', async () => {
    const options = { token: 'secret/1', isClassroom: true };
    await within(options, '/#token=secret%2F1', async ({ page, live }) => {
      await page.waitForSelector('html[data-stream="live"]');
      expect(page.url()).not.toContain('secret');
      await page.evaluate("location.hash = '#/inventory?product=PROD-050'");
      await page.waitForSelector('.product-detail .sparkline');
      const units = page.getByLabel('Units', { exact: true });
      const send = page.getByRole('button', { name: 'Send a delivery' });
      await units.fill('2000000');
      await send.click();
      await page.waitForSelector('#restock-quantity[aria-invalid="true"]');
      expect(await page.locator('#restock-quantity-error').textContent()).toContain('1,000,000');
      await units.fill('20');
      await send.click();
      await page.getByText('Sent through Kafka to inventory.commands').waitFor();
      await page.getByText(/^Applied: \d+ units are on hand now/).waitFor();
      expect(live.asked.at(-1)?.body).toEqual({
        type: 'RESTOCK',
        productId: 'PROD-050',
        quantity: 20,
      });
      await page.getByLabel('Capacity, units').fill('1');
      await page.getByRole('button', { name: 'Save the changes' }).click();
      await page.waitForSelector('#edit-maxCapacity[aria-invalid="true"]');
    });
  });

  it('offers nothing to a page that only looks on', async () => {
    await within({ mayAct: false }, '/#/inventory?product=PROD-001', async ({ page }) => {
      await page.waitForSelector('.product-detail .sparkline');
      expect(await page.locator('.product-detail form:visible').count()).toBe(0);
      expect(await page.locator('.badge.read-only').isVisible()).toBe(true);
    });
  });

  it('offers nothing to a page without the token that is asked for', async () => {
    const options = { token: 'secret', isClassroom: true };
    await within(options, '/#/inventory?product=PROD-001', async ({ page }) => {
      await page.waitForSelector('.product-detail .sparkline');
      expect(await page.locator('.product-detail form:visible').count()).toBe(0);
    });
  });

  it('says that it could not ask, and shows the answer when it can again', async () => {
    await within({}, '/#/dashboard', async ({ page, live }) => {
      await settled(page, 'dashboard');
      live.breakApi(true);
      await page.evaluate("location.hash = '#/inventory'");
      await page.getByText('The products could not be read: the broker is away').waitFor();
      live.breakApi(false);
      await page.waitForSelector('.inventory-table tbody tr');
      await page.waitForSelector('.inventory-main .fault', { state: 'hidden' });
    });
  });
});

describe('a lesson in the address', () => {
  it('sets the stage once, for whoever may act, and shows its view', async () => {
    const address = '/?lesson=consumer-groups';
    await within({ isClassroom: true }, address, async ({ page, live }) => {
      await page.waitForSelector('.view-kafka:not([hidden])');
      expect(live.asked).toEqual([
        { path: '/live/controls', body: { action: 'lesson', id: 'consumer-groups' } },
      ]);
    });
  });

  it('is not begun by a page that only looks on', async () => {
    const options = { isClassroom: true, mayAct: false };
    await within(options, '/?lesson=consumer-groups', async ({ page, live }) => {
      await page.getByText('Only whoever started the run can begin the lesson').waitFor();
      expect(live.asked).toEqual([]);
    });
  });
});
