/**
 * Some values of a record, without the rest: a record is mostly time series, of which a list of runs needs nothing. In the
 * layout of `writeRecord`, indented by two, a line that begins with two blanks and a quotation mark is a key of the record
 * itself; so whatever lies between two such lines need not be looked at. (A string holds no line breaks.)
 */

const BEGINNING = Buffer.from('{\n  "');
const NEXT_KEY = Buffer.from('\n  "');
const AFTER_KEY = Buffer.from('": ');
const END = Buffer.from('\n}\n');

/**
 * @param json UTF-8, in any layout; in another one everything is parsed
 * @returns the values of the wanted keys that are there; undefined when the text is cut, or no object. What lies
 *   between wanted values may be broken.
 */
export function recordValues(
  json: Buffer,
  wanted: ReadonlySet<string>,
): Readonly<Record<string, unknown>> | undefined {
  try {
    return valuesByLine(json, wanted) ?? picked(JSON.parse(json.toString('utf8')), wanted);
  } catch {
    return undefined;
  }
}

function valuesByLine(
  json: Buffer,
  wanted: ReadonlySet<string>,
): Record<string, unknown> | undefined {
  const end = json.length - END.length;
  if (!startsWith(json, 0, BEGINNING) || !startsWith(json, end, END)) return undefined;
  const values = new Map<string, unknown>();
  let line = 1;
  while (line !== -1) {
    const keyStart = line + NEXT_KEY.length;
    const keyEnd = json.indexOf(AFTER_KEY, keyStart);
    const next = json.indexOf(NEXT_KEY, keyStart);
    if (keyEnd === -1) return undefined;
    const key = json.toString('utf8', keyStart, keyEnd);
    // Before the next key stands a comma.
    const valueEnd = next === -1 ? end : next - 1;
    if (wanted.has(key)) {
      values.set(key, JSON.parse(json.toString('utf8', keyEnd + AFTER_KEY.length, valueEnd)));
    }
    line = next;
  }
  return Object.fromEntries(values);
}

function startsWith(json: Buffer, at: number, text: Buffer): boolean {
  return at >= 0 && json.subarray(at, at + text.length).equals(text);
}

function picked(value: unknown, wanted: ReadonlySet<string>): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value).filter(([key]) => wanted.has(key)));
}
