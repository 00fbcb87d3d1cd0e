/** The run as one HTML file. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StreamstockError } from '../pipeline/errors.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { htmlPage, shortTitle } from './html-page.ts';
import { pageData } from './page-data.ts';
import type { RunRecord } from './record.ts';
import { REPORT_FILE } from './run-file-names.ts';
import type { VerdictName } from './verdict.ts';

/**
 * `initHistograms()` must have been awaited.
 * @throws Error when the page was not built
 */
export function renderReportHtml(record: RunRecord): string {
  const data = pageData(record);
  const { scenario, verdict, runId } = data.record;
  return htmlPage({
    page: 'report',
    title: `${verdict.name}: ${shortTitle(scenario.name)}, run ${shortTitle(runId)}`,
    iconColour: ICON_COLOURS[verdict.name] ?? '57606a',
    data,
    heading: verdict.name,
    paragraphs: verdict.reasons,
    figuresFile: 'run.json',
    generator: `${record.tool.name} ${record.tool.version}`,
  });
}

/**
 * Writes `report.html` into the run's folder; a reader never sees half a file.
 * @returns path of the file
 * @throws StreamstockError RUN_FOLDER_UNWRITABLE
 */
export function writeReportHtml(folder: string, record: RunRecord): string {
  const text = renderReportHtml(record);
  const file = join(folder, REPORT_FILE);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileAtomically(file, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StreamstockError(
      'RUN_FOLDER_UNWRITABLE',
      `the report cannot be written to ${folder}: ${reason}`,
      { hint: 'Choose another folder or free some space there.', cause },
    );
  }
  return file;
}

const ICON_COLOURS: Readonly<Record<VerdictName, string>> = {
  passed: '1a7f4b',
  thresholds: 'c2410c',
  saturated: 'a16207',
  incomplete: 'a16207',
  interrupted: '57606a',
  incorrect: 'be123c',
};
