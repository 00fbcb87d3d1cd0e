/** Figures from samples: pure. */

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1
      ? (sorted[Math.floor(middle)] ?? Number.NaN)
      : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
  return { min: sorted[0] ?? Number.NaN, median, max: sorted.at(-1) ?? Number.NaN };
}

export interface BacklogSample {
  readonly elapsedMs: number;
  readonly planned: number;
  readonly applied: number;
}

/**
 * Does the backlog of events (due and not applied) grow while the load is constant?
 * @returns slope by least squares in events per second, over the second half of the samples, and the largest backlog
 */
export function backlogGrowth(samples: readonly BacklogSample[]): {
  readonly growth: number;
  readonly worst: number;
} {
  const points = samples.map(({ elapsedMs, planned, applied }) => ({
    x: elapsedMs / 1000,
    y: planned - applied,
  }));
  const settled = points.slice(Math.floor(points.length / 2));
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    settled.reduce((sum, point) => sum + of(point), 0) / settled.length;
  const meanX = mean(({ x }) => x);
  const meanY = mean(({ y }) => y);
  const covariance = mean(({ x, y }) => (x - meanX) * (y - meanY));
  const variance = mean(({ x }) => (x - meanX) ** 2);
  return {
    growth: variance === 0 ? 0 : covariance / variance,
    worst: points.reduce((most, { y }) => Math.max(most, y), 0),
  };
}

/**
 * CPU per event of processes that were watched while a run went on: between the first sample of its load and its last one,
 * in relation to the events applied in that time.
 * @returns undefined where it is not known, or nothing was applied
 */
export function watchedPerEventUs(
  samples: readonly { readonly applied: number; readonly watchedCpuUs: number | undefined }[],
): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first?.watchedCpuUs === undefined || last?.watchedCpuUs === undefined) return undefined;
  const events = last.applied - first.applied;
  return events > 0 ? (last.watchedCpuUs - first.watchedCpuUs) / events : undefined;
}
