/** Text for Markdown as GitHub reads it: names from elsewhere stay text, tables stay tables. */
import { inertText } from './inert-text.ts';

/**
 * One line of text in which nothing is markup. Special characters become numeric references, because these can
 * never open or close anything and mean the same inside tables, where a backslash before `|` does not.
 * https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 */
export function markdownText(text: string): string {
  return inertText(text)
    .trim()
    .replaceAll(/[&<>\\`*[\]|~#@$]/g, referenced)
    .replaceAll(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, referenced)
    .replaceAll(/:(?=\/\/|[a-z0-9_+-]+:)/gi, referenced)
    .replaceAll(/(?<=\bwww)\./gi, referenced)
    .replace(/^[-+=]/, referenced)
    .replace(
      /^(\d+)([.)])(?=\s|$)/,
      (_, digits: string, dot: string) => `${digits}${referenced(dot)}`,
    );
}

/** For commands and names: shown letter by letter, in tables too. */
export function markdownCode(text: string): string {
  return `<code>${markdownText(text)}</code>`;
}

/** A block of code; the fence is longer than any run of backticks in it. */
export function markdownBlock(text: string): string {
  const inert = inertText(text, Number.MAX_SAFE_INTEGER);
  const longest = Math.max(0, ...(inert.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}\n${inert}\n${fence}`;
}

export type MarkdownAlignment = 'left' | 'right';

/**
 * @param head titles with their alignment
 * @param rows cells that are Markdown already
 */
export function markdownTable(
  head: readonly (readonly [title: string, alignment: MarkdownAlignment])[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head.map(([title]) => title)),
    line(head.map(([, alignment]) => (alignment === 'right' ? '--:' : ':--'))),
    ...rows.map(line),
  ].join('\n');
}

function referenced(character: string): string {
  return NAMED[character] ?? `&#${character.charCodeAt(0)};`;
}

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
