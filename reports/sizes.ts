/** Amounts of bytes as people read them. */

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** `850 B`, `64 MB`, `1.5 GB`: powers of a thousand. */
export function bytes(value: number): string {
  let rest = value;
  let unit = 0;
  while (rest >= 1000 && unit < UNITS.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${rest >= 100 ? Math.round(rest) : Number(rest.toPrecision(2))} ${UNITS[unit]}`;
}
