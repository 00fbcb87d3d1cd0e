/** What the live page consists of: its program and style sheet as the build leaves them, and the document that names them. */
import { readFileSync } from 'node:fs';

export interface LiveAsset {
  readonly contentType: string;
  readonly body: string;
}

/** @throws Error when the page was not built */
export function liveAsset(name: 'page' | 'script' | 'style'): LiveAsset {
  if (name === 'page') return { contentType: 'text/html; charset=utf-8', body: DOCUMENT };
  if (name === 'style') return { contentType: 'text/css; charset=utf-8', body: read('live.css') };
  return { contentType: 'text/javascript; charset=utf-8', body: read('live.js') };
}

const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E' +
  '%3Crect width=%2216%22 height=%2216%22 rx=%224%22 fill=%22%232a4fd8%22/%3E' +
  '%3Cpath d=%22M3 9h4v4H3zM9 9h4v4H9zM6 3h4v4H6z%22 fill=%22%23fff%22/%3E%3C/svg%3E';

/** Nothing in it is anybody's text: what a run has to say comes over the stream. */
const DOCUMENT = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>live · streamstock-bench</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/live.css">
<script src="/live.js" defer></script>
</head>
<body>
<noscript><h1>streamstock-bench</h1><p>This page draws a run while it goes on, and needs JavaScript for it. The figures as text: <a href="/api/metrics">/api/metrics</a>, <a href="/metrics">/metrics</a>.</p></noscript>
<div id="live"></div>
</body>
</html>
`;

/** Started from source there are no files beside this one; those of the last build serve. */
const FOLDER = import.meta.url.endsWith('.ts') ? '../../dist/reports/page/live/' : '../page/live/';

function read(name: string): string {
  const file = new URL(`${FOLDER}${name}`, import.meta.url);
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`${file.pathname} is missing: run "npm run build" first`, { cause });
  }
}
