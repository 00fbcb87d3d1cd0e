/** What every page of results is: one file with data, style and script inside, nothing fetched, opened from disk or over HTTP alike. */
import { type PageName, packed, pageAssets } from './page-assets.ts';

export interface HtmlPage {
  readonly page: PageName;
  /** Of the tab, as the text that it is. */
  readonly title: string;
  /** Of the icon of the tab: six hexadecimal digits. */
  readonly iconColour: string;
  /** Whatever `JSON.stringify` takes: what the page's program draws. */
  readonly data: unknown;
  /** For those without scripts: a heading and a paragraph each. */
  readonly heading: string;
  readonly paragraphs: readonly string[];
  /** The file with all the figures, for those who cannot see the page. */
  readonly figuresFile: string;
  /** `streamstock-bench 1.2.3`. */
  readonly generator: string;
}

/** @throws Error when the page was not built */
export function htmlPage(spec: HtmlPage): string {
  const { loader, packedScript, style, scriptHashes, styleHash } = pageAssets(spec.page);
  const policy = [
    "default-src 'none'",
    `script-src ${scriptHashes.join(' ')}`,
    `style-src ${styleHash}`,
    // The icon of the tab.
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const figuresFile = escaped(spec.figuresFile);
  const paragraphs = [
    ...spec.paragraphs.map(escaped),
    `This report draws itself with JavaScript; all its figures are in ${figuresFile} beside it.`,
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${escaped(spec.generator)}">
<title>${escaped(spec.title)}</title>
<link rel="icon" href="${icon(spec.iconColour)}">
<style>${style}</style>
</head>
<body>
<noscript><h1>${escaped(spec.heading)}</h1>${paragraphs.map((text) => `<p>${text}</p>`).join('')}</noscript>
<div id="report" data-figures="${figuresFile}"></div>
<script type="application/gzip" id="report-data">${packed(JSON.stringify(spec.data))}</script>
<script type="application/gzip" id="report-code">${packedScript}</script>
<script>${loader}</script>
</body>
</html>
`;
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

/** Short enough for the tab of a browser. */
export function shortTitle(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}

/** Stacked boxes on the colour of the verdict. */
function icon(colour: string): string {
  return (
    'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 16 16%22%3E' +
    `%3Crect width=%2216%22 height=%2216%22 rx=%224%22 fill=%22%23${colour}%22/%3E` +
    '%3Cpath d=%22M3 9h4v4H3zM9 9h4v4H9zM6 3h4v4H6z%22 fill=%22%23fff%22/%3E%3C/svg%3E'
  );
}
