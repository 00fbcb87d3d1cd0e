/** The Kafka view, the record inspector and the classroom's panel in a real browser, over the fixture's server. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.fixture.ts';
import { launchChromium, type PageOptions, sidewaysPx, watchedPage } from './chromium.fixture.ts';
import { eventually } from './eventually.fixture.ts';
import { type LiveFixture, type LiveFixtureOptions, startLiveFixture } from './live.fixture.ts';
import { HOSTILE } from './live-run.fixture.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

interface Opened {
  readonly page: Page;
  readonly fixture: LiveFixture;
  readonly errors: readonly string[];
}

async function within(
  options: LiveFixtureOptions & PageOptions & { readonly at?: string },
  run: (opened: Opened) => Promise<void>,
): Promise<void> {
  const fixture = await startLiveFixture(options);
  const { context, page, errors } = await watchedPage(browser, options);
  try {
    await page.goto(`${fixture.url}${options.at ?? '/#/kafka'}`);
    await page.locator('.lane').first().waitFor();
    await run({ page, fixture, errors });
  } finally {
    await context.close();
    await fixture.close();
  }
}

describe.each([
  ['light', 1440],
  ['dark', 375],
] as const)('the Kafka view of a classroom in %s at %i px', (colours, widthPx) => {
  it('draws the way of the events without an error or anything to scroll sideways, and is accessible', async () => {
    await within({ isClassroom: true, colours, widthPx }, async ({ page, errors }) => {
      expect(await page.locator('.flow-svg').getAttribute('aria-label')).toMatch(
        /^1 producer write/,
      );
      expect(await page.locator('#kafka-topics tbody tr').count()).toBeGreaterThan(12);
      expect(await page.locator('#kafka-dead-letters tbody tr').count()).toBe(2);
      const drawer = page.getByRole('button', { name: 'Open' });
      if (widthPx === 375) await drawer.click();
      expect(await drawer.isVisible()).toBe(false);
      expect(await page.getByRole('slider', { name: 'Rate' }).isVisible()).toBe(true);
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    });
  });
});

describe('the record inspector', () => {
  it('opens from a lane, steps on and back, and stands in the address', async () => {
    await within({ byHand: true }, async ({ page, errors }) => {
      await page
        .locator('.lane')
        .first()
        .click({ position: { x: 120, y: 8 } });
      await page.locator('.record-value').waitFor();
      expect(page.url()).toMatch(/#\/kafka\?topic=inventory\.sales&partition=0&offset=\d+$/);
      const offset = Number(await page.getByLabel('offset', { exact: true }).inputValue());
      await page.getByRole('button', { name: /Previous record/ }).click();
      await eventually(() => page.locator('#record-offset').inputValue()).toBe(`${offset - 1}`);
      expect(page.url()).toContain(`offset=${offset - 1}`);
      expect(await page.locator('.journey > li').count()).toBe(7);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    });
  });

  it('says what is wrong with a place', async () => {
    await within({ byHand: true }, async ({ page }) => {
      const offset = page.getByLabel('offset', { exact: true });
      await offset.fill('-3');
      await page.getByRole('button', { name: 'Show the record', exact: true }).click();
      expect(await offset.getAttribute('aria-invalid')).toBe('true');
      await offset.fill('99999999');
      await page.getByRole('button', { name: 'Show the record', exact: true }).click();
      const status = page.locator('#inspector [role="status"]');
      await status.getByText('There is no such record.').waitFor();
      expect(await page.locator('.record-value').count()).toBe(0);
    });
  });
});

describe('the controls of a classroom', () => {
  it('pause by key, step, and show the way of that one event', async () => {
    await within({ isClassroom: true }, async ({ page, fixture }) => {
      await page.keyboard.press('Space');
      await page.getByRole('button', { name: 'Resume' }).waitFor();
      await page.getByRole('button', { name: 'Resume' }).focus();
      await page.keyboard.press('s');
      await page.locator('.way-step').first().waitFor();
      expect(await page.locator('.way-title').allTextContents()).toEqual([
        'Produced',
        'Stored',
        'Received',
        'Sequenced',
        'Applied',
        'Alerts',
        'Durable',
      ]);
      // The way of an earlier event may be shown already.
      await expect
        .poll(() => fixture.asked.map(({ body }) => body))
        .toEqual([{ action: 'pause' }, { action: 'step' }]);
    });
  });

  it('leave keys to whoever types', async () => {
    await within({ isClassroom: true }, async ({ page, fixture }) => {
      await page.getByLabel('The latest record of', { exact: true }).fill('PROD-001');
      await page.keyboard.type(' s');
      await page.getByRole('button', { name: 'Send it again' }).click();
      await expect
        .poll(() => fixture.asked.map(({ body }) => body))
        .toEqual([{ action: 'duplicate', productId: 'PROD-001 s' }]);
    });
  });

  it('send a rate once for a run of keys, and show it in words', async () => {
    await within({ isClassroom: true }, async ({ page, fixture }) => {
      const slider = page.getByRole('slider', { name: 'Rate' });
      await slider.focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowLeft');
      expect(await slider.getAttribute('aria-valuetext')).toBe('10 events a minute');
      await expect
        .poll(() => fixture.asked.map(({ body }) => body))
        .toEqual([{ action: 'rate', ratePerSecond: 1 / 6 }]);
    });
  });

  it('do to one consumer what its own buttons say', async () => {
    await within({ isClassroom: true }, async ({ page, fixture }) => {
      await page.getByRole('button', { name: 'Slow, stall consumer-1' }).click();
      await page.getByLabel('Events a second for consumer-1').fill('');
      await page.getByRole('button', { name: 'Slow', exact: true }).first().click();
      await page
        .locator('.toast.bad')
        .getByText(/a number from 1 to/)
        .waitFor();
      await page.getByLabel('Events a second for consumer-1').fill('7');
      await page.getByRole('button', { name: 'Slow', exact: true }).first().click();
      await page.getByRole('button', { name: 'Full speed for consumer-1' }).click();
      await page.getByRole('button', { name: 'Stall', exact: true }).first().click();
      await page.getByRole('button', { name: 'Kill consumer-1' }).click();
      const name = 'consumer-1';
      await expect
        .poll(() => fixture.asked.map(({ body }) => body))
        .toEqual([
          { action: 'slow-consumer', name, eventsPerSecond: 7 },
          { action: 'slow-consumer', name, eventsPerSecond: null },
          { action: 'stall-consumer', name, forMs: 10_000 },
          { action: 'kill-consumer', name },
        ]);
    });
  });

  it('ask before they end a run, and before nothing else', async () => {
    await within({ isClassroom: true }, async ({ page, fixture }) => {
      const end = page.getByRole('button', { name: 'End the run' });
      await end.click();
      await page.keyboard.press('Escape');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('End the run');
      expect(fixture.asked).toEqual([]);
      await page.getByRole('button', { name: 'Restart with the same seed' }).click();
      await page.getByRole('button', { name: 'Restart', exact: true }).click();
      await page.getByRole('button', { name: 'Switch it off' }).click();
      await page.getByText(/^Wrong for 4 of/).waitFor();
      await page.locator('.flow-svg').getByText('switched off').waitFor();
      expect(await page.locator('.wrong-table tbody tr').count()).toBe(4);
      expect(fixture.asked.map(({ body }) => body)).toEqual([
        { action: 'restart' },
        { action: 'sequencer', on: false },
      ]);
    });
  });

  it('are not there on a page that only looks', async () => {
    await within({ isClassroom: true, mayAct: false }, async ({ page, fixture, errors }) => {
      const panel = page.getByRole('complementary', { name: 'Classroom' });
      await panel
        .getByText(/events a second/)
        .first()
        .waitFor();
      expect(await panel.getByRole('button').count()).toBe(0);
      expect(await panel.getByRole('slider').count()).toBe(0);
      await page.keyboard.press('Space');
      expect(await panel.getByText('What is happening').isVisible()).toBe(true);
      expect(fixture.asked).toEqual([]);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    });
  });

  it('keep a lesson ticked off through a restart', async () => {
    await within({ isClassroom: true, at: '/?lesson=consumer-groups#/kafka' }, async ({ page }) => {
      await page.getByLabel('Add a consumer').check();
      await page.getByRole('button', { name: 'Restart with the same seed' }).click();
      await page.getByRole('button', { name: 'Restart', exact: true }).click();
      await page.getByRole('button', { name: 'Restart with the same seed' }).waitFor();
      expect(await page.getByLabel('Add a consumer').isChecked()).toBe(true);
    });
  });
});

it('shows hostile text as text', async () => {
  await within({ isClassroom: true, text: HOSTILE, widthPx: 375 }, async ({ page, errors }) => {
    await page.getByRole('button', { name: 'Open' }).click();
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(await sidewaysPx(page)).toBe(0);
    expect(errors).toEqual([]);
  });
});
