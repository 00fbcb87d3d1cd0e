/** What is wrong with a scenario, and where: collected first, located and worded for people at the end. */

export type PathPart = string | number;
export type Path = readonly PathPart[];

export interface Fault {
  /** Where in the scenario: `['load', 'stages', 0, 'target']`. */
  readonly path: Path;
  /** Point at the key rather than at its value. */
  readonly atKey?: boolean;
  /** "must be a whole number from 1 to 64, is 100". */
  readonly what: string;
  /** "did you mean …?" */
  readonly suggestion?: string | undefined;
}

/** Turns a path into `file:line:col`, or into the name of the flag or variable that set the value. */
export type Locate = (path: Path, atKey: boolean) => Location;

export interface Location {
  readonly label: string;
  /** Sorts faults in the order of the file; 0 for flags and variables. */
  readonly offset: number;
}

/** `file:line:col: what (where) — suggestion`, in the order of the file, each once. */
export function wordFaults(
  faults: readonly Fault[],
  locate: Locate,
  located: readonly {
    readonly label: string;
    readonly offset: number;
    readonly what: string;
  }[] = [],
): string[] {
  const worded = faults.map((fault) => {
    const location = locate(fault.path, fault.atKey ?? false);
    const where = fault.path.length === 0 ? '' : ` (${pathText(fault.path)})`;
    const suggestion = fault.suggestion === undefined ? '' : ` — ${fault.suggestion}`;
    return {
      offset: location.offset,
      text: `${location.label}: ${fault.what}${where}${suggestion}`,
    };
  });
  for (const { label, offset, what } of located) worded.push({ offset, text: `${label}: ${what}` });
  worded.sort((a, b) => a.offset - b.offset);
  return [...new Set(worded.map(({ text }) => text))];
}

/** `load.stages[0].target`. */
export function pathText(path: Path): string {
  return path
    .map((part, depth) => {
      if (typeof part === 'number') return `[${part}]`;
      return depth === 0 ? printable(part) : `.${printable(part)}`;
    })
    .join('');
}

/** A value in a message: short, on one line, and never a structure that could be endless. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? JSON.stringify(shorten(value)) : 'something else';
}

/** Control characters escaped: a message must not move the reader's cursor. */
export function printable(text: string): string {
  return JSON.stringify(shorten(text)).slice(1, -1);
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
