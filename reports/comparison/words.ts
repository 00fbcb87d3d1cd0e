/** How a comparison is said: the same words and figures in every output. Nothing here makes text inert. */
import { fixedDecimals, inWords, percent, threeDigits, whole } from '../numbers.ts';
import type {
  ComparedSide,
  Comparison,
  ComparisonVerdictName,
  MetricComparison,
  MetricVerdictName,
} from './comparison.ts';

/** As people are told it: `inconclusive` is the word of the exit code. */
export const VERDICT_WORDS: Readonly<Record<ComparisonVerdictName, string>> = {
  incorrect: 'incorrect',
  slower: 'slower',
  inconclusive: 'cannot tell',
  faster: 'faster',
  same: 'same',
};

/** Beside the word, never instead of it. */
export const VERDICT_MARKS: Readonly<Record<ComparisonVerdictName | MetricVerdictName, string>> = {
  incorrect: '✗',
  slower: '✗',
  inconclusive: '?',
  'cannot tell': '?',
  faster: '✓',
  same: '=',
};

/** A change in percent with one decimal: `+12.3 %`, `−18.8 %`, `0 %`; `+1,100 %` has none. `–`: not known. */
export function changeText(ratio: number | null): string {
  return ratio === null ? '–' : `${changeFigure(ratio)} %`;
}

/** `+8.2 … +16.5 %`; `–` where there is none. */
export function intervalText(interval: MetricComparison['interval']): string {
  if (interval === null) return '–';
  return `${changeFigure(interval.low)} … ${changeFigure(interval.high)} %`;
}

function changeFigure(ratio: number): string {
  const change = (ratio - 1) * 100;
  const decimals = Math.abs(change) < 99.95 ? 1 : 0;
  const scale = 10 ** decimals;
  const size = Math.round(Math.abs(change) * scale) / scale;
  if (size === 0) return '0';
  return `${change > 0 ? '+' : '−'}${fixedDecimals(size, decimals)}`;
}

/** Rounded up, so that no p looks better than it is: `0.012`, `0.38`, `1`, `< 0.001`. `–`: nothing was tested. */
export function pText(test: MetricComparison['test']): string {
  if (test === null) return '–';
  const { adjustedPValue } = test;
  if (adjustedPValue < 0.001) return '< 0.001';
  const scale = adjustedPValue < 0.1 ? 1000 : 100;
  return String(Math.ceil(adjustedPValue * scale - 1e-9) / scale);
}

/** `17.2 ms`; `–` without samples. */
export function valueText(value: number | null, unit: MetricComparison['unit']): string {
  return value === null ? '–' : `${threeDigits(value)} ${unit}`;
}

/** `72.0 → 80.9 µs`. */
export function movementText({ base, head, unit }: MetricComparison): string {
  if (base === null && head === null) return 'no samples';
  const from = base === null ? '–' : threeDigits(base);
  return `${from} → ${valueText(head, unit)}`;
}

/** Change, interval and p in a line: `+12.3 % (95 % interval +8.2 … +16.5 %, p 0.012)`. */
export function effectText({ ratio, interval, test }: MetricComparison): string {
  if (ratio === null) return 'no change can be stated';
  const parts = [
    ...(interval === null ? [] : [`95 % interval ${intervalText(interval)}`]),
    ...(test === null ? [] : [`p ${pText(test)}`]),
  ];
  return parts.length === 0 ? changeText(ratio) : `${changeText(ratio)} (${parts.join(', ')})`;
}

/** `main (a1b2c3d4e5f6)`. */
export function sideText({ label, revision }: ComparedSide): string {
  if (revision === null) return label;
  const short = shortRevision(revision);
  return label === revision || label === short ? short : `${label} (${short})`;
}

/** What identifies a commit among those of one project. */
export function shortRevision(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 12) : revision;
}

export function usableRuns({ runs }: ComparedSide): number {
  return runs.filter(({ leftOut }) => leftOut === null).length;
}

/** `spike · seed 7 · 10 pairs, measured next to each other · head working tree against base main`. */
export function headline({ scenario, design, base, head }: Comparison): string {
  const parts = [
    scenario.name,
    `seed ${scenario.seed}`,
    designText(design, usableRuns(base), usableRuns(head)),
    `${sideText(head)} against ${sideText(base)}`,
  ];
  return parts.join(' · ');
}

export function designText(design: Comparison['design'], base: number, head: number): string {
  if (design === 'single') return 'one run on a side';
  if (design === 'paired') return `${inWords(Math.min(base, head), 'pair')} of runs`;
  if (base === head) return `${inWords(base, 'run')} a side`;
  return `${inWords(base, 'run')} of base and ${whole(head)} of head`;
}

/** How many runs of a side there are, and how many of them are no evidence. */
export function runsText(side: ComparedSide): string {
  const left = side.runs.length - usableRuns(side);
  const all = inWords(side.runs.length, 'run');
  return left === 0 ? all : `${all}, ${whole(left)} left out`;
}

/** What more measuring would do; null: nothing is open, or no number would do. */
export function moreRunsText({ verdict, design }: Comparison): string | null {
  const { moreRunsNeeded } = verdict;
  if (moreRunsNeeded === null) return null;
  const noun = design === 'paired' ? 'pair' : 'run';
  const aside = design === 'paired' ? '' : ' a side';
  return `about ${whole(moreRunsNeeded)} more ${noun}${moreRunsNeeded === 1 ? '' : 's'}${aside} would probably decide`;
}

/** `±5 %`: changes smaller than this are not worth a word. */
export function floorText({ noiseThreshold }: MetricComparison): string {
  return `±${percent(noiseThreshold)}`;
}

/** Metrics that share a reason why they cannot be told, where the reasons of the verdict do not say it already. */
export function openReasons({
  metrics,
  verdict,
}: Comparison): readonly { readonly labels: readonly string[]; readonly reason: string }[] {
  const byReason = new Map<string, string[]>();
  for (const metric of metrics) {
    const { label, reason } = metric;
    if (metric.verdict !== 'cannot tell' || isTold(reason, verdict.reasons)) continue;
    byReason.set(reason, [...(byReason.get(reason) ?? []), label]);
  }
  return [...byReason].map(([reason, labels]) => ({ labels, reason }));
}

/** Whether one of the reasons says it already. */
export function isTold(text: string, reasons: readonly string[]): boolean {
  return reasons.some((reason) => reason.includes(text));
}

/** `end_to_end p(99)`, `6 metrics`. */
export function labelsText(labels: readonly string[]): string {
  const [only = ''] = labels;
  return labels.length === 1 ? only : inWords(labels.length, 'metric');
}
