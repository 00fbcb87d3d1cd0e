/**
 * Some values of a large JSON object, without building the rest: a record is mostly time series, of which a
 * list of runs needs nothing. Skipping reads every byte once and allocates nothing.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * @param json UTF-8
 * @returns the values of the wanted keys that are there, parsed; undefined when the text is cut, is no object, or a
 *   wanted value is broken. What is skipped is only held to be balanced. Of equal keys the last counts, as in `JSON.parse`.
 */
export function topLevelValues(
  json: Buffer,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, unknown> | undefined {
  const values = new Map<string, unknown>();
  let at = afterBlanks(json, 0);
  if (json[at] !== OPEN_BRACE) return undefined;
  at = afterBlanks(json, at + 1);
  if (json[at] === CLOSE_BRACE) return nothingFollows(json, at + 1) ? values : undefined;
  for (;;) {
    const keyEnd = afterString(json, at);
    if (keyEnd === -1) return undefined;
    const key = parsed(json, at, keyEnd);
    at = afterBlanks(json, keyEnd);
    if (typeof key !== 'string' || json[at] !== COLON) return undefined;
    const valueStart = afterBlanks(json, at + 1);
    const valueEnd = afterValue(json, valueStart);
    if (valueEnd === -1) return undefined;
    if (wanted.has(key)) {
      const value = parsed(json, valueStart, valueEnd);
      if (value === undefined) return undefined;
      values.set(key, value);
    }
    at = afterBlanks(json, valueEnd);
    if (json[at] === CLOSE_BRACE) return nothingFollows(json, at + 1) ? values : undefined;
    if (json[at] !== COMMA) return undefined;
    at = afterBlanks(json, at + 1);
  }
}

/** No JSON text means undefined, so it can say that there was none. */
function parsed(json: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(json.toString('utf8', start, end)) as unknown;
  } catch {
    return undefined;
  }
}

function nothingFollows(json: Buffer, at: number): boolean {
  return afterBlanks(json, at) === json.length;
}

function afterBlanks(json: Buffer, start: number): number {
  let at = start;
  for (; at < json.length; at += 1) {
    const byte = json[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
  }
  return at;
}

/** @returns where the string that begins at `start` has ended; -1 when there is none, or no end */
function afterString(json: Buffer, start: number): number {
  if (json[start] !== QUOTE) return -1;
  for (let at = start + 1; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at += 1;
  }
  return -1;
}

/** @returns where the value that begins at `start` has ended; -1 when it has none, or no end */
function afterValue(json: Buffer, start: number): number {
  const first = json[start];
  if (first === QUOTE) return afterString(json, start);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return afterWord(json, start);
  let depth = 0;
  for (let at = start; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) {
      const end = afterString(json, at);
      if (end === -1) return -1;
      at = end - 1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** A number, true, false or null: what it is shows when it is parsed. */
function afterWord(json: Buffer, start: number): number {
  let at = start;
  for (; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) break;
  }
  return at === start || at === json.length ? -1 : at;
}
