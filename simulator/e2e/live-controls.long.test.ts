/** The classroom in a browser, on real runs: every control by its button, every lesson by its address. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WatchedPage } from '../../reports/browser/chromium.fixture.ts';
import { LESSONS } from '../live/lessons.ts';
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

describe('the controls', () => {
  const panel = { widthPx: 1440 };

  it('kill a consumer: the group rebalances', async () => {
    await pages.at('#/kafka', panel, async ({ page }) => {
      await page.getByRole('button', { name: 'Kill consumer-1', exact: true }).click();
      await page.getByText('consumer-1 was killed, without a word to anybody.').first().waitFor();
      const rebalances = page.locator('#kafka-rebalances');
      await rebalances
        .locator('tbody')
        .getByText('consumer-2')
        .first()
        .waitFor({ timeout: 30_000 });
      await page.getByRole('button', { name: 'Add a consumer' }).click();
      await page.getByRole('button', { name: 'Kill consumer-1', exact: true }).waitFor();
    });
  });

  it('pause and step: one event on its way through every stage', async () => {
    await pages.at('#/kafka', panel, async ({ page }) => {
      await page.getByRole('button', { name: /^Pause/ }).click();
      await pages.live.until('the pause', ({ classroom }) => classroom?.isPaused === true);
      await page.getByRole('button', { name: /^Step/ }).click();
      const way = page.getByRole('region', { name: 'The way of one event' });
      await way
        .getByText(/EVT-PROD-\d+-\d+|PROD-\d+/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: /^Resume/ }).click();
      await pages.live.until('the load', ({ classroom }) => classroom?.isPaused === false);
    });
  });

  it('send poison: a dead letter, with its reason, and the record behind it', async () => {
    await pages.at('#/kafka', panel, async ({ page }) => {
      await page.getByLabel('A record', { exact: true }).selectOption('unknown-product');
      await page.getByRole('button', { name: 'Send poison' }).click();
      const letters = page.locator('#kafka-dead-letters');
      await letters
        .getByText(/unknown.product/)
        .first()
        .waitFor({ timeout: 30_000 });
    });
  });

  it('send a record again: it is dropped', async () => {
    const before = (await pages.live.frame()).kafka.counters.duplicatesDropped;
    await pages.at('', panel, async ({ page }) => {
      await page.getByRole('button', { name: 'Send it again' }).click();
      await pages.live.until('the drop', ({ kafka }) => kafka.counters.duplicatesDropped > before);
    });
  });

  it('slow a consumer: it says so', async () => {
    await pages.at('', panel, async ({ page }) => {
      await page.getByRole('button', { name: 'Slow, stall consumer-2' }).click();
      await page.getByLabel('Events a second for consumer-2').fill('1');
      await page.getByRole('button', { name: 'Slow', exact: true }).first().click();
      await pages.live.until('the brake', ({ kafka }) =>
        kafka.members.some(({ throttlePerSecond }) => throttlePerSecond === 1),
      );
      await page.getByRole('button', { name: 'Full speed for consumer-2' }).click();
      await pages.live.until('full speed', ({ kafka }) =>
        kafka.members.every(({ throttlePerSecond }) => throttlePerSecond === null),
      );
    });
  });

  it('move the rate: more is due', async () => {
    await pages.at('', panel, async ({ page }) => {
      const slider = page.getByRole('slider').first();
      await slider.focus();
      await page.keyboard.press('End');
      await pages.live.until(
        '5,000 a second',
        ({ classroom }) => classroom?.ratePerSecond === 5000,
      );
      await page.keyboard.press('Home');
      await pages.live.until(
        'ten a minute',
        ({ classroom }) => Math.abs((classroom?.ratePerSecond ?? 0) - 1 / 6) < 1e-9,
      );
    });
  });
});

describe('the lessons', () => {
  it.each(
    LESSONS.map(({ view, stage }) => ({ id: view.id, view, stage })),
  )('set their stage by their address: $id', async ({ id, view, stage }) => {
    const before = await pages.live.hello();
    await pages.at(`?lesson=${id}`, { widthPx: 1440 }, async ({ page }) => {
      const { run, frame } = await pages.live.until(
        'the stage',
        (each, hello) =>
          hello.run.runId !== before.run.runId && hello.run.lesson === id && each.phase === 'load',
      );
      expect(run.partitions).toBe(stage.partitions);
      expect(run.ordering).toBe(stage.ordering ?? 'sequence');
      expect(run.seed).toBe(before.run.seed);
      expect(frame.kafka.members).toHaveLength(stage.consumers);
      expect(frame.classroom?.ratePerSecond).toBe(stage.ratePerSecond);
      expect(frame.classroom?.isPaused).toBe(stage.isPaused ?? false);
      await page.getByRole('heading', { name: view.title }).first().waitFor();
      await page.getByText(view.goal).first().waitFor();
      expect(new URL(page.url()).hash).toContain(view.view);
      if (id === 'ordering') await showsWrongStock(page);
    });
  });

  /** Without the sequencer what piles up in several topics overtakes itself. */
  async function showsWrongStock(page: WatchedPage['page']): Promise<void> {
    await page.getByText(/^Wrong for [\d,]+ of/).waitFor({ timeout: 90_000 });
    const { frame } = await pages.live.hello();
    expect(frame.classroom?.wrongStock.length).toBeGreaterThan(0);
    expect(frame.classroom?.sequencer).toBe('off');
  }
});

it('says that the run has ended, and leads to its report', async () => {
  await pages.at('', { widthPx: 1440 }, async ({ page }) => {
    await page.getByRole('button', { name: 'End the run' }).click();
    await page.getByRole('button', { name: 'End', exact: true }).click();
    const link = page.getByRole('link', { name: /report/i }).first();
    await link.waitFor({ timeout: 60_000 });
    const report = await fetch(new URL((await link.getAttribute('href')) ?? '', pages.live.url));
    expect(report.status).toBe(200);
    expect(await report.text()).toContain('streamstock-bench');
  });
});
