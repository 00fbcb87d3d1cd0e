/** Small tools for text at a terminal. */
import { stripVTControlCharacters, styleText } from 'node:util';

export interface Style {
  readonly colour: boolean;
  readonly width: number;
}

type Format = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** Leaves the text as it is where there is no colour. */
export function paint(text: string, formats: readonly Format[], { colour }: Style): string {
  if (!colour) return text;
  return formats.reduce((painted, format) => styleText(format, painted, ALWAYS), text);
}

/** The caller has decided already; newer versions of Node would look at stdout themselves. */
const ALWAYS = { validateStream: false } as const;

/** Nothing when there are no lines. */
export function section(title: string, lines: readonly string[], style: Style): string[] {
  return lines.length === 0 ? [] : [`  ${paint(title, ['bold'], style)}`, ...lines];
}

/** Breaks at spaces; all lines but the first are indented by `indent` columns. */
export function wrapped(text: string, indent: number, { width }: Style): string {
  const columns = Math.max(20, width - indent);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.join(`\n${' '.repeat(indent)}`);
}

/** Columns that a line takes, without what only sets colours. */
export function visibleLength(line: string): number {
  return stripVTControlCharacters(line).length;
}

/** Whether to write colours to a stream: https://no-color.org, and `FORCE_COLOR` as in Node. */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
