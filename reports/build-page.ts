/** Bundles the report page: its program, what unpacks that, and a style sheet; `html.ts` puts them into each report. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SOURCE = fileURLToPath(new URL('../../reports/page/', import.meta.url));
const TARGET = fileURLToPath(new URL('./page/', import.meta.url));

await build({
  entryPoints: [`${SOURCE}loader.ts`, `${SOURCE}report.ts`, `${SOURCE}report.css`],
  outdir: TARGET,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
});
