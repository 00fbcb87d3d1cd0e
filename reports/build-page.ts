/**
 * Bundles the pages (a run's report, a comparison, a history): the program and the style sheet of each, and what unpacks
 * programs; `html-page.ts` puts them into each file. The live page's two are served as they are.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SOURCE = fileURLToPath(new URL('../../reports/page/', import.meta.url));
const TARGET = fileURLToPath(new URL('./page/', import.meta.url));

await build({
  entryPoints: [
    'loader.ts',
    'report.ts',
    'report.css',
    'comparison/comparison.ts',
    'comparison/comparison.css',
    'history/history.ts',
    'history/history.css',
    'live/live.ts',
    'live/live.css',
  ].map((name) => `${SOURCE}${name}`),
  outdir: TARGET,
  outbase: SOURCE,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
});
