/** What every answer has around its data, and the refusals. */
import Type, { type TSchema } from 'typebox';
import type { CommandAccepted, ErrorAnswer } from '../../wire.ts';
import { REFUSAL_STATUS, type RefusalCode } from '../refusal.ts';
import { closed, describes, integer, isoText, named, orNull, text } from './parts.ts';

const SUCCESS = Type.Literal(true);
const CODES = Object.keys(REFUSAL_STATUS) as RefusalCode[];

export const ERROR = named(
  'Error',
  describes<ErrorAnswer>()(
    Type.Object(
      {
        success: Type.Literal(false),
        error: Type.Object(
          {
            code: Type.Unsafe<RefusalCode>({ type: 'string', enum: CODES }),
            message: text,
            field: Type.Optional(
              Type.String({ description: 'Part of the request, such as query.pageSize.' }),
            ),
            hint: Type.Optional(text),
          },
          closed,
        ),
        timestamp: isoText,
      },
      closed,
    ),
  ),
);

export const COMMAND_ACCEPTED = named(
  'CommandAccepted',
  describes<CommandAccepted>()(
    Type.Object({ commandId: text, topic: text, partition: integer }, closed),
  ),
);

interface Named {
  readonly $id: string;
}

const AROUND = {
  success: SUCCESS,
  count: Type.Integer({ description: 'Entries in data; 1 for a single thing.' }),
  timestamp: Type.String({ format: 'date-time', description: 'Wall clock of the answer.' }),
};
const WITHIN_PAGES = {
  page: integer,
  pageSize: integer,
  total: Type.Integer({ description: 'Entries on all pages.' }),
};

export function oneOf(entry: Named): TSchema {
  return Type.Object({ ...AROUND, data: reference(entry) }, closed);
}

export function listOf(entry: Named, more: Readonly<Record<string, TSchema>> = {}): TSchema {
  return Type.Object({ ...AROUND, data: Type.Array(reference(entry)), ...more }, closed);
}

export function pageOf(entry: Named): TSchema {
  return listOf(entry, WITHIN_PAGES);
}

/** A page where many are asked for, and one thing where it is named. */
export function oneOrPageOf(entry: Named): TSchema {
  return Type.Unsafe({ anyOf: [oneOf(entry), pageOf(entry)] });
}

export function reference({ $id }: Named): TSchema {
  return Type.Unsafe({ $ref: `${$id}#` });
}

export function referenceOrNull<T>(entry: Named) {
  return orNull(Type.Unsafe<T>({ $ref: `${entry.$id}#` }));
}

const WORDS: Readonly<Record<number, string>> = {
  400: 'Something in the request is not as described here; `field` says what.',
  401: 'The run is shared, and the token is missing or wrong.',
  403: 'Asked from a page or under a name that is not this server.',
  404: 'There is nothing of that id.',
  409: 'The run is nobody’s to change, or what is asked for has happened already.',
  413: 'The body is larger than 16 KiB.',
  415: 'The body is not JSON.',
  503: 'No run is under way, or its broker does not answer; ask again.',
};

/** The responses of an operation: what it answers, and the refusals it may come to. */
export function responses(
  status: 200 | 202,
  description: string,
  schema: TSchema,
  refusals: readonly (keyof typeof WORDS)[],
): Record<number, unknown> {
  const refused = refusals.map((code) => [code, { ...reference(ERROR), description: WORDS[code] }]);
  return { [status]: { ...schema, description }, ...Object.fromEntries(refused) };
}

export const READ_REFUSALS = [400, 403, 404, 503] as const;
export const WRITE_REFUSALS = [400, 401, 403, 404, 409, 413, 415, 503] as const;

/** Nothing, or the token where the run is shared. */
export const WRITE_SECURITY = [{}, { token: [] }];
