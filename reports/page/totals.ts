/** Totals since the start of a run, and what each interval added to them. Pure. */
import type { Column } from '../series.ts';

/** What followed a gap counts with the interval after it. */
export function perSecond(totals: Column, intervalMs: number): Column {
  let before = 0;
  return totals.map((total) => {
    if (total === null) return null;
    const added = Math.max(0, total - before);
    before = total;
    return (added * 1000) / intervalMs;
  });
}
