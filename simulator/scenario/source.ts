/**
 * Reads a scenario file as plain data, and knows the line and column of every value in it. YAML can do
 * much that a scenario does not need; all of that is refused here, before anything looks at the data.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { StreamstockError } from '../../pipeline/errors.ts';
import type { Location, Path, PathPart } from './faults.ts';

export const MAX_FILE_BYTES = 256 * 1024;
/** Enough for any reuse by hand; an alias bomb needs many more. */
const MAX_ALIASES = 32;
const MAX_DEPTH = 16;
const TOO_DEEP = 'is nested too deeply';
/** Names with a meaning in JavaScript: never keys of ours. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

export interface ScenarioSource {
  /** Without the keys that `keyFaults` names. */
  readonly value: unknown;
  /** Keys that appear twice or are not allowed: faults that do not keep the rest from being judged. */
  readonly keyFaults: readonly SourceFault[];
  locate(path: Path, atKey: boolean): Location;
}

/** A fault of the YAML itself, already located. */
export interface SourceFault {
  readonly label: string;
  readonly offset: number;
  readonly what: string;
}

export type ParsedSource =
  | { readonly ok: true; readonly source: ScenarioSource }
  | { readonly ok: false; readonly faults: readonly SourceFault[] };

/** @throws StreamstockError SCENARIO_UNREADABLE: missing, not a regular file, too large, not UTF-8 */
export function readScenarioText(path: string): string {
  const unreadable = (why: string, hint: string, cause?: unknown) =>
    new StreamstockError('SCENARIO_UNREADABLE', `${path}: ${why}`, { hint, cause });
  let descriptor: number;
  try {
    // Non-blocking: opening a pipe would otherwise wait for a writer for ever.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    throw unreadable(
      code === 'ENOENT' ? 'no such file' : `cannot be opened (${code})`,
      'Give the path of a readable scenario file, or the name of a shipped scenario.',
      error,
    );
  }
  try {
    if (!fstatSync(descriptor).isFile()) {
      throw unreadable('is not a regular file', 'A scenario is one YAML file.');
    }
    const bytes = readUpTo(descriptor, MAX_FILE_BYTES + 1);
    if (bytes.length > MAX_FILE_BYTES) {
      throw unreadable(
        'is larger than 256 KiB',
        'A scenario is a page of YAML; is this the right file?',
      );
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof StreamstockError) throw error;
    throw error instanceof TypeError
      ? unreadable('is not UTF-8 text', 'Save the file as UTF-8.', error)
      : unreadable(`cannot be read (${codeOf(error)})`, 'A scenario is one YAML file.', error);
  } finally {
    closeSync(descriptor);
  }
}

function readUpTo(descriptor: number, limitBytes: number): Buffer {
  const buffer = Buffer.alloc(limitBytes);
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, buffer, length, limitBytes - length, null);
    length += read;
    if (read === 0 || length === limitBytes) return buffer.subarray(0, length);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

/** @param fileName as messages shall name it */
export function parseScenarioText(text: string, fileName: string): ParsedSource {
  try {
    return parse(text, fileName);
  } catch (error) {
    // The YAML library follows nesting by recursion and limits aliases by throwing.
    const what =
      error instanceof RangeError
        ? TOO_DEEP
        : error instanceof ReferenceError
          ? `repeats itself through aliases more than ${MAX_ALIASES} times`
          : undefined;
    if (what === undefined) throw error;
    return { ok: false, faults: [{ label: `${fileName}:1:1`, offset: 0, what }] };
  }
}

function parse(text: string, fileName: string): ParsedSource {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    customTags: [],
    merge: false,
    uniqueKeys: true,
    strict: true,
  });
  const labelAt = (offset: number): string => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return `${fileName}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const located = (fault: { readonly offset: number; readonly what: string }): SourceFault => {
    return { ...fault, label: labelAt(fault.offset) };
  };
  const faults = [
    // Warnings are about unknown tags; the structure's own check finds known ones as well.
    ...document.errors
      .filter(({ code }) => code !== 'DUPLICATE_KEY')
      .map((error) => ({
        offset: error.pos[0],
        what: yamlErrorText(error.code, error.message),
      })),
    ...structureFaults(document),
  ];
  // What the parser makes of such a file beyond its depth is noise.
  const tooDeep = faults.find(({ what }) => what === TOO_DEEP);
  if (tooDeep !== undefined) return { ok: false, faults: [located(tooDeep)] };
  const keyFaults = [...repeatedKeys(document), ...takeForbiddenKeys(document)].map(located);
  if (faults.length > 0) {
    const all = [...faults.map(located), ...keyFaults].sort((x, y) => x.offset - y.offset);
    return { ok: false, faults: all };
  }
  const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
  return {
    ok: true,
    source: {
      value,
      keyFaults,
      locate: (path, atKey) => {
        const offset = offsetOf(document, path, atKey);
        return { label: labelAt(offset), offset };
      },
    },
  };
}

function yamlErrorText(code: string, message: string): string {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return 'a second document begins here; a file holds one scenario';
    case 'TAB_AS_INDENT':
      return 'a tab is used for indentation; YAML wants spaces';
    default:
      if (message.includes('call stack')) return TOO_DEEP;
      return `is not valid YAML: ${message.replaceAll(/\s+/g, ' ')}`;
  }
}

/** What YAML allows and scenarios do not. */
function structureFaults(document: Document): { offset: number; what: string }[] {
  const faults: { offset: number; what: string }[] = [];
  const contents = document.contents;
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    return [{ offset: 0, what: 'the file is empty; a scenario has at least a name and a load' }];
  }
  if (!isMap(contents)) {
    return [{ offset: startOf(contents), what: 'a scenario is a mapping of keys to values' }];
  }
  if (document.directives?.yaml.explicit && document.directives.yaml.version !== '1.2') {
    faults.push({ offset: 0, what: 'scenarios are YAML 1.2; remove the %YAML directive' });
  }
  visit(document, {
    Node(_key, node, ancestors) {
      if (node.tag !== undefined) {
        faults.push({ offset: startOf(node), what: 'tags (!…) are not allowed in scenarios' });
      }
      if (ancestors.filter((ancestor) => isMap(ancestor) || isSeq(ancestor)).length > MAX_DEPTH) {
        faults.push({ offset: startOf(node), what: TOO_DEEP });
        return visit.BREAK;
      }
      if (
        isAlias(node) &&
        ancestors.some((ancestor) => isNode(ancestor) && ancestor === node.resolve(document))
      ) {
        faults.push({ offset: startOf(node), what: 'this alias contains itself' });
      }
      return undefined;
    },
    Pair(_index, pair) {
      const key = pair.key;
      if (!isScalar(key)) {
        faults.push({ offset: isNode(key) ? startOf(key) : 0, what: 'keys are plain words' });
      }
    },
  });
  return faults;
}

function repeatedKeys(document: Document): { offset: number; what: string }[] {
  return document.errors
    .filter(({ code }) => code === 'DUPLICATE_KEY')
    .map(({ pos }) => ({ offset: pos[0], what: 'this key appears a second time' }));
}

/** Removes them from the document, so that they never become keys of an object. */
function takeForbiddenKeys(document: Document): { offset: number; what: string }[] {
  const faults: { offset: number; what: string }[] = [];
  visit(document, {
    Pair(_index, { key }) {
      if (!isScalar(key) || !FORBIDDEN_KEYS.has(String(key.value))) return undefined;
      faults.push({ offset: startOf(key), what: `the key ${String(key.value)} is not allowed` });
      return visit.REMOVE;
    },
  });
  return faults;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Where the value (or its key) stands; where the path ends early, the last thing on it. */
function offsetOf(document: Document, path: Path, atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? startOf(node) : 0;
  path.forEach((part, depth) => {
    const step = descend(document, node, part);
    if (step === undefined) {
      node = undefined;
      return;
    }
    const pointAtKey = (atKey && depth === path.length - 1) || !isNode(step.value);
    const target = pointAtKey ? (step.key ?? step.value) : step.value;
    node = step.value;
    if (isNode(target)) offset = startOf(target);
  });
  return offset;
}

function descend(
  document: Document,
  parent: unknown,
  part: PathPart,
): { readonly key?: unknown; readonly value: unknown } | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(node) && typeof part === 'number') return { value: node.items[part] };
  if (!isMap(node)) return undefined;
  const pair = node.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === part,
  );
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}
