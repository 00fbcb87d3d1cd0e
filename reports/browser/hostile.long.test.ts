/** Texts that want out of their place, and what the page's policy lets through. */
import { describe, expect, it } from 'vitest';
import { passedRecord } from '../record.fixture.ts';
import { richRecord } from '../rich-record.fixture.ts';
import { violations } from './axe.fixture.ts';
import { sidewaysPx } from './chromium.fixture.ts';
import { useReports } from './report-page.fixture.ts';

const reports = useReports();

describe('hostile text', () => {
  const hostile = `</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">\u202e\u0000😀${'long '.repeat(2_000)}`;

  it.each([375, 1440])('is inert at %i px, wherever it stands', async (widthPx) => {
    const rich = richRecord({ seconds: 8 });
    const record = richRecord(
      { seconds: 8 },
      {
        runId: hostile,
        seed: hostile,
        scenario: {
          name: hostile,
          source: hostile,
          description: hostile,
          resolved: { [hostile]: hostile },
        },
        broker: { kind: 'kafka', address: hostile, clusterId: hostile, brokers: 3 },
        environment: { ...rich.environment, cpuModel: hostile },
        pipeline: {
          kind: 'external',
          group: hostile,
          members: 3,
          drainMs: null,
          results: {
            topic: hostile,
            events: 1,
            missing: 1,
            missingExamples: [hostile],
            repeated: 0,
            foreign: 0,
            unreadable: 0,
            stock: {
              products: 1,
              agreeing: 0,
              differences: [{ productId: hostile, expectedUnits: 1, reportedUnits: 2 }],
            },
          },
        },
        thresholds: rich.thresholds.map((threshold) => ({ ...threshold, setAside: hostile })),
        lag:
          rich.lag === null
            ? null
            : {
                ...rich.lag,
                partitions: rich.lag.partitions.map((row) => ({ ...row, topic: hostile })),
              },
        marks: [{ atMs: 1_000, kind: 'trouble', text: hostile }],
        notes: [hostile],
        replay: hostile,
        audit: [
          {
            id: hostile,
            title: hostile,
            holds: false,
            detail: hostile,
            examples: [{ subject: hostile, expected: hostile, got: hostile }],
          },
        ],
        verdict: { name: 'incorrect', exitCode: 90, reasons: [hostile, hostile] },
        threads: rich.threads.map((thread) => ({ ...thread, name: hostile })),
        series:
          rich.series === null
            ? null
            : {
                ...rich.series,
                threads: rich.series.threads.map((thread) => ({
                  ...thread,
                  name: hostile,
                  group: hostile,
                })),
                lag: rich.series.lag.map((row) => ({ ...row, topic: hostile })),
                appliedByTopicPerSecond: { [hostile]: rich.series.waitingEvents },
              },
        inventory:
          rich.inventory === null
            ? null
            : {
                ...rich.inventory,
                products: rich.inventory.products.map((product) => ({
                  ...product,
                  id: hostile,
                  name: hostile,
                  category: hostile,
                  why: hostile,
                })),
              },
      },
    );
    await reports.within(record, { widthPx }, async ({ page, errors, requests }, address) => {
      for (const button of await page.getByRole('button', { name: /^Table: / }).all()) {
        await button.click();
      }
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      expect(await page.locator('img').count()).toBe(0);
      expect(await sidewaysPx(page)).toBe(0);
      expect(await page.content()).not.toContain('\u202e');
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
      expect(requests).toEqual([address]);
    });
  });
});

describe('the policy', () => {
  it('lets nothing run or load that is not part of the report', async () => {
    await reports.within(passedRecord(), {}, async ({ page }) => {
      const refused = await page.evaluate(`new Promise((resolve) => {
        const refused = [];
        addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
        const script = document.createElement('script');
        script.textContent = 'window.foreign = 1';
        const image = document.createElement('img');
        image.src = 'http://127.0.0.1:9/pixel.png';
        const style = document.createElement('style');
        style.textContent = 'body { display: none }';
        document.body.append(script, image, style);
        fetch('http://127.0.0.1:9/').catch(() => {});
        setTimeout(() => resolve(refused.toSorted()), 300);
      })`);
      expect(refused).toEqual(['connect-src', 'img-src', 'script-src-elem', 'style-src-elem']);
      expect(await page.evaluate('window.foreign')).toBeUndefined();
    });
  });
});
