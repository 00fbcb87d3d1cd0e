import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Node flags for a thread whose entry is a TypeScript source, as in tests: `--import tsx` registers itself
 * in the main thread only on some Node 20 releases, so the thread registers it explicitly.
 *
 * @param entry the thread's entry file
 * @returns undefined for compiled entries: the thread inherits the process's flags
 */
export function threadFlags(entry: URL): string[] | undefined {
  if (!entry.pathname.endsWith('.ts')) return undefined;
  const commonJs = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api'));
  const api = new URL('./index.mjs', commonJs).href;
  const script = `import { register } from ${JSON.stringify(api)}; register();`;
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`];
}
