/** Partition numbers in words: `0–3, 7`. */
import { whole } from './numbers.ts';

/** Of the numbers and ranges that a text names. */
const MOST_PARTS = 12;

/**
 * @param numbers in any order; one that is there twice is named once
 * @param most parts that are named; the others are counted
 * @returns `0–3, 7`, `0, 3, 6, … (34 in all)`, `none`
 */
export function partitionsText(numbers: readonly number[], most = MOST_PARTS): string {
  const sorted = [...new Set(numbers)].toSorted((one, other) => one - other);
  if (sorted.length === 0) return 'none';
  const parts: string[] = [];
  for (let at = 0; at < sorted.length; ) {
    const from = sorted[at] ?? 0;
    let end = at;
    while (sorted[end + 1] === from + (end + 1 - at)) end += 1;
    // Two that follow each other are shorter with a comma.
    if (end === at + 1) end = at;
    parts.push(end === at ? String(from) : `${from}–${sorted[end]}`);
    at = end + 1;
  }
  if (parts.length <= most) return parts.join(', ');
  return `${parts.slice(0, most).join(', ')}, … (${whole(sorted.length)} in all)`;
}
