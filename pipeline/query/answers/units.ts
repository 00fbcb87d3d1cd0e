/** From the units of the pipeline to those of the API. */

/** The double nearest to the amount: JSON spells it with two decimals at most. */
export function dollars(cents: number): number {
  return cents / 100;
}

export function thousandths(parts: number): number {
  return parts / 1000;
}

/** @param ms epoch milliseconds */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
