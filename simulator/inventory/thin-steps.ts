/**
 * Fewer steps for the same picture: minimum and maximum of each stretch of time, as in M4 (U. Jugel et al., "M4: A
 * Visualization-Oriented Time Series Data Aggregation", 2014), and every instant at which a shelf became empty or was
 * filled again, which no stretch may swallow.
 */

/** `units[i]` from `atMs[i]` on, instants ascending. */
export interface Steps {
  readonly atMs: readonly number[];
  readonly units: readonly number[];
}

/** Below this there is no room for both empty times and extremes. */
export const MIN_STEPS = 12;

/**
 * Keeps the first and the last step, the lowest and the highest, and the longest empty times exactly: all of them
 * as long as half of the cap suffices. Never shows a shelf empty at a time at which it was not.
 * @param cap at most this many steps are kept; at least {@link MIN_STEPS}
 */
export function thinSteps(steps: Steps, cap: number): Steps {
  const { atMs, units } = steps;
  if (units.length <= cap) return steps;
  const refilledAt = refills(units);
  const kept = new Set<number>([0, units.length - 1]);
  const keepWithEnd = (place: number): void => {
    kept.add(place);
    const end = refilledAt[place] as number;
    if (end > 0) kept.add(end);
  };
  keepWithEnd(0);
  for (const [from] of emptySpans(steps, refilledAt)) {
    if (kept.size + 2 > cap / 2) break;
    keepWithEnd(from);
  }
  // Lowest, the end of an empty time, and highest: three for each stretch.
  const stretches = Math.floor((cap - kept.size) / 3);
  for (const { lowest, highest } of extremes(steps, stretches)) {
    keepWithEnd(lowest);
    kept.add(highest);
  }
  const places = [...kept].sort((a, b) => a - b);
  return {
    atMs: places.map((place) => atMs[place] as number),
    units: places.map((place) => units[place] as number),
  };
}

/** By place of an empty shelf: the place at which something stands on it again; 0 where it was not empty, or stayed so. */
function refills(units: readonly number[]): Int32Array {
  const refilledAt = new Int32Array(units.length);
  let next = 0;
  for (let place = units.length - 1; place >= 0; place -= 1) {
    if (units[place] === 0) refilledAt[place] = next;
    else next = place;
  }
  return refilledAt;
}

/** First place of every empty time that ended, and its length; longest first. */
function emptySpans(
  { atMs, units }: Steps,
  refilledAt: Int32Array,
): (readonly [from: number, lengthMs: number])[] {
  const spans: [from: number, lengthMs: number][] = [];
  for (const [place, end] of refilledAt.entries()) {
    if (end === 0 || units[place - 1] === 0) continue;
    spans.push([place, (atMs[end] as number) - (atMs[place] as number)]);
  }
  return spans.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

interface Extremes {
  lowest: number;
  highest: number;
}

/** Places of the lowest and the highest step in each of the equally long stretches that have any. */
function extremes({ atMs, units }: Steps, stretches: number): Extremes[] {
  const firstMs = atMs[0] as number;
  const widthMs = Math.max(1, (atMs.at(-1) as number) - firstMs) / stretches;
  const found = new Map<number, Extremes>();
  for (const [place, value] of units.entries()) {
    const at = Math.floor(((atMs[place] as number) - firstMs) / widthMs);
    const stretch = Math.min(stretches - 1, at);
    const known = found.get(stretch);
    if (known === undefined) found.set(stretch, { lowest: place, highest: place });
    else if (value < (units[known.lowest] as number)) known.lowest = place;
    else if (value > (units[known.highest] as number)) known.highest = place;
  }
  return [...found.values()];
}
