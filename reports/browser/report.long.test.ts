import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { passedRecord } from '../record.fixture.ts';
import { richRecord } from '../rich-record.fixture.ts';
import { violations } from './axe.fixture.ts';
import { sidewaysPx } from './chromium.fixture.ts';
import { opened, useReports } from './report-page.fixture.ts';

const reports = useReports();

const LOOKS = [
  { widthPx: 1440, colours: 'light' },
  { widthPx: 1440, colours: 'dark' },
  { widthPx: 375, colours: 'light' },
  { widthPx: 375, colours: 'dark' },
] as const;

describe.each(LOOKS)('the report at $widthPx px in $colours colours', (look) => {
  it('draws every figure without an error, a request or a violation', async () => {
    await reports.within(richRecord(), look, async ({ page, errors, requests }, address) => {
      expect(await page.locator('.missing').count()).toBe(0);
      const undrawn = await page.evaluate(`
        [...document.querySelectorAll('.drawing')]
          .filter((drawing) => ![...drawing.querySelectorAll('canvas, svg')]
            .some((picture) => picture.getBoundingClientRect().width > 100))
          .map((drawing) => drawing.closest('figure').id)`);
      expect(undrawn).toEqual([]);
      expect(await page.locator('figure').count()).toBeGreaterThan(20);
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
      expect(requests).toEqual([address]);
    });
  });

  it('is free of violations with every table open', async () => {
    await reports.within(richRecord({ seconds: 8 }), look, async ({ page, errors }) => {
      for (const button of await page.getByRole('button', { name: /^Table: / }).all()) {
        await button.click();
      }
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    });
  });
});

describe('what a run lacks', () => {
  it('is said in place', async () => {
    await reports.within(passedRecord(), {}, async ({ page, errors }) => {
      const text = await page.locator('main').innerText();
      expect(text).toContain('No consumer lag: the broker could not be asked.');
      expect(text).toContain('Not a single interval was recorded');
      expect(text).toContain('Threads were not sampled');
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    });
  });

  it('of a run that never began leaves a page that says so', async () => {
    const record = passedRecord({
      latency: { measured: { stages: {}, histograms: [] }, warmUp: { stages: {}, histograms: [] } },
      outcome: null,
      availability: null,
      audit: [],
      thresholds: [],
      cpu: { processUs: 0, perEventUs: null, groups: [] },
      digest: { pipeline: null, simulated: null, comparable: false },
      verdict: { name: 'incomplete', exitCode: 94, reasons: ['nothing was audited'] },
    });
    await reports.within(record, { widthPx: 375 }, async ({ page, errors }) => {
      const text = await page.locator('main').innerText();
      expect(text).toContain('Incomplete');
      expect(text).toContain('Nothing was audited.');
      expect(text).toContain('The scenario sets no thresholds.');
      expect(text).toContain('No event was measured.');
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    });
  });

  it('is little in a run of five seconds, whose charts are all filled', async () => {
    await reports.within(richRecord({ seconds: 5 }), {}, async ({ page, errors }) => {
      expect(await page.locator('.missing').count()).toBe(0);
      expect(errors).toEqual([]);
    });
  });

  it('is not hidden when the file was cut', async () => {
    const address = reports.write(passedRecord());
    const { page, context } = await reports.newPage();
    const html = readFileSync(new URL(address), 'utf8');
    await page.setContent(html.replace(/(id="report-data">.{100})[^<]+/, '$1'));
    await page.waitForSelector('.unreadable');
    expect(await page.locator('h1').innerText()).toBe('This report cannot be shown');
    await context.close();
  });
});

describe('a figure', () => {
  it('opens a table with a caption and headings, and closes it again', async () => {
    await reports.within(richRecord({ seconds: 8 }), {}, async ({ page }) => {
      const button = page.getByRole('button', { name: 'Table: Target and achieved rate' });
      expect(await button.getAttribute('aria-expanded')).toBe('false');
      await button.press('Enter');
      const table = page.locator('#rates table');
      expect(await table.locator('caption').innerText()).toMatch(/^Target and achieved rate/);
      expect(await table.locator('th[scope=row]').count()).toBe(13);
      const headings = await table.locator('th[scope=col]').allInnerTexts();
      expect(headings.slice(0, 2)).toEqual(['time', 'planned (events/s)']);
      await button.press('Enter');
      expect(await table.count()).toBe(0);
    });
  });

  it('shows every n-th row of a long table and says so', async () => {
    await reports.within(richRecord({ seconds: 595 }), {}, async ({ page }) => {
      await page.getByRole('button', { name: 'Table: Consumer lag' }).click();
      expect(await page.locator('#lag tbody tr').count()).toBe(200);
      expect(await page.locator('#lag .data-table .note').innerText()).toBe(
        'Every 3rd of 600 rows; the CSV has them all.',
      );
    });
  });

  it('is read with the keyboard: values are spoken, shown, and shown in the others too', async () => {
    await reports.within(richRecord(), {}, async ({ page }) => {
      const spoken = () => page.locator('#announcements').innerText();
      await page.locator('#rates .plot').focus();
      await page.keyboard.press('Home');
      expect(await spoken()).toMatch(/^time 0 s, planned 250 events\/s, acknowledged /);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(await spoken()).toMatch(/^time 2 s, /);
      await page.keyboard.press('PageDown');
      expect(await spoken()).toMatch(/^time 6 s, /);
      expect(await page.locator('#rates .legend').innerText()).toMatch(/planned\s*250\s/);
      expect(await page.locator('#lag .legend-where').innerText()).toBe('records at 6 s');
      await page.keyboard.press('End');
      expect(await spoken()).toMatch(/^time 34 s, planned 0 events\/s/);
      await page.keyboard.press('ArrowRight');
      expect(await spoken()).toMatch(/^time 34 s/);
      await page.keyboard.press('Escape');
      expect(await page.locator('#lag .legend-where').innerText()).toBe('records');
    });
  });

  it('does not move when it shows the values under the cursor', async () => {
    await reports.within(richRecord(), { widthPx: 375 }, async ({ page }) => {
      const heightPx = 'document.documentElement.scrollHeight';
      const before = await page.evaluate(heightPx);
      await page.locator('#rates .plot').focus();
      await page.keyboard.press('PageDown');
      await page.keyboard.press('PageDown');
      expect(await page.locator('#lag .legend-where').innerText()).not.toBe('records');
      expect(await page.evaluate(heightPx)).toBe(before);
    });
  });

  it('says what happened where a mark stands', async () => {
    await reports.within(richRecord(), {}, async ({ page }) => {
      await page.locator('#rates .plot').focus();
      await page.keyboard.press('Home');
      for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowRight');
      expect(await page.locator('#announcements').innerText()).toContain(
        'what happened fault: consumer-1 is killed between effect and changelog; ' +
          'rebalance: consumers share out their partitions anew',
      );
    });
  });

  it('follows the pointer, in every figure over time', async () => {
    await reports.within(richRecord(), {}, async ({ page }) => {
      const plot = page.locator('#rates .u-over');
      await plot.scrollIntoViewIfNeeded();
      const widthPx = (await plot.boundingBox())?.width ?? 0;
      await plot.hover({ position: { x: (widthPx * 20.5) / 35, y: 40 } });
      await expect
        .poll(() => page.locator('#lag .legend-where').innerText())
        .toBe('records at 20 s');
      expect(await page.locator('#rates .legend-where').innerText()).toBe('events/s at 20 s');
    });
  });

  it('gives its figures as CSV, all rows of them', async () => {
    await reports.within(richRecord({ seconds: 595 }), {}, async ({ page }) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'CSV: Target and achieved rate' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('rates.csv');
      const lines = readFileSync(await download.path(), 'utf8')
        .trimEnd()
        .split('\r\n');
      expect(lines).toHaveLength(601);
      expect(lines[0]).toMatch(/^time,planned \(events\/s\),acknowledged \(events\/s\)/);
      expect(lines[1]).toMatch(/^0 s,250,/);
    });
  });

  it('shows the stage that is chosen', async () => {
    await reports.within(richRecord(), {}, async ({ page }) => {
      const figure = page.locator('#latency-over-time');
      expect(await figure.locator('.notes').innerText()).toBe('end to end: due → applied.');
      await figure.getByText('queue', { exact: true }).click();
      expect(await figure.locator('.notes').innerText()).toBe(
        'queue: queued → handed to the Kafka client.',
      );
      await page.getByRole('button', { name: 'Table: Latency over time' }).click();
      expect(await figure.locator('caption').innerText()).toContain('Latency over time: queue');
    });
  });
});

describe('colours', () => {
  const background = 'getComputedStyle(document.body).backgroundColor';

  it('are those of the system until somebody chooses, and the choice is kept', async () => {
    await reports.within(passedRecord(), { colours: 'dark' }, async ({ page, errors }, address) => {
      const dark = await page.evaluate(background);
      await page.getByRole('button', { name: 'Light colours' }).click();
      const light = await page.evaluate(background);
      expect(light).not.toBe(dark);
      await opened(page, address);
      expect(await page.evaluate(background)).toBe(light);
      expect(errors).toEqual([]);
    });
  });

  it('can be chosen where nothing may be stored', async () => {
    const { page, context, errors } = await reports.newPage();
    await page.addInitScript(
      "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })",
    );
    await opened(page, reports.write(passedRecord()));
    const light = await page.evaluate(background);
    await page.getByRole('button', { name: 'Dark colours' }).click();
    expect(await page.evaluate(background)).not.toBe(light);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('change the drawings too', async () => {
    await reports.within(richRecord({ seconds: 8 }), {}, async ({ page }) => {
      const picture = "document.querySelector('#rates canvas').toDataURL()";
      const light = await page.evaluate(picture);
      await page.getByRole('button', { name: 'Dark colours' }).click();
      expect(await page.evaluate(picture)).not.toBe(light);
    });
  });
});

describe('paper', () => {
  it('is light, without controls, and everything is drawn to fit it', async () => {
    await reports.within(
      richRecord({ seconds: 8 }),
      { colours: 'dark' },
      async ({ page, errors }) => {
        await page.setViewportSize({ width: 698, height: 900 });
        await page.emulateMedia({ media: 'print' });
        await expect.poll(() => page.locator('html').getAttribute('data-print')).toBe('light');
        expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
          'rgb(255, 255, 255)',
        );
        expect(await page.locator('.figure-tools').first().isVisible()).toBe(false);
        expect(await page.locator('nav').isVisible()).toBe(false);
        const tooWide = await page.evaluate(`
        [...document.querySelectorAll('.drawing canvas, .drawing svg')]
          .filter((picture) => picture.getBoundingClientRect().width > 660)
          .map((picture) => picture.closest('figure').id)`);
        expect(tooWide).toEqual([]);
        await page.emulateMedia({ media: 'screen' });
        await expect.poll(() => page.locator('html').getAttribute('data-print')).toBe(null);
        expect(errors).toEqual([]);
      },
    );
  });

  it('is made of several pages', async () => {
    await reports.within(richRecord({ seconds: 8 }), {}, async ({ page }) => {
      const pdf = await page.pdf({ format: 'A4' });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g) ?? [];
      expect(pages.length).toBeGreaterThan(4);
    });
  });
});

describe('speed', () => {
  it('is told: from opening ten minutes of a run until all is drawn', async () => {
    const address = reports.write(richRecord({ seconds: 595 }));
    const { page, context } = await reports.newPage();
    const startedMs = performance.now();
    await opened(page, address);
    const tookMs = Math.round(performance.now() - startedMs);
    console.log(`a report of 600 intervals opened in ${tookMs} ms`);
    expect(await page.locator('.missing').count()).toBe(0);
    await context.close();
  });
});
