/** The verdict as a word with a sign, so that nothing depends on colour. */
import type { VerdictName } from '../verdict.ts';
import { html, type Markup } from './markup.ts';

const SIGNS: Readonly<Record<VerdictName, string>> = {
  incorrect: '✗',
  interrupted: '!',
  incomplete: '!',
  saturated: '!',
  thresholds: '✗',
  passed: '✓',
};

export function verdictBadge(verdict: VerdictName): Markup {
  return html`<span class="badge ${verdict}"><span aria-hidden="true">${SIGNS[verdict]}</span> ${verdict}</span>`;
}
