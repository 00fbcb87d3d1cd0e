import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initHistograms } from '../histogram.ts';
import { renderReportHtml } from '../html.ts';
import { richRecord } from '../rich-record.fixture.ts';
import { RunsFolder } from '../server/run-list.fixture.ts';
import { createReportServer } from '../server.ts';
import { VERDICTS } from '../verdict.ts';
import { violations } from './axe.fixture.ts';
import { launchChromium, sidewaysPx, type WatchedPage, watchedPage } from './chromium.fixture.ts';

const HOSTILE = `</style><script>document.title='owned'</script>"'&\u202e${'x'.repeat(5000)}`;
let browser: Browser;
let server: FastifyInstance;
let runs: RunsFolder;
let address = '';

beforeAll(async () => {
  await initHistograms();
  runs = new RunsFolder();
  for (const [index, name] of VERDICTS.entries()) {
    runs.run(`20260105-10150${index}-spike-${index}`, {
      startedAt: `2026-01-05T10:15:0${index}.000Z`,
      seed: String(index),
      verdict: { name, exitCode: 0, reasons: ['p99 41 ms of 100 ms allowed, fill rate 0.97'] },
    });
  }
  runs.run('drawn', richRecord({ seconds: 8 }));
  runs.file('stored', 'report.html', renderReportHtml(richRecord({ seconds: 8 })));
  runs.run('stored', { startedAt: '2026-01-04T10:15:00.000Z' });
  runs.run('hostile', {
    startedAt: '2026-01-03T10:15:00.000Z',
    seed: HOSTILE,
    scenario: { name: HOSTILE, source: '', description: HOSTILE, resolved: {} },
    verdict: { name: 'incomplete', exitCode: 94, reasons: [HOSTILE] },
  });
  runs.search('20260105-111500-capacity-steady-42');
  runs.journal('killed', Date.now() - 60_000);
  runs.file('older', 'run.json', '{"tool":{"name":"streamstock-bench"},"recordVersion":1}');
  mkdirSync(join(runs.path, `20260105-121500-${'long-name-'.repeat(12)}7`));
  server = createReportServer({ runsFolder: runs.path, renderReport: renderReportHtml });
  address = await listening(server);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  runs?.remove();
});

async function listening(one: FastifyInstance): Promise<string> {
  await one.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(one.server.address() as AddressInfo).port}`;
}

async function inPage(
  path: string,
  options: Parameters<typeof watchedPage>[1],
  test: (watched: WatchedPage) => Promise<void>,
): Promise<void> {
  const watched = await watchedPage(browser, options);
  try {
    await watched.page.goto(`${address}${path}`);
    await test(watched);
  } finally {
    await watched.context.close();
  }
}

describe.each([
  { widthPx: 1440, colours: 'light' },
  { widthPx: 1440, colours: 'dark' },
  { widthPx: 375, colours: 'light' },
  { widthPx: 375, colours: 'dark' },
] as const)('at $widthPx px in $colours colours', (look) => {
  it.each([
    '/',
    '/?scenario=spike&verdict=passed',
    '/?page=9',
    '/runs/stored/files/',
    '/runs/hostile/files/',
  ])('%s shows without an error, a further request or a violation', async (path) => {
    await inPage(path, look, async ({ page, errors, requests }) => {
      expect(await sidewaysPx(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
      expect(requests).toEqual([`${address}${path}`]);
      expect(await page.title()).not.toBe('owned');
    });
  });
});

it('tells every verdict by a word, not by colour alone', async () => {
  await inPage('/', {}, async ({ page }) => {
    const words = await page.locator('.runs tbody .badge').allInnerTexts();
    for (const word of ['Passed', 'Thresholds crossed', 'Saturated', 'Incomplete', 'Incorrect']) {
      expect(words.join('\n')).toContain(word);
    }
  });
});

it('filters and opens without a script, by keyboard alone', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    await page.goto(`${address}/`);
    await page.getByLabel('Verdict').selectOption({ label: 'Passed' });
    await page.getByRole('button', { name: 'Show' }).press('Enter');
    await page.waitForURL('**/?scenario=&verdict=passed');
    const rows = page.locator('.runs tbody tr');
    expect(await rows.count()).toBe(2);
    await page.getByRole('link', { name: 'spike' }).last().press('Enter');
    await page.waitForURL('**/runs/stored/');
  } finally {
    await context.close();
  }
});

it.each(['drawn', 'stored'])('a %s report works in an origin of its own', async (id) => {
  await inPage(`/runs/${id}/`, {}, async ({ page, errors, requests }) => {
    await page.waitForSelector('html[data-drawn]');
    expect(await page.evaluate('window.origin')).toBe('null');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /CSV/ }).first().click();
    expect((await download).suggestedFilename()).toMatch(/\.csv$/);
    expect(errors).toEqual([]);
    expect(requests).toEqual([`${address}/runs/${id}/`]);
    const reached = await page.evaluate(
      `fetch('${address}/api/runs').then(() => 'reached', () => 'blocked')`,
    );
    expect(reached).toBe('blocked');
  });
});
