/** Scales and ticks of drawn figures: numbers to places and back, without knowing what draws them. */

export interface Scale {
  /** Where a value stands, in pixels. */
  place(value: number): number;
  /** What stands at a pixel. */
  value(place: number): number;
}

/** A linear scale; a domain without extent stands in the middle. */
export function linearScale(
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
): Scale {
  const extent = to - from;
  const length = end - start;
  return {
    place: (value) =>
      extent === 0 ? start + length / 2 : start + ((value - from) / extent) * length,
    value: (place) => (length === 0 ? from : from + ((place - start) / length) * extent),
  };
}

/** A logarithmic scale; values below the lower end, zero included, stand at that end. */
export function logScale(
  [from, to]: readonly [number, number],
  range: readonly [number, number],
): Scale {
  const inner = linearScale([Math.log10(from), Math.log10(to)], range);
  return {
    place: (value) => inner.place(Math.log10(Math.max(value, from))),
    value: (place) => 10 ** inner.value(place),
  };
}

/** Round numbers (1, 2 or 5 times a power of ten apart) from 0 up to the first at or above `max`; at least two. */
export function linearTicks(max: number, wanted = 4): readonly number[] {
  if (!(max > 0)) return [0, 1];
  const step = niceStep(max / wanted);
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => rounded(at * step));
}

/** As {@link linearTicks}, for domains that reach below 0. */
export function spanTicks(min: number, max: number, wanted = 4): readonly number[] {
  if (min >= 0) return linearTicks(max, wanted);
  const step = niceStep((Math.max(max, 0) - min) / wanted);
  const first = Math.floor(min / step + 1e-9);
  const last = Math.max(Math.ceil(Math.max(max, 0) / step - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, at) => rounded((first + at) * step));
}

/** Round numbers that enclose the values without beginning at 0, for values that lie close together; at least two. */
export function rangeTicks(min: number, max: number, wanted = 4): readonly number[] {
  const size = Math.max(Math.abs(min), Math.abs(max));
  // Closer together than digits can tell apart is the same.
  const isOne = max - min <= size * SMALLEST_EXTENT || max - min < SMALLEST;
  const step = niceStep((isOne ? (size < SMALLEST ? 1 : size) : max - min) / wanted);
  const first = Math.floor(min / step + 1e-9);
  const last = Math.max(Math.ceil(max / step - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, at) => rounded((first + at) * step));
}

/** As a share of the values. */
const SMALLEST_EXTENT = 1e-9;
const SMALLEST = 1e-300;

/** Powers of ten that enclose the values. @returns at least two, ascending */
export function decadeTicks(min: number, max: number): readonly number[] {
  const lowest = Math.max(min, Number.MIN_VALUE);
  const first = Math.floor(Math.log10(lowest) + 1e-9);
  const last = Math.max(Math.ceil(Math.log10(Math.max(max, lowest)) - 1e-9), first + 1);
  return Array.from({ length: last - first + 1 }, (_, at) => 10 ** (first + at));
}

/** 1, 2 or 5 times a power of ten, the first that is at least `step`. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= step * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Removes what floating point adds behind the twelfth digit. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
