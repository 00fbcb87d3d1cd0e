/** What the members of a run's group are called: the same in every life, so that a name finds its partitions again. */

export function memberName(number: number): string {
  return `consumer-${number}`;
}

/** Of the members that a scenario begins with. */
export function memberNames(consumers: number): string[] {
  return Array.from({ length: consumers }, (_, index) => memberName(index + 1));
}

/** The first one behind all that were ever used. */
export function nextMemberName(used: Iterable<string>): string {
  const taken = new Set(used);
  for (let number = taken.size + 1; ; number += 1) {
    const name = memberName(number);
    if (!taken.has(name)) return name;
  }
}

/** `consumer-2` before `consumer-10`. */
export function inOrderOfName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true }) || (a < b ? -1 : 1);
}
