/** Everything a comparison leaves, for programs, people and CI jobs. */
import { appendStepSummary, type Warn, warnOnStderr, writeFiles } from '../write-files.ts';
import type { Comparison } from './comparison.ts';
import {
  COMPARISON_FILE,
  COMPARISON_JUNIT_FILE,
  COMPARISON_PAGE_FILE,
  COMPARISON_SUMMARY_FILE,
} from './comparison-file-names.ts';
import { renderComparisonHtml } from './html.ts';
import { runReports } from './html-run-reports.ts';
import { comparisonJson } from './json.ts';
import { comparisonJunit } from './junit.ts';
import { comparisonMarkdown } from './markdown.ts';

export interface WriteComparisonOptions {
  /** The file that GitHub shows as the summary of a job step: `$GITHUB_STEP_SUMMARY`. */
  readonly githubStepSummary?: string | undefined;
  /** Told what could not be written, a sentence each. By default they go to stderr. */
  readonly warn?: Warn;
}

/**
 * Writes the comparison itself, its page, the Markdown summary and JUnit XML. Each file is written whole or not at
 * all, and one that fails is a warning: it changes nothing about the verdict.
 * @param folder it exists
 * @returns names of the files that were written
 */
export async function writeComparison(
  folder: string,
  comparison: Comparison,
  { githubStepSummary, warn = warnOnStderr }: WriteComparisonOptions = {},
): Promise<readonly string[]> {
  const written = writeFiles(
    folder,
    [
      [COMPARISON_FILE, () => comparisonJson(comparison)],
      [
        COMPARISON_PAGE_FILE,
        () => renderComparisonHtml(comparison, runReports(folder, comparison)),
      ],
      [COMPARISON_SUMMARY_FILE, () => comparisonMarkdown(comparison)],
      [COMPARISON_JUNIT_FILE, () => comparisonJunit(comparison)],
    ],
    warn,
  );
  appendStepSummary(githubStepSummary, () => comparisonMarkdown(comparison), warn);
  return written;
}
