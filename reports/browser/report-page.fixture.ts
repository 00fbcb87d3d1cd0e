/** Opens reports from disk as a person would. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { writeReportHtml } from '../html.ts';
import type { RunRecord } from '../record.ts';

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
