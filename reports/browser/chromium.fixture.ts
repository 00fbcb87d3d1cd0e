/** A headless Chromium for tests of pages. Without one they fail and say so: a skipped test proves nothing. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** @throws Error when there is no Chromium */
export async function launchChromium(): Promise<Browser> {
  if (!existsSync(EXECUTABLE)) {
    throw new Error(
      `there is no Chromium at ${EXECUTABLE}: install it, or name another with the variable CHROMIUM`,
    );
  }
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface PageOptions {
  readonly widthPx?: number;
  readonly colours?: 'light' | 'dark';
}

export interface WatchedPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong in the page, whether said or thrown. */
  readonly errors: readonly string[];
  /** Everything that was asked for, the page itself included. */
  readonly requests: readonly string[];
}

/** A page of its own, with nothing remembered; close its `context`. */
export async function watchedPage(
  browser: Browser,
  { widthPx = 1440, colours = 'light' }: PageOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: widthPx, height: 900 },
    colorScheme: colours,
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  page.on('request', (request) => requests.push(request.url()));
  return { context, page, errors, requests };
}

/** How far the page can be scrolled sideways; 0 is right. */
export async function sidewaysPx(page: Page): Promise<number> {
  return page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
}
