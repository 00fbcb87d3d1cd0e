/** The consumer group's section, as a browser shows it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { livelyGroup, quietGroup, stormyGroup } from '../group.fixture.ts';
import type { RunRecord } from '../record.ts';
import { richRecord } from '../rich-record.fixture.ts';
import { violations } from './axe.fixture.ts';
import { sidewaysPx } from './chromium.fixture.ts';
import { useReports } from './report-page.fixture.ts';

const reports = useReports();
const lively = () => richRecord({ partitions: 12 });

describe('the consumer group', () => {
  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 375],
    ['dark', 375],
  ] as const)('is drawn both ways without a violation in %s at %i px', async (colours, widthPx) => {
    await reports.within(lively(), { colours, widthPx }, async ({ page, errors }) => {
      const picture = () =>
        page.evaluate(`document.querySelector('#ownership canvas').toDataURL().length`);
      const byPartition = await picture();
      expect(byPartition).toBeGreaterThan(5_000);
      await page.locator('#ownership .figure-tools button', { hasText: 'Table' }).click();
      await page.locator('#ownership label', { hasText: 'consumer' }).click();
      expect(await picture()).not.toBe(byPartition);
      for (const summary of await page
        .locator('#consumer-group details:not([open]) summary')
        .all()) {
        await summary.click();
      }
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
    });
  });

  it('says what it cost to hand over', async () => {
    await reports.within(lively(), {}, async ({ page }) => {
      const tiles = await page.locator('#consumer-group .tile').allInnerTexts();
      expect(tiles.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
        'Rebalances 6 24 changes of owner',
        'Longest pause 1.3 s of 6 rebalances',
        'Longest recovery 1.3 s 2 losses, session timeout 6 s',
        'Partitions restored 24 longest 288 ms, 48 kept by their owner',
        expect.stringMatching(/^Records reprocessed 24 0\.0\d % of those applied$/),
        expect.stringMatching(/^Changelog per event \d+ bytes 2\.4 MB in 412 cuts, 9 snapshots$/),
      ]);
      const rows = page.locator('#consumer-group details').first().locator('tbody tr');
      expect(await rows.count()).toBe(6);
      expect(await rows.first().innerText()).toMatch(/6 s\s+2\s+2\s+1,298 ms\s+0, 3, 6, 9/);
    });
  });

  it('follows the keyboard with the cursor of the load, and says who consumes what', async () => {
    await reports.within(lively(), {}, async ({ page }) => {
      await page.locator('#ownership .plot').focus();
      await page.keyboard.press('Home');
      const spoken = page.locator('#announcements');
      expect(await spoken.textContent()).toBe(
        '0 s, consumer-1 4 partitions, consumer-2 4 partitions, kitchen 4 partitions',
      );
      for (let key = 0; key < 6; key += 1) await page.keyboard.press('ArrowRight');
      expect(await spoken.textContent()).toBe(
        '6 s, consumer-2 4 partitions, kitchen 4 partitions, stood still: 0–11, ' +
          'fault: consumer-1 is killed between effect and changelog, ' +
          'rebalance: consumers share out their partitions anew',
      );
      expect(await page.locator('#rates .legend-where').textContent()).toContain('at 6 s');
      expect(await page.locator('#ownership svg line').count()).toBeGreaterThan(1);
    });
  });

  it('gives the owner of each partition as CSV', async () => {
    await reports.within(lively(), {}, async ({ page }) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('#ownership .figure-tools button', { hasText: 'CSV' }).click(),
      ]);
      const lines = readFileSync(await download.path(), 'utf8')
        .trimEnd()
        .split('\r\n');
      expect(lines[0]).toMatch(
        /^time,consumer-1,consumer-2,consumer-4,kitchen,stood still,which,partition 0,partition 1,/,
      );
      expect(lines).toHaveLength(36);
      expect(lines[1]).toMatch(/^0 s,4,4,0,4,0,,consumer-1,consumer-2,kitchen,consumer-1,/);
    });
  });

  it('tells a fault from a rebalance in every legend over time, and in words', async () => {
    await reports.within(lively(), {}, async ({ page }) => {
      for (const id of ['rates', 'latency-over-time', 'latency-heat-map', 'lag', 'ownership']) {
        const legend = page.locator(`#${id} .legend`);
        expect(await legend.locator('.swatch.diamond').count(), id).toBe(1);
        expect(await legend.locator('.swatch.ring').count(), id).toBe(1);
        expect(await legend.locator('.swatch.cross').count(), id).toBe(1);
        expect(await legend.innerText()).toMatch(/fault[\s\S]*rebalance/);
      }
      const happened = page.locator('.what-happened li.fault').first();
      expect(await happened.innerText()).toContain(
        'consumer-1 is killed between effect and changelog',
      );
      expect(await happened.locator('.swatch.diamond').count()).toBe(1);
    });
  });

  it('stays small and readable with a hundred partitions and two hundred rebalances', async () => {
    const seconds = 240;
    const group = stormyGroup(seconds * 1000, 100, 200);
    const record = richRecord(
      { seconds: seconds - 5 },
      { group, marks: group.rebalances.map(markOf) },
    );
    for (const widthPx of [1440, 375]) {
      await reports.within(record, { widthPx }, async ({ page, errors }) => {
        const heightPx = await page.evaluate(
          `document.querySelector('#ownership canvas').getBoundingClientRect().height`,
        );
        expect(heightPx).toBeLessThan(800);
        expect(await page.locator('#ownership .notes').innerText()).toContain('100 partitions in ');
        const table = page.locator('#consumer-group details').first();
        expect(await table.getAttribute('open')).toBe(null);
        await page.locator('#ownership label', { hasText: 'consumer' }).click();
        expect(await sidewaysPx(page)).toBe(0);
        expect(await violations(page)).toEqual([]);
        expect(errors).toEqual([]);
      });
    }
  });

  it('is one calm line where nothing happened', async () => {
    const quiet = richRecord({}, { group: quietGroup(['consumer-1'], 12), marks: [] });
    await reports.within(quiet, {}, async ({ page }) => {
      expect(await page.locator('#consumer-group').innerText()).toBe(
        'Consumer group\n\nconsumer-1 consumed all 12 partitions from the first event to the last; nothing was handed over. ' +
          'Its state went to the changelog in 412 cuts, 2.4 MB in all.',
      );
    });
    const shared = { ...quiet, group: quietGroup(['consumer-1', 'consumer-2'], 3) };
    await reports.within(shared, {}, async ({ page }) => {
      expect(await page.locator('#consumer-group').innerText()).toContain(
        '2 consumers shared 3 partitions (consumer-1: 2, consumer-2: 1) from the first event to the last',
      );
    });
    await reports.within({ ...quiet, group: null }, {}, async ({ page }) => {
      expect(await page.locator('#consumer-group').innerText()).toContain('is not known');
    });
  });

  it('shows hostile names as the text they are', async () => {
    const name = `</script><img src=x onerror=alert(1)>\u202Egnp.exe${'W'.repeat(600)}`;
    const group = livelyGroup(30, 4);
    const hostile = JSON.parse(JSON.stringify(group).replaceAll('"kitchen"', JSON.stringify(name)));
    await reports.within(
      richRecord({}, { group: hostile }),
      { widthPx: 375 },
      async ({ page, errors }) => {
        expect(await page.locator('img').count()).toBe(0);
        expect(await page.locator('#consumer-group').textContent()).toContain('<img src=x');
        expect(await sidewaysPx(page)).toBe(0);
        expect(errors).toEqual([]);
      },
    );
  });

  it('is drawn in light on paper', async () => {
    await reports.within(lively(), { colours: 'dark' }, async ({ page }) => {
      // The ground of the first name's bar, below the strip of the phases.
      const colour = () =>
        page.evaluate(`(() => {
        const canvas = document.querySelector('#ownership canvas');
        const scale = canvas.width / canvas.getBoundingClientRect().width;
        const at = [Math.round(200 * scale), Math.round(58 * scale)];
        return [...canvas.getContext('2d').getImageData(...at, 1, 1).data].slice(0, 3).reduce((sum, part) => sum + part);
      })()`) as Promise<number>;
      const dark = await colour();
      await page.emulateMedia({ media: 'print' });
      await expect.poll(colour).toBeGreaterThan(dark + 100);
    });
  });
});

function markOf({ atMs }: { readonly atMs: number }): RunRecord['marks'][number] {
  return { atMs, kind: 'rebalance', text: 'consumers share out their partitions anew' };
}
