/** Reports of pipelines that are not the project's own, and of clusters of several brokers. */
import { describe, expect, it } from 'vitest';
import { clusterRecord, externalRecord, silentRecord } from '../external-record.fixture.ts';
import { violations } from './axe.fixture.ts';
import { sidewaysPx } from './chromium.fixture.ts';
import { useReports } from './report-page.fixture.ts';

const reports = useReports();

const FAULTS = {
  missing: 30,
  missingExamples: Array.from({ length: 20 }, (_, k) => `EVT-PROD-${k}-1`),
  stock: {
    products: 200,
    agreeing: 199,
    differences: [{ productId: 'PROD-007', expectedUnits: 10, reportedUnits: 14 }],
  },
};

describe.each([
  { widthPx: 1440, colours: 'light' },
  { widthPx: 375, colours: 'dark' },
] as const)('at $widthPx px in $colours colours', (look) => {
  it.each([
    ['with faulty results', () => externalRecord({}, FAULTS)],
    ['without results', silentRecord],
    ['on a cluster', clusterRecord],
  ])('a report %s is without violations', async (_, record) => {
    await reports.within(record(), look, async ({ page, errors, requests }, address) => {
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await page.locator('.missing').count()).toBe(0);
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
      expect(requests).toEqual([address]);
    });
  });
});

describe('the report of an external pipeline', () => {
  it('says what is known of the group, and what is not, before the load', async () => {
    await reports.within(silentRecord(), {}, async ({ page }) => {
      const titles = await page.locator('.section > h2').allInnerTexts();
      expect(titles.slice(0, 4)).toEqual(['Thresholds', 'Audit', 'External pipeline', 'Load']);
      const section = await page.locator('#external-pipeline').innerText();
      expect(section).toContain('stock-service, 3 members when the load began');
      expect(section).toContain('no results topic was named');
      expect(section).toContain('duplicates it dropped, dead letters');
      expect(await page.locator('#external-pipeline #lag canvas').count()).toBe(1);
      expect(await page.locator('.tile').first().innerText()).toContain('Largest lag');
    });
  });

  it('shows no figure of stock, alerts or order over the time of the run', async () => {
    await reports.within(silentRecord(), {}, async ({ page }) => {
      const figures = await page
        .locator('figure')
        .evaluateAll((nodes) => nodes.map((node) => (node as { readonly id: string }).id));
      for (const id of ['sales', 'fill-rate', 'alerts', 'shelves', 'waiting', 'availability']) {
        expect(figures).not.toContain(id);
      }
      expect(figures).not.toContain('latency-heat-map');
      expect(figures).toContain('stock-stories');
      const inventory = await page.locator('#inventory').innerText();
      expect(inventory).toContain('Expected inventory');
      expect(inventory).toContain('nothing of it was measured of stock-service');
      expect(inventory).not.toContain('this run’s pipeline');
    });
  });

  it('judges what it can, and sets the rest aside below', async () => {
    await reports.within(externalRecord(), {}, async ({ page }) => {
      expect(await page.locator('#thresholds .lead').innerText()).toBe(
        '2 of 2 judged thresholds hold, 2 are set aside.',
      );
      const rows = page.locator('#thresholds tbody tr');
      expect(await rows.locator('.result').allInnerTexts()).toEqual([
        ...['holds', 'holds', 'set aside', 'set aside'],
      ]);
      expect(await page.locator('#thresholds .aside .good, #thresholds .aside .bad').count()).toBe(
        0,
      );
      expect(await rows.last().innerText()).toContain('cannot be seen from outside');
    });
  });

  it('lists what its results lack', async () => {
    await reports.within(externalRecord({}, FAULTS), {}, async ({ page }) => {
      const section = await page.locator('#external-pipeline').innerText();
      expect(section).toContain('EVT-PROD-19-1');
      expect(section).toContain('and 10 more');
      expect(section).toMatch(/PROD-007\s+10\s+14\s+\+4/);
    });
  });
});

describe('the report of a run on a cluster', () => {
  it('draws lag of sixty partitions in as many layers as there are colours', async () => {
    await reports.within(clusterRecord(), {}, async ({ page }) => {
      const figure = page.locator('#lag');
      for (const split of ['partition', 'topic', 'topic and partition']) {
        await figure.getByText(split, { exact: true }).click();
        const layers = figure.locator('.legend li', { has: page.locator('.swatch.area') });
        const labels = await layers.locator('.legend-label').allInnerTexts();
        expect(labels.length).toBeGreaterThan(2);
        expect(labels.length).toBeLessThanOrEqual(8);
        expect(labels.join()).not.toContain('bench-7');
      }
      expect(await page.locator('.page-notes').innerText()).toContain('begin with bench-7.');
    });
  });

  it('tells a storm of marks as one, and names the cluster', async () => {
    await reports.within(clusterRecord(), {}, async ({ page }) => {
      expect(await page.locator('.marks li').count()).toBe(3);
      expect(await page.locator('.marks li').first().innerText()).toContain('(40 within 780 ms)');
      expect(await page.locator('#environment').innerText()).toContain(
        'cluster 4L6g3nShT-eMCtK--X86sw, 3 brokers',
      );
    });
  });
});
