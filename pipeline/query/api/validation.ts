/** Holds requests against their schemas: strictly, with nothing guessed, naming the field and the word that was probably meant. */
import { Ajv, type ErrorObject } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { nearest } from '../../nearest.ts';
import { isoMs } from '../../stages/iso-time.ts';
import { ApiRefusal, shown } from './refusal.ts';

type HttpPart = 'query' | 'params' | 'body' | 'headers';

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, { readonly type?: string }>>;
  /** Fields that clients may well send, and why they are not taken. */
  readonly 'x-refused'?: Readonly<Record<string, string>>;
}

/** Fifteen digits: whole numbers of that length are exact. */
const WHOLE_NUMBER = /^-?\d{1,15}$/;

const ajv = new Ajv({ strict: true, allowUnionTypes: true, verbose: true, multipleOfPrecision: 6 });
ajv.addFormat('date-time', (text: string) => Number.isFinite(isoMs(text)));
ajv.addKeyword('x-refused');

/** For `setValidatorCompiler`: what comes out is a value as the schema has it, or an {@link ApiRefusal}. */
export const strictValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const part: HttpPart = httpPart === 'querystring' ? 'query' : (httpPart as HttpPart);
  const validate = ajv.compile(schema);
  const read = part === 'query' ? queryReader(schema as ObjectSchema) : (value: unknown) => value;
  return (given: unknown): { value: unknown } | { error: Error } => {
    const value = read(given);
    if (value instanceof ApiRefusal) return { error: value };
    if (validate(value)) return { value };
    const [error] = validate.errors ?? [];
    return { error: error === undefined ? new Error('no reason') : refusalFor(error, part) };
  };
};

/** Everything in an address is text; what is written as the schema's type becomes of that type, and the rest is refused as text. */
function queryReader({ properties = {} }: ObjectSchema): (query: unknown) => unknown {
  return (query) => {
    const entries = Object.entries((query ?? {}) as Record<string, unknown>);
    const repeated = entries.find(([, value]) => Array.isArray(value));
    if (repeated !== undefined) {
      const [name] = repeated;
      const field = `query.${cut(name)}`;
      return new ApiRefusal('VALIDATION', `${shown(name)} is given more than once`, { field });
    }
    return Object.fromEntries(
      entries.map(([name, value]) => {
        const type = Object.hasOwn(properties, name) ? properties[name]?.type : undefined;
        return [name, typed(String(value), type)];
      }),
    );
  };
}

function typed(text: string, type: string | undefined): string | number | boolean {
  if (type === 'integer' && WHOLE_NUMBER.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function refusalFor(error: ErrorObject, part: HttpPart): ApiRefusal {
  const path = error.instancePath.slice(1).split('/').filter(Boolean);
  const schema = (error.parentSchema ?? {}) as ObjectSchema;
  const params = error.params as Readonly<Record<string, unknown>>;
  if (error.keyword === 'additionalProperties') {
    return unknownField(String(params['additionalProperty']), [part, ...path], schema);
  }
  if (error.keyword === 'required') {
    const name = String(params['missingProperty']);
    const field = [part, ...path, name].join('.');
    return new ApiRefusal('VALIDATION', `${name} is missing`, { field });
  }
  const field = [part, ...path].join('.');
  const name = path.at(-1) ?? `The ${part}`;
  const hint = hintFor(error, params);
  const given = error.data === null && path.length === 0 ? 'missing' : shown(error.data);
  return new ApiRefusal(
    'VALIDATION',
    `${name} must be ${wanted(error, params)}, and is ${error.keyword === 'minProperties' ? 'empty' : given}`,
    { field, ...(hint === undefined ? {} : { hint }) },
  );
}

function unknownField(name: string, path: readonly string[], schema: ObjectSchema): ApiRefusal {
  const field = [...path, cut(name)].join('.');
  const refused = schema['x-refused'] ?? {};
  if (Object.hasOwn(refused, name)) {
    const hint = refused[name];
    return new ApiRefusal('VALIDATION', `${name} cannot be set`, {
      field,
      ...(hint === undefined ? {} : { hint }),
    });
  }
  const known = Object.keys(schema.properties ?? {});
  const meant = nearest(name, known);
  const list = known.length === 0 ? 'Nothing can be given here.' : `There are ${known.join(', ')}.`;
  return new ApiRefusal('VALIDATION', `There is no ${shown(name)} here`, {
    field,
    hint: meant === undefined ? list : `Did you mean ${meant}?`,
  });
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
};

function wanted(error: ErrorObject, params: Readonly<Record<string, unknown>>): string {
  const limit = String(params['limit']);
  switch (error.keyword) {
    case 'type':
      return TYPE_WORDS[[params['type']].flat()[0] as string] ?? String(params['type']);
    case 'enum':
      return `one of ${(params['allowedValues'] as readonly unknown[]).join(', ')}`;
    case 'const':
      return String(params['allowedValue']);
    case 'minimum':
      return `${limit} or more`;
    case 'maximum':
      return `${limit} or less`;
    case 'exclusiveMinimum':
      return `more than ${limit}`;
    case 'minLength':
      return limit === '1' ? 'a text that is not empty' : `at least ${limit} characters long`;
    case 'maxLength':
      return `at most ${limit} characters long`;
    case 'multipleOf':
      return `a multiple of ${String(params['multipleOf'])}`;
    case 'minProperties':
      return 'an object with at least one field';
    case 'format':
      return 'an instant such as 2026-01-05T08:30:00Z';
    case 'pattern':
      return 'a text without control characters, and without blanks around it';
    default:
      return error.message ?? 'something else';
  }
}

function hintFor(
  error: ErrorObject,
  params: Readonly<Record<string, unknown>>,
): string | undefined {
  if (error.keyword !== 'enum' || typeof error.data !== 'string') return undefined;
  const meant = nearest(error.data, params['allowedValues'] as readonly string[]);
  return meant === undefined ? undefined : `Did you mean ${meant}?`;
}

function cut(name: string): string {
  return name.length <= 60 ? name : `${name.slice(0, 59)}…`;
}
