/** Lines of a benchmark's table. */

/** What was measured, what came out, what it should be. */
export type Row = readonly [what: string, figure: string, target: string];

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** @param us undefined: not known */
export function inMs(us: number | undefined): string {
  return ((us ?? Number.NaN) / 1000).toFixed(2);
}
