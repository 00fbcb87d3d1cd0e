/** The bundled programs and style sheets of the pages, as `npm run build` leaves them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

export interface PageAssets {
  /** Unpacks the program. */
  readonly loader: string;
  /** gzip in base64. */
  readonly packedScript: string;
  readonly style: string;
  /** Of what runs, as a Content-Security-Policy names it: `'sha256-…'`. */
  readonly scriptHashes: readonly string[];
  readonly styleHash: string;
}

/** Which page; each has a program and a style sheet of its own. */
export type PageName = 'report' | 'comparison' | 'history';

const FILES: Readonly<Record<PageName, string>> = {
  report: 'report',
  comparison: 'comparison/comparison',
  history: 'history/history',
};

const known = new Map<PageName, PageAssets>();

/** @throws Error when the page was not built */
export function pageAssets(name: PageName): PageAssets {
  const assets = known.get(name) ?? readAssets(FILES[name]);
  known.set(name, assets);
  return assets;
}

function readAssets(file: string): PageAssets {
  const loader = inlined(read('loader.js'));
  const style = inlined(read(`${file}.css`));
  const script = read(`${file}.js`);
  return {
    loader,
    packedScript: packed(script),
    style,
    scriptHashes: [hashOf(loader), hashOf(script)],
    styleHash: hashOf(style),
  };
}

/** gzip in base64, which has no character that means anything to HTML. */
export function packed(text: string): string {
  return gzipSync(text, { level: 9 }).toString('base64');
}

export function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Started from source there are no assets beside this file; those of the last build serve. */
const FOLDER = import.meta.url.endsWith('.ts') ? '../dist/reports/page/' : './page/';

function read(name: string): string {
  const file = new URL(`${FOLDER}${name}`, import.meta.url);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new Error(`${file.pathname} is missing: run "npm run build" first`, { cause });
  }
}

/** What would end the element it stands in must not occur in it. */
function inlined(text: string): string {
  if (/<\/(script|style)|<!--/i.test(text)) {
    throw new Error('the bundled page contains text that ends its own element');
  }
  return text;
}
