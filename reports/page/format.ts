/** Numbers where room is short: on axes, in legends. */
import { milliseconds, percent, whole } from '../numbers.ts';

const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `950`, `12,500`, `1.2M`. */
export function count(value: number): string {
  if (Math.abs(value) >= 1e6) return COMPACT.format(value);
  return whole(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}

/** A share of one as `85 %`, `0.4 %`. */
export function share(value: number): string {
  return percent(value);
}

/** Of a duration in milliseconds: `0.25 ms`, `340 ms`. */
export function ms(value: number): string {
  return `${milliseconds(value * 1000)} ms`;
}
