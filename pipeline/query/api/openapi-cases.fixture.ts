/** Requests made from the OpenAPI document: what it says is right, and everything that it says is wrong. */
import fc from 'fast-check';
import type { ApiDocument, ApiOperation, ApiParameter, ApiSchema } from './document.ts';

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly operation: ApiOperation;
  readonly query: readonly ApiParameter[];
  readonly inPath: readonly ApiParameter[];
  readonly body: ApiSchema | undefined;
}

export interface Sent {
  readonly method: Operation['method'];
  readonly url: string;
  /** As it travels; undefined: no body. */
  readonly payload?: string;
  readonly contentType?: string;
}

export interface Wrong {
  readonly what: string;
  readonly sent: Sent;
  /** That the refusal must name. */
  readonly field: string;
}

export function operationsOf({ paths }: ApiDocument): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const { requestBody } = operation;
      const parameters = (operation.parameters ?? []).map(withExamples);
      return {
        method: method.toUpperCase() as Operation['method'],
        ...{ path, operation },
        query: parameters.filter((each) => each.in === 'query'),
        inPath: parameters.filter((each) => each.in === 'path'),
        body: requestBody?.content['application/json']?.schema,
      };
    }),
  );
}

/** Examples of parameters stand beside their schemas. */
function withExamples({ example, schema, ...rest }: ApiParameter): ApiParameter {
  return { ...rest, schema: example === undefined ? schema : { ...schema, examples: [example] } };
}

export function rightRequest(
  { method, path, body }: Operation,
  query: Readonly<Record<string, unknown>>,
  content: unknown = body === undefined ? undefined : exampleOf(body),
  idInPath: string = idFor(path),
): Sent {
  const search = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  const address = path.replace('{id}', encodeURIComponent(idInPath));
  const url = search.length === 0 ? address : `${address}?${search.join('&')}`;
  return content === undefined
    ? { method, url }
    : { method, url, payload: JSON.stringify(content), contentType: 'application/json' };
}

function idFor(path: string): string {
  return path.startsWith('/api/alerts') ? 'ALT-PROD-001-stock-20' : 'PROD-001';
}

/** The least that is taken. */
function exampleOf({ properties = {}, required = [], minProperties = 0 }: ApiSchema): object {
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, minProperties);
  return Object.fromEntries(
    names.map((name) => [
      name,
      fc.sample(rightValue(properties[name] ?? {}), { numRuns: 1, seed: 7 })[0],
    ]),
  );
}

export function rightValue(schema: ApiSchema): fc.Arbitrary<unknown> {
  const { type, examples, format, minimum = 0, maximum = 1e6, maxLength = 50 } = schema;
  if (examples !== undefined) return fc.constantFrom(...examples);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer')
    return fc.integer({ min: minimum, max: Math.min(maximum, 2_000_000_000) });
  if (type === 'number') {
    return fc.integer({ min: 1, max: 100 * maximum }).map((cents) => cents / 100);
  }
  if (format === 'date-time')
    return fc.constantFrom('2026-01-05T08:30:00Z', '2026-01-06T00:00:00+02:00');
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(maxLength, 20) });
  return schema.pattern === undefined
    ? text
    : text.map((each) => `a${each.replace(/[\p{Cc}\p{Cs}]/gu, '')}z`);
}

/** Texts that stand in an address where something else belongs. */
export function wrongTexts(schema: ApiSchema): string[] {
  const { type, format, minimum, maximum, minLength, maxLength, examples } = schema;
  const wrong: string[] = [];
  if (type === 'integer') {
    wrong.push(
      'abc',
      '',
      '1.5',
      '1e3',
      '0x10',
      ' 5',
      '5 ',
      'null',
      'NaN',
      '-',
      '٣',
      '9'.repeat(40),
      '[1]',
    );
    if (minimum !== undefined) wrong.push(String(minimum - 1));
    if (maximum !== undefined && maximum < 1e15) wrong.push(String(maximum + 1), '1000000000000');
  }
  if (type === 'boolean') wrong.push('yes', '1', 'TRUE', '', 'null');
  if (schema.enum !== undefined)
    wrong.push('', 'nonsense', ...schema.enum.map((each) => `${String(each)} `));
  if (format === 'date-time') {
    wrong.push('yesterday', '', '2026-01-05', '2026-13-05T00:00:00Z', '2026-01-05T25:00:00Z', '0');
  }
  if (minLength !== undefined) wrong.push('');
  if (maxLength !== undefined) wrong.push('x'.repeat(maxLength + 1), '界'.repeat(maxLength + 1));
  // Ids: what has an example is looked up, and these are not there.
  if (examples !== undefined)
    wrong.push('nothing-of-that-name', '../../etc/passwd', '💥', 'PROD-001\u0000', '<script>');
  return [...new Set(wrong)];
}

/** Values that stand in a body where something else belongs. */
export function wrongValues(schema: ApiSchema): unknown[] {
  const { type, minimum, maximum, exclusiveMinimum, minLength, maxLength, examples } = schema;
  const wrong: unknown[] = [null, [], {}, [1], { a: 1 }];
  if (type === 'integer' || type === 'number') {
    wrong.push('5', '', true, 1e300, -1e300, -1);
    if (type === 'integer') wrong.push(1.5, 1e-9);
    else wrong.push(0.001, 1.005e-3);
    if (minimum !== undefined) wrong.push(minimum - 1);
    if (exclusiveMinimum !== undefined) wrong.push(exclusiveMinimum);
    if (maximum !== undefined) wrong.push(maximum + 1);
  } else {
    wrong.push(5, true);
    if (minLength !== undefined) wrong.push('');
    if (maxLength !== undefined) wrong.push('x'.repeat(maxLength + 1));
    if (schema.pattern !== undefined) wrong.push(' a', 'a ', 'a\nb', '\u0000', '\ud800');
    if (schema.enum !== undefined) wrong.push('NONSENSE', String(schema.enum[0]).toLowerCase());
    if (examples !== undefined) wrong.push('nothing-of-that-name', '__proto__', '💥');
  }
  return wrong;
}

/** Everything that can be wrong with this operation, one thing at a time. */
export function wrongRequests(operation: Operation): Wrong[] {
  return [
    ...wrongQueries(operation),
    ...wrongIds(operation),
    ...(operation.body === undefined ? [] : wrongBodies(operation, operation.body)),
  ];
}

function wrongQueries(operation: Operation): Wrong[] {
  const twice = operation.query.map(({ name, schema }): Wrong => {
    const [value] = fc.sample(rightValue(schema), { numRuns: 1, seed: 3 });
    const { url, ...sent } = rightRequest(operation, { [name]: value });
    const again = `${url}&${name}=${encodeURIComponent(String(value))}`;
    return { what: `${name} twice`, sent: { ...sent, url: again }, field: `query.${name}` };
  });
  const wrong = operation.query.flatMap(({ name, schema }) =>
    wrongTexts(schema).map((value) => ({
      what: `${name}=${value.slice(0, 30)}`,
      sent: rightRequest(operation, { [name]: value }),
      field: `query.${name}`,
    })),
  );
  const unknown =
    operation.method === 'GET' && operation.query.length > 0 ? ['foo', 'Page', 'constructor'] : [];
  return [
    ...twice,
    ...wrong,
    ...unknown.map((name) => ({
      what: `unknown ${name}`,
      sent: rightRequest(operation, { [name]: 1 }),
      field: `query.${name}`,
    })),
  ];
}

function wrongIds(operation: Operation): Wrong[] {
  return operation.inPath.flatMap(({ name, schema }) =>
    wrongTexts(schema)
      .filter((id) => id !== '')
      .map((id) => ({
        what: `${name} ${id.slice(0, 30)}`,
        sent: rightRequest(operation, {}, undefined, id),
        field: `params.${name}`,
      })),
  );
}

function wrongBodies(operation: Operation, body: ApiSchema): Wrong[] {
  const { properties = {}, required = [] } = body;
  const right = exampleOf(body);
  const json = 'application/json';
  const sent = rightRequest(operation, {}, right);
  const raw = (what: string, payload: string, field = 'body', contentType = json): Wrong => ({
    ...{ what, field, sent: { ...sent, payload, contentType } },
  });
  const takesNothing = [body.type].flat().includes('null');
  return [
    ...['{', '{"a":', 'nonsense', '\u0000', '{"__proto__":{}}'].map((text) =>
      raw(`body ${text}`, text),
    ),
    ...['[]', '"text"', '5', 'true'].map((text) => raw(`body ${text}`, text)),
    ...(takesNothing ? [] : [raw('body null', 'null'), raw('no body', '')]),
    raw('a huge body', JSON.stringify({ ...right, a: 'x'.repeat(17_000) })),
    raw('a deep body', `${'['.repeat(8_000)}${']'.repeat(8_000)}`),
    raw('a text', 'productId=1', 'headers.content-type', 'text/plain'),
    raw('a form', 'a=1', 'headers.content-type', 'application/x-www-form-urlencoded'),
    raw('an unknown field', JSON.stringify({ ...right, foo: 1 }), 'body.foo'),
    ...required.map((name) =>
      raw(`without ${name}`, JSON.stringify({ ...right, [name]: undefined }), `body.${name}`),
    ),
    ...Object.entries(properties).flatMap(([name, schema]) =>
      wrongValues(schema).map((value) =>
        raw(
          `${name} ${JSON.stringify(value).slice(0, 30)}`,
          JSON.stringify({ ...right, [name]: value }),
          `body.${name}`,
        ),
      ),
    ),
  ];
}
