/** Opens reports from disk as a person would. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { initHistograms } from '../histogram.ts';
import { writeReportHtml } from '../html.ts';
import type { RunRecord } from '../record.ts';
import {
  launchChromium,
  type PageOptions,
  type WatchedPage,
  watchedPage,
} from './chromium.fixture.ts';

export interface ReportFolder {
  /** @returns address of the report of a record */
  write(record: RunRecord): string;
  remove(): void;
}

export function reportFolder(): ReportFolder {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  let written = 0;
  return {
    write(record) {
      written += 1;
      return pathToFileURL(writeReportHtml(join(folder, String(written)), record)).href;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Until every figure is drawn. */
export async function opened(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForSelector('html[data-drawn]');
}

/** A browser and a folder of reports for the tests of a file. */
export interface Reports {
  /** @returns address of the report of a record */
  write(record: RunRecord): string;
  newPage(options?: PageOptions): Promise<WatchedPage>;
  /** Opens the report of a record, and closes it when the test is done with it. */
  within(
    record: RunRecord,
    options: PageOptions,
    test: (watched: WatchedPage, address: string) => Promise<void>,
  ): Promise<void>;
}

/** Called at the top of a test file: starts before its tests and ends after them. */
export function useReports(): Reports {
  let browser: Browser;
  let folder: ReportFolder;
  beforeAll(async () => {
    await initHistograms();
    browser = await launchChromium();
    folder = reportFolder();
  });
  afterAll(async () => {
    await browser?.close();
    folder?.remove();
  });
  return {
    write: (record) => folder.write(record),
    newPage: (options) => watchedPage(browser, options),
    async within(record, options, test) {
      const watched = await watchedPage(browser, options);
      const address = folder.write(record);
      try {
        await opened(watched.page, address);
        await test(watched, address);
      } finally {
        await watched.context.close();
      }
    },
  };
}
