/** What became of each threshold, those included that a run cannot judge: set aside openly, counted apart. */
import { inWords, metricValue } from './numbers.ts';
import type { ThresholdResult } from './thresholds.ts';

/** What became of a threshold. Set aside: this run cannot know the metric, so it is neither held nor crossed. */
export type ThresholdState = 'holds' | 'crossed' | 'no samples' | 'set aside';

export function thresholdState({
  holds,
  setAside,
}: Pick<ThresholdResult, 'holds' | 'setAside'>): ThresholdState {
  if (setAside !== undefined) return 'set aside';
  if (holds === null) return 'no samples';
  return holds ? 'holds' : 'crossed';
}

/** What was judged first, in the order of the scenario, then what was set aside. */
export function judgedFirst<T extends Pick<ThresholdResult, 'setAside'>>(
  thresholds: readonly T[],
): T[] {
  const isAside = ({ setAside }: T) => setAside !== undefined;
  return [...thresholds.filter((each) => !isAside(each)), ...thresholds.filter(isAside)];
}

/** `3 of 4 thresholds hold, 2 set aside`; null where none was set aside. */
export function asideTally(thresholds: readonly ThresholdResult[]): string | null {
  const count = (state: ThresholdState) =>
    thresholds.filter((each) => thresholdState(each) === state).length;
  const aside = count('set aside');
  if (aside === 0) return null;
  const judged = thresholds.length - aside;
  const held =
    judged === 0
      ? 'no threshold was judged'
      : `${count('holds')} of ${inWords(judged, 'judged threshold')} ${judged === 1 ? 'holds' : 'hold'}`;
  return `${held}, ${aside} ${aside === 1 ? 'is' : 'are'} set aside`;
}

/** `27.4 ms`, `no samples`, `set aside`. */
export function valueText(threshold: ThresholdResult): string {
  const { observed, unit, setAside } = threshold;
  if (setAside !== undefined) return 'set aside';
  return observed === null ? 'no samples' : metricValue(observed, unit);
}

/** Why thresholds were set aside, each reason once, with those it is the reason of. */
export function asideReasons(
  thresholds: readonly ThresholdResult[],
): readonly { readonly reason: string; readonly thresholds: readonly ThresholdResult[] }[] {
  const byReason = new Map<string, ThresholdResult[]>();
  for (const threshold of thresholds) {
    if (threshold.setAside === undefined) continue;
    const same = byReason.get(threshold.setAside) ?? [];
    same.push(threshold);
    byReason.set(threshold.setAside, same);
  }
  return [...byReason].map(([reason, same]) => ({ reason, thresholds: same }));
}
