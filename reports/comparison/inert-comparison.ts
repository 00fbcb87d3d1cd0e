/** A comparison whose texts do no harm to whoever reads them: they come from records, scenarios and git. */
import { inert, inertText } from '../inert-text.ts';
import type { Comparison } from './comparison.ts';

/** With every text in it inert, but for figures, which hold numbers only. */
export function inertComparison({ figures, replay, ...rest }: Comparison): Comparison {
  // To be typed again: cut short it would be another command.
  return { ...inert(rest), figures, replay: inertText(replay, Number.MAX_SAFE_INTEGER) };
}
