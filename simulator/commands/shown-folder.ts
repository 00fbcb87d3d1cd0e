import { relative } from 'node:path';

/** A path as people are told it: short where that is possible, and never a way up and down again. */
export function shownFolder(folder: string): string {
  const fromHere = relative(process.cwd(), folder);
  return fromHere === '' || fromHere.startsWith('..') ? folder : fromHere;
}
