/** One browser for a test file, and pages that are written to disk and opened as a person would. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import {
  launchChromium,
  type PageOptions,
  type WatchedPage,
  watchedPage,
} from './chromium.fixture.ts';
import { opened } from './report-page.fixture.ts';

export interface Pages {
  /** Opens a page, and closes it when the test is done with it. */
  within(
    html: string,
    options: PageOptions,
    test: (watched: WatchedPage, address: string) => Promise<void>,
  ): Promise<void>;
}

/** Called at the top of a test file: starts before its tests and ends after them. */
export function usePages(): Pages {
  let browser: Browser | undefined;
  let folder: string | undefined;
  let written = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'page-'));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
  return {
    async within(html, options, test) {
      if (browser === undefined || folder === undefined) throw new Error('no browser was started');
      written += 1;
      const file = join(folder, `${written}.html`);
      writeFileSync(file, html);
      const address = pathToFileURL(file).href;
      const watched = await watchedPage(browser, options);
      try {
        await opened(watched.page, address);
        await test(watched, address);
      } finally {
        await watched.context.close();
      }
    },
  };
}
