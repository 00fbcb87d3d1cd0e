/** The top of the page: what was compared, and what came of it. */
import type { Comparison } from '../../comparison/comparison.ts';
import { designText, moreRunsText, sideText, usableRuns } from '../../comparison/words.ts';
import { ellipsis, html } from '../dom.ts';
import { icon } from '../icons.ts';
import { instantText, reasonsNode, sentence } from '../sentences.ts';
import { COMPARISON_VERDICT_WORDS } from './verdict-words.ts';

export function header(comparison: Comparison): HTMLElement {
  const { verdict, scenario } = comparison;
  const more = moreRunsText(comparison);
  const { title, meaning, tone } = COMPARISON_VERDICT_WORDS[verdict.name];
  return html(
    'header',
    { class: `hero ${tone}` },
    html('p', { class: 'eyebrow' }, 'Comparison, scenario ', ellipsis(scenario.name)),
    html('h1', { class: 'verdict' }, html('span', { class: 'verdict-icon' }, icon(tone)), title),
    reasonsNode(verdict.reasons),
    html('p', { class: 'meaning' }, more === null ? meaning : `${meaning} ${sentence(more)}`),
    identity(comparison),
  );
}

function identity(comparison: Comparison): HTMLElement {
  const { base, head, design, scenario, createdAt, verdict, tool } = comparison;
  const list = html('dl', { class: 'identity' });
  const fact = (name: string, value: string) => {
    list.append(html('div', {}, html('dt', {}, name), html('dd', {}, ellipsis(value))));
  };
  fact('Base', sideText(base));
  fact('Head', sideText(head));
  fact('Design', designText(design, usableRuns(base), usableRuns(head)));
  fact('Seed', scenario.seed);
  fact('Compared', instantText(createdAt));
  fact('Exit code', String(verdict.exitCode));
  fact('Version', tool.version);
  return list;
}
