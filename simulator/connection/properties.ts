/**
 * Java's properties files, as `java.util.Properties.load` reads them: comments (`#`, `!`), continuation lines, `=`, `:` or
 * white space after the key, and escapes. Kafka's own tools are configured with them.
 */

export interface Property {
  readonly key: string;
  readonly value: string;
  /** Where the key stands, from 1. */
  readonly line: number;
}

export interface PropertiesFile {
  /** In the order of the file; a key may come more than once. */
  readonly properties: readonly Property[];
  readonly faults: readonly { readonly line: number; readonly what: string }[];
}

/** Never throws: what cannot be read is a fault, and never repeated, since it may be a secret. */
export function parseProperties(text: string): PropertiesFile {
  const properties: Property[] = [];
  const faults: { line: number; what: string }[] = [];
  for (const { text: logical, line } of logicalLines(text)) {
    const keyEnd = endOfKey(logical);
    const key = unescaped(logical.slice(0, keyEnd));
    const value = unescaped(logical.slice(startOfValue(logical, keyEnd)));
    if (key === undefined || value === undefined) {
      faults.push({ line, what: '\\u needs four hexadecimal digits after it' });
    } else {
      properties.push({ key, value, line });
    }
  }
  return { properties, faults };
}

interface LogicalLine {
  readonly text: string;
  readonly line: number;
}

/** Blank lines and comments are gone; a line that ends with an odd number of backslashes goes on in the next one. */
function logicalLines(text: string): LogicalLine[] {
  const found: LogicalLine[] = [];
  let open = '';
  let openedAt = 0;
  let continues = false;
  const close = (): void => {
    if (open !== '') found.push({ text: open, line: openedAt });
    open = '';
    continues = false;
  };
  text.split(/\r\n|[\r\n]/).forEach((natural, index) => {
    const line = natural.replace(/^[ \t\f]+/, '');
    if (open === '') {
      // Java looks for comments where nothing has been read yet, even after a lone backslash.
      if (line === '' || /^[#!]/.test(line)) {
        if (line !== '') continues = false;
        return;
      }
      openedAt = index + 1;
    } else if (!continues) {
      close();
    }
    continues = endsWithOpenBackslash(line);
    open += continues ? line.slice(0, -1) : line;
    if (!continues) close();
  });
  close();
  return found;
}

function endsWithOpenBackslash(line: string): boolean {
  const [backslashes = ''] = /\\*$/.exec(line) ?? [];
  return backslashes.length % 2 === 1;
}

/** At the first `=`, `:` or white space that is not escaped. */
function endOfKey(line: string): number {
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (/[=: \t\f]/.test(line[at] as string)) return at;
  }
  return line.length;
}

function startOfValue(line: string, keyEnd: number): number {
  const [separator = ''] = /^[ \t\f]*[=:]?[ \t\f]*/.exec(line.slice(keyEnd)) ?? [];
  return keyEnd + separator.length;
}

const ESCAPED: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

/** @returns undefined for a `\u` without its digits */
function unescaped(text: string): string | undefined {
  let isWhole = true;
  const result = text.replace(
    /\\(?:u([0-9A-Fa-f]{4})|([\s\S]))/g,
    (_, digits: string | undefined, character: string) => {
      if (digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 16));
      if (character === 'u') isWhole = false;
      return ESCAPED[character] ?? character;
    },
  );
  return isWhole ? result : undefined;
}
