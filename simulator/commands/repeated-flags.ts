/** Flags that may be given several times, although of all others the last one counts. */

export const REPEATABLE = ['--gate'] as const;

/**
 * All values of such a flag become one, a line each, at the place of the first.
 * @param words of a command line
 */
export function joinRepeated(words: readonly string[]): string[] {
  const joined: string[] = [];
  const places = new Map<string, number>();
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') return [...joined, ...words.slice(index)];
    const flag = REPEATABLE.find((name) => word === name || word.startsWith(`${name}=`));
    const value = word === flag ? words[index + 1] : word.slice((flag ?? '').length + 1);
    if (flag === undefined || value === undefined) {
      joined.push(word);
      continue;
    }
    if (word === flag) index += 1;
    const place = places.get(flag);
    if (place === undefined) {
      places.set(flag, joined.length);
      joined.push(`${flag}=${value}`);
    } else joined[place] += `\n${value}`;
  }
  return joined;
}
