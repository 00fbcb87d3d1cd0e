/** A verdict as a word with a sign, in the words and tones of the report, so that nothing depends on colour. */
import { verdictWords } from '../page/verdict-words.ts';
import type { VerdictName } from '../verdict.ts';
import { html, type Markup } from './markup.ts';
import type { OtherRun } from './run-entry.ts';
import type { SearchSummary } from './search-summary.ts';

export function verdictBadge(verdict: VerdictName): Markup {
  const { title, tone } = verdictWords(verdict);
  return badge(title, tone, SIGNS[tone]);
}

export function stateBadge(state: OtherRun['state']): Markup {
  const [title, tone, sign] = STATES[state];
  return badge(title, tone, sign);
}

const SIGNS = { good: '✓', warn: '!', bad: '✕' } as const;

const STATES: Readonly<Record<OtherRun['state'], readonly [string, string, string]>> = {
  running: ['Running', 'busy', '…'],
  unfinished: ['Unfinished', 'warn', '!'],
  unreadable: ['Unreadable', 'warn', '?'],
};

export function searchBadge(status: SearchSummary['status']): Markup {
  const [title, tone] = STATUSES[status];
  return badge(title, tone, SIGNS[tone]);
}

const STATUSES: Readonly<
  Record<SearchSummary['status'], readonly [title: string, tone: keyof typeof SIGNS]>
> = {
  found: ['Found', 'good'],
  none: ['No rate holds', 'bad'],
  unsettled: ['Unsettled', 'warn'],
  incorrect: ['Incorrect', 'bad'],
  interrupted: ['Interrupted', 'warn'],
  'under-way': ['Under way', 'warn'],
};

function badge(title: string, tone: string, sign: string): Markup {
  return html`<span class="badge ${tone}"><span class="sign" aria-hidden="true">${sign}</span>${title}</span>`;
}
