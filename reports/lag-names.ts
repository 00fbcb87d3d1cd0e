/** Topics as the page names them: what all of them begin with is said once, not in every legend. */
import { EVENT_TOPICS } from '../pipeline/topics.ts';

/**
 * What stands before the project's own names in all topics alike, such as `bench-7.`
 * @returns empty where there is nothing, or where a topic has another name
 */
export function commonPrefix(topics: readonly string[]): string {
  const prefixes = topics.map((topic) => {
    const name = EVENT_TOPICS.find((known) => topic.endsWith(known));
    return name === undefined ? '' : topic.slice(0, topic.length - name.length);
  });
  const [first = ''] = prefixes;
  return prefixes.every((prefix) => prefix === first) ? first : '';
}

export function withoutPrefix<T extends { readonly topic: string }>(
  rows: readonly T[],
  prefix: string,
): readonly T[] {
  if (prefix === '') return rows;
  return rows.map((row) => ({ ...row, topic: row.topic.slice(prefix.length) }));
}
