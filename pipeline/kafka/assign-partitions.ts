/**
 * Who gets which partition number. A function of the names that are present alone: whoever computes it comes to the same
 * end, and a name that comes back regains its partitions.
 *
 * Every partition has a home, and goes there when its home is present. The others go to whoever has least. Then, while
 * somebody has two more than somebody else, the highest partition of who has most goes to who has least.
 */

/**
 * @param present names, each once
 * @param homes partition p is at home with `homes[p % homes.length]`; empty: nothing has a home
 * @returns by name, ascending; every partition once, unless nobody is present
 */
export function assignPartitions(
  present: readonly string[],
  partitions: readonly number[],
  homes: readonly string[],
): Map<string, number[]> {
  const names = [...present].sort(naturalOrder);
  const shares = new Map<string, number[]>(names.map((name) => [name, []]));
  if (names.length === 0) return shares;
  const homeless: number[] = [];
  for (const partition of [...partitions].sort((a, b) => a - b)) {
    const home = shares.get(homes[partition % homes.length] ?? '');
    if (home === undefined) homeless.push(partition);
    else home.push(partition);
  }
  for (const partition of homeless) least(shares).push(partition);
  level(shares);
  for (const share of shares.values()) share.sort((a, b) => a - b);
  return shares;
}

function level(shares: ReadonlyMap<string, number[]>): void {
  for (;;) {
    const from = most(shares);
    const to = least(shares);
    if (from.length - to.length <= 1) return;
    const highest = Math.max(...from);
    from.splice(from.indexOf(highest), 1);
    to.push(highest);
  }
}

/** The first in order of name among several. */
function least(shares: ReadonlyMap<string, number[]>): number[] {
  return [...shares.values()].reduce((a, b) => (b.length < a.length ? b : a));
}

function most(shares: ReadonlyMap<string, number[]>): number[] {
  return [...shares.values()].reduce((a, b) => (b.length > a.length ? b : a));
}

/** `consumer-2` before `consumer-10`. */
export function naturalOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true }) || (a < b ? -1 : 1);
}
