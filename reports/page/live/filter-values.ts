/** Filters as the address of a view has them. Whatever it does not know, or cannot be, is as if it were not there. Pure. */

/** @returns the value when it is one of those that can be chosen, else '' */
export function chosenOf<T extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly T[],
): T | '' {
  const given = query.get(name);
  return values.find((value) => value === given) ?? '';
}

/** @returns a whole number within the bounds, else `usual` */
export function numberOf(
  query: URLSearchParams,
  name: string,
  { min, max, usual }: { readonly min: number; readonly max: number; readonly usual: number },
): number {
  const given = query.get(name) ?? '';
  const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  return value >= min && value <= max ? value : usual;
}

/** Ids of products and warehouses: short, and without anything that no id has. */
export function idOf(query: URLSearchParams, name: string): string {
  const given = query.get(name) ?? '';
  return /^[\w.-]{1,64}$/.test(given) ? given : '';
}

/** @returns a minute of business time as its field has it, `2026-01-05T14:05`, else '' */
export function minuteOf(query: URLSearchParams, name: string): string {
  const given = query.get(name) ?? '';
  const isMinute = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(given);
  return isMinute && !Number.isNaN(Date.parse(`${given}Z`)) ? given : '';
}

/** Virtual time is UTC everywhere. @param minute as {@link minuteOf} has it, or '' */
export function instantOf(minute: string): string | undefined {
  return minute === '' ? undefined : new Date(`${minute}Z`).toISOString();
}

/** For the address: numbers as text, and what is as usual left out. */
export function addressed(
  values: Readonly<Record<string, string | number>>,
  usual: Readonly<Record<string, string | number>> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value === usual[name] ? '' : String(value),
    ]),
  );
}
