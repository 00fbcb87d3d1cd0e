/** The figures that are not plain time charts, as a browser shows them. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { passedRecord } from '../record.fixture.ts';
import type { RunRecord } from '../record.ts';
import { richRecord } from '../rich-record.fixture.ts';
import { spectrumOf } from '../spectrum.ts';
import { type PageOptions, sidewaysPx } from './chromium.fixture.ts';
import { useReports } from './report-page.fixture.ts';

const FIGURES = [
  'waterfall',
  'latency-spectrum',
  'latency-heat-map',
  'stock-stories',
  'forecast',
  'stock-outs',
  'world-days',
  'alert-days',
];

const reports = useReports();

describe('figures', () => {
  it.each([
    ['light', 1440],
    ['dark', 375],
  ] as const)('are drawn in %s at %i px, and no label is cut', async (colours, widthPx) => {
    await inReport(richRecord(), { widthPx, colours }, async (page) => {
      for (const id of FIGURES) {
        const cut = await page.evaluate(`
        [...document.querySelectorAll('#${id} .drawing svg')].flatMap((drawing) => {
          const { left, right } = drawing.getBoundingClientRect();
          return [...drawing.querySelectorAll('text')]
            .filter((text) => {
              const box = text.getBoundingClientRect();
              return box.left < left - 1 || box.right > right + 1;
            })
            .map((text) => text.textContent);
        })`);
        expect({ id, cut }).toEqual({ id, cut: [] });
        expect(await page.locator(`#${id} .drawing svg`).count()).toBeGreaterThan(0);
      }
    });
  });

  it('follow the keyboard, and say what stands at the cursor', async () => {
    const record = richRecord();
    await inReport(record, {}, async (page) => {
      const plot = page.locator('#latency-spectrum .plot');
      await plot.focus();
      await page.keyboard.press('Home');
      const { percentiles, stages } = spectrumOf(record);
      const lowest = stages.find(({ stage }) => stage === 'end_to_end')?.valuesUs[0] ?? 0;
      expect(await page.locator('#announcements').textContent()).toContain('percentile p0');
      expect(await page.locator('#latency-spectrum .legend').textContent()).toContain(
        Number((lowest / 1000).toPrecision(3)).toString(),
      );
      expect(await page.locator('#latency-spectrum .drawing circle').count()).toBeGreaterThan(
        stages.length,
      );
      await page.keyboard.press('End');
      expect(await page.locator('#announcements').textContent()).toContain('percentile max');
      await page.keyboard.press('ArrowLeft');
      expect(await page.locator('#announcements').textContent()).toContain(
        `percentile p${percentiles.at(-1)}`,
      );
    });
  });

  it('share the cursor of the load between the heat map and the time charts', async () => {
    await inReport(richRecord(), {}, async (page) => {
      await page.locator('#latency-heat-map .plot').focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      const texts = await page.locator('.legend-where').allTextContents();
      expect(texts.filter((text) => text === 'at 1 s').length).toBeGreaterThan(3);
    });
  });

  it('give the percentiles of the histograms as CSV, to the last digit', async () => {
    const record = richRecord();
    await inReport(record, {}, async (page) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('#latency-spectrum .figure-tools button', { hasText: 'CSV' }).click(),
      ]);
      const lines = readFileSync(await download.path(), 'utf8')
        .trim()
        .split('\r\n');
      const { percentiles, stages } = spectrumOf(record);
      expect(lines[0]).toBe(
        ['percentile', ...stages.map(({ stage }) => `${stage} (ms)`)].join(','),
      );
      expect(lines).toHaveLength(percentiles.length + 2);
      for (const [row, percentile] of percentiles.entries()) {
        const expected = stages.map(({ valuesUs }) => {
          const us = valuesUs[row];
          return us === undefined ? '' : String(us / 1000);
        });
        expect(lines[row + 1]).toBe([`p${percentile}`, ...expected].join(','));
      }
    });
  });

  it('fill the heat map without a seam between its cells', async () => {
    const record = richRecord();
    const { series } = record;
    if (series === null) throw new Error('the fixture has time series');
    const counts = Array.from({ length: series.intervals }, () => new Array<number>(13).fill(7));
    const edgesUs = Array.from({ length: 14 }, (_, edge) => Math.round(100 * 1.33 ** edge));
    const even = { ...record, marks: [], series: { ...series, heatMap: { edgesUs, counts } } };
    await inReport(even, { widthPx: 1013 }, async (page) => {
      // Well within the plotting area, whose margins are gutters of known size.
      const colours = await page.evaluate(`(() => {
      const canvas = document.querySelector('#latency-heat-map canvas');
      const { data } = canvas.getContext('2d').getImageData(70, 30, canvas.width - 100, canvas.height - 70);
      return [...new Set(new Uint32Array(data.buffer))];
    })()`);
      expect(colours).toHaveLength(1);
    });
  });

  it('show another product when it is chosen', async () => {
    const record = richRecord();
    await inReport(record, {}, async (page) => {
      const products = record.inventory?.products ?? [];
      await page.locator('#forecast .figure-tools button', { hasText: 'Table' }).click();
      expect(await page.locator('#forecast caption').textContent()).toContain(products[0]?.name);
      const before = await page.locator('#forecast .drawing').innerHTML();
      await page.locator('#forecast select').selectOption('2');
      expect(await page.locator('#forecast caption').textContent()).toContain(products[2]?.name);
      expect(await page.locator('#forecast .drawing').innerHTML()).not.toBe(before);
    });
  });

  it('hold what the pipeline concluded against the replay, in words', async () => {
    const record = richRecord({}, { digest: { pipeline: 'a', simulated: 'b', comparable: true } });
    await inReport(record, {}, async (page) => {
      const stories = page.locator('#stock-stories');
      expect(await stories.textContent()).toMatch(
        /The pipeline concluded [\d,]+ units?, the replay [\d,]+\./,
      );
      for (const id of ['stock-stories', 'forecast', 'stock-outs', 'world-days', 'alert-days']) {
        expect(await page.locator(`#${id}`).textContent()).toContain('the digests differ');
      }
    });
  });

  it('say what is missing where nothing is known', async () => {
    const empty = passedRecord({ latency: { measured: NOTHING, warmUp: NOTHING } });
    await inReport(empty, {}, async (page) => {
      for (const id of FIGURES) {
        const text = await page.locator(`#${id}.missing .missing-text`).textContent();
        expect(text?.length).toBeGreaterThan(20);
      }
      expect(await page.locator('#forecast-accuracy.missing').count()).toBe(1);
    });
  });

  it('show hostile names as the text they are, in any width', async () => {
    const record = richRecord();
    const { inventory } = record;
    if (inventory === null) throw new Error('the fixture has an inventory');
    const name = `</script><img src=x onerror=alert(1)>\u202Egnp.exe${'W'.repeat(10_240)}`;
    const products = inventory.products.map((story) => ({
      ...story,
      name,
      id: name,
      category: name,
      why: name,
    }));
    await inReport(
      { ...record, inventory: { ...inventory, products } },
      { widthPx: 375 },
      async (page) => {
        await page.locator('#stock-stories .figure-tools button', { hasText: 'Table' }).click();
        await page.locator('#forecast .figure-tools button', { hasText: 'Table' }).click();
        expect(await page.locator('img').count()).toBe(0);
        expect(await page.locator('#stock-stories').textContent()).toContain('<img src=x');
        expect(await sidewaysPx(page)).toBe(0);
      },
    );
  });

  it('are drawn anew in light for paper', async () => {
    await inReport(richRecord(), { colours: 'dark' }, async (page) => {
      const strokes = () =>
        page.evaluate(`
        [...document.querySelectorAll('#latency-spectrum .drawing path')]
          .map((path) => path.getAttribute('stroke'))`);
      const dark = await strokes();
      const coldest = page.locator('#latency-heat-map .heat-key rect').first();
      const onDark = await coldest.getAttribute('fill');
      await page.emulateMedia({ media: 'print' });
      await expect.poll(strokes).not.toEqual(dark);
      expect(await coldest.getAttribute('fill')).not.toBe(onDark);
    });
  });
});

const NOTHING = { stages: {}, histograms: [] } as const;

/** Opens the report of a record, which must say and throw no error, and closes it when the test is done with it. */
async function inReport(
  record: RunRecord,
  options: PageOptions,
  test: (page: Page) => Promise<void>,
): Promise<void> {
  await reports.within(record, options, async ({ page, errors }) => {
    await test(page);
    expect(errors).toEqual([]);
  });
}
