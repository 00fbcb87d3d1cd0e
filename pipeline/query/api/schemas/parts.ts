/** Building blocks of the API's schemas: requests are held against them, and the OpenAPI document is made of them. */
import Type, { type Static, type TSchema } from 'typebox';

export const closed = { additionalProperties: false } as const;

export const MAX_PAGE = 1_000_000;
export const MAX_PAGE_SIZE = 500;
export const DEFAULT_PAGE_SIZE = 50;

/** No control characters, no halves of characters, no blanks around. */
const PLAIN_TEXT = '^(?!\\s)[^\\p{Cc}\\p{Cs}]+(?<!\\s)$';

export function whole(minimum: number, maximum: number, description: string, value?: number) {
  return Type.Integer({
    ...{ minimum, maximum, description },
    ...(value === undefined ? {} : { default: value }),
  });
}

export function plainText(maxLength: number, description: string) {
  return Type.String({ minLength: 1, maxLength, pattern: PLAIN_TEXT, description });
}

export function choice<const Name extends string>(names: readonly Name[], description: string) {
  return Type.Unsafe<Name>({ type: 'string', enum: names, description });
}

export function instant(description: string) {
  return Type.String({ format: 'date-time', maxLength: 35, description });
}

/** Ids are looked up and never used as paths; long ones are looked for and not found. */
export function id(description: string, example: string) {
  return Type.String({ minLength: 1, maxLength: 200, description, examples: [example] });
}

export const PAGING = {
  page: Type.Optional(whole(1, MAX_PAGE, 'From 1 on.', 1)),
  pageSize: Type.Optional(whole(1, MAX_PAGE_SIZE, 'Entries on a page.', DEFAULT_PAGE_SIZE)),
};

export const number = Type.Number();
export const integer = Type.Integer();
export const text = Type.String();
export const flag = Type.Boolean();
export const isoText = Type.String({ format: 'date-time' });

export function orNull<S extends TSchema>(schema: S) {
  const { type, ...rest } = schema as S & { readonly type?: string };
  return Type.Unsafe<Static<S> | null>(
    type === undefined
      ? { anyOf: [schema, { type: 'null' }] }
      : { ...rest, type: [type, 'null'], ...nullableEnum(rest) },
  );
}

function nullableEnum(schema: { readonly enum?: readonly unknown[] }): object {
  return schema.enum === undefined ? {} : { enum: [...schema.enum, null] };
}

/** Under this name in the document's components. */
export function named<S extends TSchema>(name: string, schema: S): S & { readonly $id: string } {
  return { ...schema, $id: name };
}

/**
 * A schema of what {@link T} says, no field more and none less: the compiler refuses any other.
 * `describes<ProductJson>()(Type.Object({ … }))`
 */
export function describes<T>() {
  return <S extends TSchema>(
    schema: S & (Static<S> extends T ? (keyof T extends keyof Static<S> ? unknown : never) : never),
  ): S => schema;
}
