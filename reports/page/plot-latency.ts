/** Latencies on axes and beside marks: the unit that suits the size. */
import { milliseconds } from '../numbers.ts';

/** `850 µs`, `27.4 ms`, `1.20 s`: three significant digits. */
export function latencyText(us: number): string {
  const kept = Number(us.toPrecision(3));
  if (kept < 1000) return `${trimmed(kept)} µs`;
  if (kept < 1_000_000) return `${milliseconds(kept)} ms`;
  return `${milliseconds(kept / 1000)} s`;
}

/** Of a round number on an axis: `1 ms`, `100 ms`, `10 s`. */
export function latencyTickText(us: number): string {
  if (us < 1000) return `${trimmed(us)} µs`;
  if (us < 1_000_000) return `${trimmed(us / 1000)} ms`;
  return `${trimmed(us / 1_000_000)} s`;
}

function trimmed(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}
