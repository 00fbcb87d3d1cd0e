/**
 * Structured-cloneable messages as JSON text: what JSON cannot say is an object with the single key `$` that names its kind.
 *
 *     { "$": ["Int32Array", "AQAAAA=="] }      little-endian, in base64
 *     { "$": ["number", "Infinity"] }          NaN, Infinity, -Infinity, -0
 *     { "$": ["undefined"] }                   in arrays; a property that is undefined is left out
 *     { "$": ["object", [["$", 1]]] }          an object with a key `$` of its own
 */

const ARRAYS = { Int32Array, Float64Array, Uint8Array } as const;
type ArrayName = keyof typeof ARRAYS;

/** @throws TypeError when there is something in it that is neither plain nor an array of numbers: a defect of the caller */
export function encode(value: unknown): string {
  return JSON.stringify(toWire(value));
}

/**
 * The inverse of {@link encode}; properties that were undefined are absent.
 * @throws SyntaxError, TypeError when the text is none of its texts
 */
export function decode(text: string): unknown {
  return fromWire(JSON.parse(text));
}

function toWire(value: unknown): unknown {
  if (value === undefined) return { $: ['undefined'] };
  if (typeof value === 'number') return numberToWire(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} cannot be sent`);
  const { name } = value.constructor ?? Object;
  if (ArrayBuffer.isView(value)) {
    if (!(name in ARRAYS)) throw new TypeError(`a ${name} cannot be sent`);
    const { buffer, byteOffset, byteLength } = value;
    return { $: [name, Buffer.from(buffer, byteOffset, byteLength).toString('base64')] };
  }
  if (name !== 'Object') throw new TypeError(`a ${name} cannot be sent`);
  const entries = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(([key, part]) => [key, toWire(part)] as const);
  return entries.some(([key]) => key === '$')
    ? { $: ['object', entries] }
    : Object.fromEntries(entries);
}

function numberToWire(value: number): unknown {
  if (Object.is(value, -0)) return { $: ['number', '-0'] };
  return Number.isFinite(value) ? value : { $: ['number', String(value)] };
}

function fromWire(wire: unknown): unknown {
  if (wire === null || typeof wire !== 'object') return wire;
  if (Array.isArray(wire)) return wire.map(fromWire);
  if ('$' in wire) return special(wire.$);
  return Object.fromEntries(Object.entries(wire).map(([key, part]) => [key, fromWire(part)]));
}

function special(wire: unknown): unknown {
  const [kind, content] = Array.isArray(wire) ? (wire as unknown[]) : [];
  if (kind === 'undefined') return undefined;
  if (kind === 'number' && typeof content === 'string') return Number(content);
  if (kind === 'object' && Array.isArray(content)) {
    return Object.fromEntries(
      (content as [string, unknown][]).map(([key, part]) => [key, fromWire(part)]),
    );
  }
  if (isArrayName(kind) && typeof content === 'string') {
    const bytes = Uint8Array.from(Buffer.from(content, 'base64'));
    const values = ARRAYS[kind];
    if (bytes.length % values.BYTES_PER_ELEMENT === 0) return new values(bytes.buffer);
  }
  throw new TypeError('nothing that is known stands behind a $');
}

function isArrayName(kind: unknown): kind is ArrayName {
  return typeof kind === 'string' && Object.hasOwn(ARRAYS, kind);
}
