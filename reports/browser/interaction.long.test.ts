/** What the report of a classroom run says of the hands that were in it. */
import { describe, expect, it } from 'vitest';
import { richRecord } from '../rich-record.fixture.ts';
import { violations } from './axe.fixture.ts';
import { useReports } from './report-page.fixture.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';

describe('the report of a run that somebody played', () => {
  const reports = useReports();
  const played = () => ({
    ...richRecord(),
    interaction: {
      actions: [
        { atMs: 0, atEvents: 0, text: 'Paused', detail: { action: 'pause' } },
        { atMs: 12_500, atEvents: 1_234, text: `${HOSTILE} was killed`, detail: {} },
      ],
      dropped: 3,
    },
  });

  it.each([
    [1440, 'light'],
    [375, 'dark'],
  ] as const)('lists what was done by hand, at %i px in %s', async (widthPx, colours) => {
    await reports.within(played(), { widthPx, colours }, async ({ page, errors }) => {
      const section = page.locator('#by-hand');
      expect(await section.locator('.lead').innerText()).toContain('with 5 actions');
      const rows = await section.locator('tbody tr').allInnerTexts();
      expect(rows.map((row) => row.split(/\s*\t\s*/))).toEqual([
        ['0 s', '0', 'Paused'],
        ['12.5 s', '1,234', `${HOSTILE} was killed`],
      ]);
      expect(await page.locator('nav a[href="#by-hand"]').count()).toBe(1);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
      const overflow = 'document.documentElement.scrollWidth - innerWidth';
      expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
    });
  });

  it('says nothing of hands where nobody had any', async () => {
    await reports.within(richRecord(), {}, async ({ page }) => {
      expect(await page.locator('#by-hand').count()).toBe(0);
    });
  });
});
