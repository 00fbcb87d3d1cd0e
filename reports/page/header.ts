/** The top of the page: which run this is, and what became of it. */
import { duration } from '../numbers.ts';
import type { PageData } from '../page-data.ts';
import { ellipsis, foreign, html } from './dom.ts';
import { icon } from './icons.ts';
import { instantText, reasonsNode, sentence } from './sentences.ts';
import { PARTLY_JUDGED, verdictWords } from './verdict-words.ts';

export function header(data: PageData): HTMLElement {
  const { record, missedRate } = data;
  const { scenario, verdict } = record;
  const { title, meaning: usual, tone } = verdictWords(verdict.name);
  const partly = verdict.name === 'passed' && data.thresholdTally !== null;
  const meaning = partly ? PARTLY_JUDGED : usual;
  return html(
    'header',
    { class: `hero ${tone}` },
    missedRate === null
      ? null
      : html('p', { class: 'missed-rate' }, icon('warn'), html('strong', {}, sentence(missedRate))),
    html('p', { class: 'eyebrow' }, 'Scenario ', ellipsis(scenario.name)),
    html('h1', { class: 'verdict' }, html('span', { class: 'verdict-icon' }, icon(tone)), title),
    reasonsNode(verdict.reasons),
    meaning === '' ? null : html('p', { class: 'meaning' }, meaning),
    html('p', { class: 'description' }, foreign(scenario.description)),
    identity(data),
  );
}

function identity({ record, brokerText }: PageData): HTMLElement {
  const { startedAt, endedAt, seed, pipeline, tool } = record;
  const tookMs = Date.parse(endedAt) - Date.parse(startedAt);
  const list = html('dl', { class: 'identity' });
  const fact = (name: string, value: string) => {
    list.append(html('div', {}, html('dt', {}, name), html('dd', {}, ellipsis(value))));
  };
  fact('Started', instantText(startedAt));
  if (Number.isFinite(tookMs) && tookMs >= 0) fact('Took', duration(tookMs));
  fact('Seed', seed);
  if (pipeline.kind === 'external') fact('External pipeline', `group ${pipeline.group}`);
  fact('Broker', brokerText);
  fact('Version', tool.version);
  return list;
}
