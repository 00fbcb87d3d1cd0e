/** What moved among the outcomes, in figures. */
import { whole } from '../numbers.ts';
import type { OutcomeChange, OutcomeComparison } from './comparison.ts';

/** Beside the sentence, never instead of it. */
export const OUTCOME_MARKS: Readonly<Record<OutcomeComparison['verdict'], string>> = {
  equal: '✓',
  accepted: '✓',
  differs: '✗',
  unknown: '?',
};

/** Of shares three decimals would say too little. `–`: that side has none. */
export function outcomeFigure(value: number | null): string {
  if (value === null) return '–';
  if (value === 0 || Math.abs(value) >= 1) return whole(value);
  return value.toLocaleString('en-US', { maximumSignificantDigits: 5 });
}

/** `+3`, `−0.00006`; empty where a side has none. */
export function outcomeDifference({ base, head }: OutcomeChange): string {
  if (base === null || head === null) return '';
  const change = head - base;
  // Subtracting shares leaves digits that nobody measured.
  const isShare = Math.abs(base) < 1 && Math.abs(head) < 1;
  const size = isShare ? Math.round(Math.abs(change) * 1e6) / 1e6 : Math.abs(change);
  if (size === 0) return '0';
  return `${change > 0 ? '+' : '−'}${outcomeFigure(size)}`;
}

/** `units sold 48,210 → 48,207 (−3)`. */
export function outcomeChangeText(change: OutcomeChange): string {
  const { label, base, head } = change;
  const difference = outcomeDifference(change);
  const movement = `${label} ${outcomeFigure(base)} → ${outcomeFigure(head)}`;
  return difference === '' ? movement : `${movement} (${difference})`;
}
