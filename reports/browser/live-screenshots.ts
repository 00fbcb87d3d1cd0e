/**
 * `npm run screenshots:live`: the pictures of the live page and of the lessons, from a real run of this checkout that somebody plays
 * with. Needs Chromium.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { ControlAction } from '../live/controls.ts';
import type { LiveHello } from '../live/frames.ts';

const root = resolve(import.meta.dirname, '../..');
const pictures = join(root, 'docs', 'images');

interface Picture {
  readonly name: string;
  /** Behind the address of the server. */
  readonly at: string;
  readonly scheme: 'light' | 'dark';
  readonly widthPx: number;
  readonly heightPx: number;
  /** What is done before, and how long it is let go on. */
  readonly actions?: readonly (ControlAction | number)[];
  readonly prepare?: (page: Page) => Promise<void>;
}

const wide = { widthPx: 1440, heightPx: 1000 } as const;
const lesson = (id: string): string => `?lesson=${id}`;
const PICTURES: readonly Picture[] = [
  {
    ...{ name: 'live-dashboard-light', at: '#/dashboard', scheme: 'light', ...wide },
    actions: [{ action: 'rate', ratePerSecond: 60 }, 30_000],
  },
  { name: 'live-dashboard-dark', at: '#/dashboard', scheme: 'dark', ...wide },
  { name: 'live-analytics-light', at: '#/analytics', scheme: 'light', ...wide },
  { name: 'live-alerts-dark', at: '#/alerts', scheme: 'dark', ...wide },
  { name: 'live-inventory-light', at: '#/inventory', scheme: 'light', ...wide },
  { name: 'live-events-narrow', at: '#/events', scheme: 'light', widthPx: 375, heightPx: 780 },
  {
    ...{
      name: 'lesson-partitions-and-keys',
      at: lesson('partitions-and-keys'),
      scheme: 'light',
      ...wide,
    },
    actions: [2_000, { action: 'step' }, 1_000, { action: 'step' }, 2_500],
  },
  {
    ...{ name: 'lesson-rebalance', at: lesson('rebalance'), scheme: 'dark', ...wide },
    actions: [6_000, { action: 'kill-consumer', name: 'consumer-2' }, 9_000],
  },
  {
    ...{
      name: 'lesson-lag-and-back-pressure',
      at: lesson('lag-and-back-pressure'),
      scheme: 'light',
      ...wide,
    },
    actions: [4_000, { action: 'slow-consumer', name: 'consumer-1', eventsPerSecond: 20 }, 12_000],
  },
  {
    ...{ name: 'lesson-dead-letters', at: lesson('dead-letters'), scheme: 'light', ...wide },
    actions: [4_000, { action: 'poison', kind: 'negative-quantity' }, 3_000],
    prepare: async (page) => {
      await page.locator('#kafka-dead-letters').getByRole('button').first().click();
    },
  },
  {
    ...{ name: 'lesson-ordering', at: lesson('ordering'), scheme: 'dark', ...wide },
    actions: [28_000],
    prepare: async (page) => {
      await page.getByText('Is the stock right?').scrollIntoViewIfNeeded();
    },
  },
];

mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'streamstock-pictures-'));
const run = spawn(
  process.execPath,
  [
    join(root, 'dist', 'simulator', 'cli.js'),
    ...['bench', 'demo', '--classroom', '--port', '0', '--runs-dir', folder],
  ],
  { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] },
);
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  const url = await address(run);
  for (const picture of PICTURES) await take(browser, url, picture);
} finally {
  await browser.close();
  run.kill('SIGINT');
  await new Promise((ended) => run.once('exit', ended));
  rmSync(folder, { recursive: true, force: true });
}

async function take(within: Browser, url: string, picture: Picture): Promise<void> {
  const { name, at, scheme, widthPx, heightPx, actions = [], prepare } = picture;
  const page = await within.newPage({
    colorScheme: scheme,
    reducedMotion: 'reduce',
    viewport: { width: widthPx, height: heightPx },
  });
  await page.goto(url + at);
  await staged(url, new URLSearchParams(at).get('lesson'));
  for (const action of actions) {
    if (typeof action === 'number') await page.waitForTimeout(action);
    else await control(url, action);
  }
  await page.waitForTimeout(2_500);
  await prepare?.(page);
  await page.waitForTimeout(800);
  const path = join(pictures, `${name}.png`);
  await page.screenshot({ path });
  await page.close();
  process.stderr.write(`${path}\n`);
}

/** The run that the page wants plays, and has shown something. */
async function staged(url: string, lesson: string | null): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}live/state`);
    if (response.ok) {
      const { run, frame } = (await response.json()) as LiveHello;
      if (frame.phase === 'load' && (lesson === null || run.lesson === lesson)) return;
    }
    await new Promise((again) => setTimeout(again, 200));
  }
}

async function control(url: string, action: ControlAction): Promise<void> {
  const response = await fetch(`${url}live/controls`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(action),
  });
  if (!response.ok) throw new Error(`${action.action}: ${await response.text()}`);
}

/** Printed when the server listens. */
function address(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let printed = '';
    child.stdout?.on('data', (text: Buffer) => {
      printed += String(text);
      if (printed.includes('\n')) found(printed.split('\n', 1)[0] ?? '');
    });
    child.once('exit', () => failed(new Error('the run ended before it listened')));
  });
}
