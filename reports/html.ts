/** The run as one HTML file: data, style and script inside, nothing fetched, opened from disk or over HTTP alike. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StreamstockError } from '../pipeline/errors.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { packed, pageAssets } from './page-assets.ts';
import { pageData } from './page-data.ts';
import type { RunRecord } from './record.ts';
import { REPORT_FILE } from './run-file-names.ts';
import type { VerdictName } from './verdict.ts';

/**
 * `initHistograms()` must have been awaited.
 * @throws Error when the page was not built
 */
export function renderReportHtml(record: RunRecord): string {
  const { loader, packedScript, style, scriptHashes, styleHash } = pageAssets();
  const data = pageData(record);
  const { scenario, verdict, runId } = data.record;
  const policy = [
    "default-src 'none'",
    `script-src ${scriptHashes.join(' ')}`,
    `style-src ${styleHash}`,
    // The icon of the tab.
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${escaped(`${record.tool.name} ${record.tool.version}`)}">
<title>${escaped(`${verdict.name}: ${short(scenario.name)}, run ${short(runId)}`)}</title>
<link rel="icon" href="${icon(verdict.name)}">
<style>${style}</style>
</head>
<body>
<noscript><h1>${escaped(verdict.name)}</h1>${verdict.reasons.map((reason) => `<p>${escaped(reason)}</p>`).join('')}<p>This report draws itself with JavaScript; all its figures are in run.json beside it.</p></noscript>
<div id="report"></div>
<script type="application/gzip" id="report-data">${packed(JSON.stringify(data))}</script>
<script type="application/gzip" id="report-code">${packedScript}</script>
<script>${loader}</script>
</body>
</html>
`;
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

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

function short(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}

const ICON_COLOURS: Readonly<Record<VerdictName, string>> = {
  passed: '1a7f4b',
  thresholds: 'c2410c',
  saturated: 'a16207',
  incomplete: 'a16207',
  interrupted: '57606a',
  incorrect: 'be123c',
};

/** Stacked boxes on the colour of the verdict. */
function icon(verdict: VerdictName): string {
  const colour = ICON_COLOURS[verdict] ?? '57606a';
  return (
    'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E' +
    `%3Crect width=%2216%22 height=%2216%22 rx=%224%22 fill=%22%23${colour}%22/%3E` +
    '%3Cpath d=%22M3 9h4v4H3zM9 9h4v4H9zM6 3h4v4H6z%22 fill=%22%23fff%22/%3E%3C/svg%3E'
  );
}
