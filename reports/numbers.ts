/** Numbers as people read them. The same in every locale, so that reports can be compared as text. */
import type { Metric } from './metrics.ts';

const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });
const PRECISE = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 5 });

/** `12,345`, with up to three decimals where there are any. */
export function whole(value: number): string {
  return GROUPED.format(value);
}

/** `+81`, `−81`, `0`. */
export function signed(value: number): string {
  if (value === 0) return '0';
  return `${value > 0 ? '+' : '−'}${whole(Math.abs(value))}`;
}

/** `1 event`, `2 events`. */
export function inWords(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Four significant digits at most, never rounding a part up to the whole: 0.9999996 is `99.99 %`. */
export function percent(share: number): string {
  const hundredths = share * 10_000;
  const kept = share < 1 ? Math.floor(hundredths + 1e-9) : Math.round(hundredths);
  if (kept === 0 && share > 0) return '< 0.01 %';
  return `${GROUPED.format(kept / 100)} %`;
}

/** Milliseconds with three significant digits: `0.042`, `1.53`, `27.4`, `1,204`. */
export function milliseconds(us: number): string {
  return threeDigits(us / 1000);
}

/** Three significant digits, at most three of them decimals: `0.042`, `1.53`, `27.4`, `1,204`. */
export function threeDigits(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, Math.min(3, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return fixedDecimals(value, digits);
}

/** `1,204.0` with one. */
export function fixedDecimals(value: number, digits: number): string {
  let format = FIXED.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    FIXED.set(digits, format);
  }
  return format.format(value);
}

/** By digits: making one takes longer than using it a hundred times. */
const FIXED = new Map<number, Intl.NumberFormat>();

/** A metric's value with its unit; counts and shares speak for themselves. */
export function metricValue(value: number, unit: Metric['unit']): string {
  if (unit === 'ms') return `${PRECISE.format(value)} ms`;
  // Cut rather than rounded, so that no share looks better than it is.
  if (unit === 'share') return PRECISE.format(Math.floor(value * 10_000 + 1e-6) / 10_000);
  return `${whole(value)}${unit === 'count' ? '' : ` ${unit}`}`;
}

/** A rate: `1,204`, `52.7`, and `0.167` in a classroom. */
export function perSecond(rate: number): string {
  const parts = rate < 10 ? 1000 : rate < 100 ? 10 : 1;
  return whole(Math.round(rate * parts) / parts);
}

/** `$12,346`. */
export function dollars(cents: number): string {
  return `$${new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format(cents / 100)}`;
}

/** `850 ms`, `12.5 s`, `4 min 10 s`, `3 h 20 min`, `2 d 5 h`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${whole(Math.round(ms))} ms`;
  if (ms < 60_000) return `${whole(Math.round(ms / 100) / 10)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(ms / 3_600_000);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = small === 0 ? '' : ` ${small} ${smallUnit}`;
  return `${whole(large)} ${largeUnit}${rest}`;
}
