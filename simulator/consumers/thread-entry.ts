/** Where a thread of this folder begins, and with which flags. */
import { extname } from 'node:path';
import { threadFlags } from '../source-thread.ts';

/** TypeScript where we are, compiled otherwise. */
export function entry(path: string): URL {
  return new URL(`${path}${extname(import.meta.url)}`, import.meta.url);
}

export function flagsFor(file: URL): { execArgv?: string[] } {
  const execArgv = threadFlags(file);
  return execArgv === undefined ? {} : { execArgv };
}
