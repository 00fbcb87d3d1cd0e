/** Everything a run leaves beside its record, for people, CI jobs and spreadsheets. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isLively } from './group-summary.ts';
import { initHistograms } from './histogram.ts';
import { renderReportHtml } from './html.ts';
import { junitXml } from './junit.ts';
import { knownSeries } from './known.ts';
import { renderMarkdown } from './markdown.ts';
import { ownershipCsv } from './ownership-csv.ts';
import type { RunRecord } from './record.ts';
import {
  JUNIT_FILE,
  OWNERSHIP_FILE,
  REPORT_FILE,
  RUN_FILE_NAMES,
  SERIES_FILE,
  SUMMARY_FILE,
} from './run-file-names.ts';
import { seriesCsv } from './series-csv.ts';
import { appendStepSummary, type FileToWrite, warnOnStderr, writeFiles } from './write-files.ts';

export interface WriteReportsOptions {
  /** The file that GitHub shows as the summary of a job step: `$GITHUB_STEP_SUMMARY`. */
  readonly githubStepSummary?: string | undefined;
  /** Told what could not be written, a sentence each. By default they go to stderr. */
  readonly warn?: (sentence: string) => void;
}

/**
 * Writes the page, the Markdown summary, JUnit XML, the time series and, where partitions changed hands, who owned
 * them when. Each file is written whole or not at all, and one
 * that fails is a warning: the record is safe already, and the other files are worth having.
 * @param folder of the run; it exists
 * @returns names of the files that were written
 */
export async function writeReports(
  folder: string,
  record: RunRecord,
  { githubStepSummary, warn = warnOnStderr }: WriteReportsOptions = {},
): Promise<readonly string[]> {
  await initHistograms();
  const { group } = record;
  const series = record.series === null ? null : knownSeries(record.series, record.pipeline);
  const files: readonly FileToWrite[] = [
    [REPORT_FILE, () => renderReportHtml(record)],
    [SUMMARY_FILE, () => renderMarkdown(record)],
    [JUNIT_FILE, () => junitXml(record)],
    ...(series === null ? [] : ([[SERIES_FILE, () => seriesCsv(series)]] as const)),
    ...(group === null || !isLively(group)
      ? []
      : ([[OWNERSHIP_FILE, () => ownershipCsv(group)]] as const)),
  ];
  const written = writeFiles(folder, files, warn);
  appendStepSummary(githubStepSummary, () => renderMarkdown(record), warn);
  return written;
}

/** @returns names of the files that a run's folder holds */
export function runFiles(folder: string): string[] {
  return RUN_FILE_NAMES.filter((name) => existsSync(join(folder, name)));
}
