/** A command line as it is typed at a shell. */
import { shellWord } from '../../reports/server/run-entry.ts';

export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}
