/** Kafka's rules for topic names. */

const LONGEST = 249;

/** @returns what is wrong with the name, as the rest of a sentence that begins with it; undefined when nothing is */
export function topicNameFault(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name === '.' || name === '..') return 'is not allowed';
  const [strange] = /[^A-Za-z0-9._-]/u.exec(name) ?? [];
  if (strange !== undefined) {
    return `holds ${JSON.stringify(strange)}; only letters, digits, ".", "_" and "-" are allowed`;
  }
  return name.length > LONGEST
    ? `has ${name.length} characters; ${LONGEST} are allowed`
    : undefined;
}
