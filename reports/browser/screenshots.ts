/**
 * `npm run screenshots`: the pictures of the documentation, from real runs of this checkout. Needs Chromium.
 *
 *   npm run screenshots [RUN-FOLDER [CAPACITY-FOLDER [FAULTS-FOLDER]]]     default: runs spike, a short search, consumer-crash
 *
 * Comparisons are of the runs that the regression gate is proved with.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const root = resolve(import.meta.dirname, '../..');
const pictures = join(root, 'docs', 'images');
const cli = join(root, 'dist', 'simulator', 'cli.js');

interface Picture {
  readonly name: string;
  readonly page: string;
  readonly scheme: 'light' | 'dark';
  readonly widthPx: number;
  readonly heightPx: number;
  /** What is scrolled to the top; the page's own top without it. */
  readonly selector?: string;
}

const [
  runFolder = benched('spike'),
  capacityFolder = searched(),
  faultsFolder = benched('consumer-crash'),
] = process.argv.slice(2);
const report = join(runFolder, 'report.html');
const capacity = join(capacityFolder, 'capacity.html');
const faults = join(faultsFolder, 'report.html');
const slower = compared('cpu');
const wide = { widthPx: 1280, heightPx: 860 } as const;
const wanted: readonly Picture[] = [
  { name: 'report-light', page: report, scheme: 'light', ...wide },
  { name: 'report-dark', page: report, scheme: 'dark', ...wide },
  { name: 'latency-light', page: report, scheme: 'light', ...wide, selector: '#latency-over-time' },
  { name: 'load-dark', page: report, scheme: 'dark', ...wide, selector: '#rates' },
  { name: 'inventory-light', page: report, scheme: 'light', ...wide, selector: '#stock-stories' },
  { name: 'report-narrow', page: report, scheme: 'light', widthPx: 375, heightPx: 780 },
  { name: 'group-light', page: faults, scheme: 'light', ...wide, selector: '#consumer-group' },
  { name: 'capacity-light', page: capacity, scheme: 'light', ...wide },
  { name: 'comparison-light', page: slower, scheme: 'light', widthPx: 1280, heightPx: 1720 },
  { name: 'comparison-dark', page: slower, scheme: 'dark', ...wide, selector: '#runs' },
];
mkdirSync(pictures, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  for (const picture of wanted) await take(browser, picture);
} finally {
  await browser.close();
}

async function take(within: Browser, picture: Picture): Promise<void> {
  const { name, scheme, widthPx, heightPx, selector } = picture;
  const page = await within.newPage({
    colorScheme: scheme,
    reducedMotion: 'reduce',
    viewport: { width: widthPx, height: heightPx },
  });
  await page.goto(pathToFileURL(picture.page).href);
  await page.waitForLoadState('networkidle');
  if (selector !== undefined) {
    await page
      .locator(selector)
      .first()
      .evaluate((element) => element.scrollIntoView({ behavior: 'instant', block: 'start' }));
  }
  // Charts draw when they come into view.
  await page.waitForTimeout(500);
  const path = join(pictures, `${name}.png`);
  await page.screenshot({ path });
  await page.close();
  process.stderr.write(`${path}\n`);
}

function benched(scenario: string): string {
  return newestFolder(played(['bench', scenario]));
}

function searched(): string {
  return newestFolder(played(['capacity', 'steady', '--probe-duration', '5s']));
}

/** The page of runs with a planted fault of this kind against those without. */
function compared(kind: 'cpu' | 'stall'): string {
  const pool = (name: string): string => join('simulator', 'comparison', 'pool', `${name}.json`);
  const folder = mkdtempSync(join(tmpdir(), 'streamstock-pictures-'));
  const words = [cli, 'compare', pool('plain'), pool(kind), '--out', folder];
  // The verdict is not this script's business.
  spawnSync(process.execPath, words, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  return join(folder, 'comparison.html');
}

/** @returns the folder in which the command made its own */
function played(words: readonly string[]): string {
  if (!existsSync(cli)) throw new Error(`${cli} is missing: run "npm run build" first`);
  const folder = mkdtempSync(join(tmpdir(), 'streamstock-pictures-'));
  execFileSync(process.execPath, [cli, ...words, '--runs-dir', folder], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return folder;
}

function newestFolder(parent: string): string {
  const folders = readdirSync(parent, { withFileTypes: true }).filter((one) => one.isDirectory());
  const newest = folders.map(({ name }) => name).sort((a, b) => (a < b ? 1 : -1))[0];
  if (newest === undefined) throw new Error(`${parent} holds no run`);
  return join(parent, newest);
}
