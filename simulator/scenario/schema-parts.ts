/**
 * Building blocks of the scenario schema. Every leaf has a `title` that completes the sentence "must
 * be …": messages are made of them.
 */
import Type from 'typebox';
import { DURATION_PATTERN } from './durations.ts';

export const closed = { additionalProperties: false } as const;

export function wholeNumber(minimum: number, maximum: number, description: string, value?: number) {
  return Type.Integer({
    minimum,
    maximum,
    title: `a whole number from ${grouped(minimum)} to ${grouped(maximum)}`,
    description,
    ...(value === undefined ? {} : { default: value }),
  });
}

export function duration(description: string, value?: string) {
  return Type.String({
    pattern: DURATION_PATTERN,
    title: 'a duration such as 500ms, 20s, 1m30s, 2h or 3d',
    description,
    ...(value === undefined ? {} : { default: value }),
  });
}

export function choice<const Name extends string>(
  names: readonly Name[],
  description: string,
  value?: Name,
) {
  return Type.Unsafe<Name>({
    type: 'string',
    enum: names,
    title: `one of ${names.join(', ')}`,
    description,
    ...(value === undefined ? {} : { default: value }),
  });
}

export function onOff(description: string, value: 'on' | 'off') {
  return Type.Unsafe<'on' | 'off' | boolean>({
    enum: ['on', 'off', true, false],
    title: 'on or off',
    description,
    default: value,
  });
}

export function quantityRange(description: string, value: readonly number[]) {
  const bound = (which: string) => wholeNumber(1, 1_000_000, which);
  return Type.Tuple([bound('The least units of an event.'), bound('The most units of an event.')], {
    additionalItems: false,
    minItems: 2,
    title: 'a pair [min, max] of whole numbers',
    description,
    default: value,
  });
}

export function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
