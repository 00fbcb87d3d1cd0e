/** The top of the page: which run this is, and what became of it. */
import { duration } from '../numbers.ts';
import type { PageData } from '../page-data.ts';
import { ellipsis, foreign, html } from './dom.ts';
import { icon } from './icons.ts';
import { redrawAll } from './redraw.ts';
import { chooseTheme, shownTheme } from './theme.ts';
import { PARTLY_JUDGED, verdictWords } from './verdict-words.ts';

export function topBar({ record }: PageData): HTMLElement {
  const print = html('button', { type: 'button', class: 'tool', title: 'Print' }, icon('print'));
  print.append(html('span', { class: 'visually-hidden' }, 'Print'));
  print.addEventListener('click', () => window.print());
  return html(
    'header',
    { class: 'top-bar' },
    html('span', { class: 'brand' }, 'streamstock', html('span', { class: 'brand-part' }, 'bench')),
    ellipsis(record.runId),
    html('span', { class: 'top-tools' }, themeButton(), print),
  );
}

function themeButton(): HTMLButtonElement {
  const button = html('button', { type: 'button', class: 'tool' }, icon('theme'));
  const label = html('span', { class: 'visually-hidden' });
  button.append(label);
  const show = () => {
    label.textContent = shownTheme() === 'dark' ? 'Light colours' : 'Dark colours';
    button.title = label.textContent;
  };
  button.addEventListener('click', () => {
    chooseTheme(shownTheme() === 'dark' ? 'light' : 'dark');
    show();
    redrawAll();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  show();
  return button;
}

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

/** One reason is a sentence, several are a list. */
function reasonsNode(reasons: readonly string[]): HTMLElement {
  if (reasons.length === 1)
    return html('p', { class: 'reason' }, foreign(sentence(reasons[0] ?? '')));
  const list = html('ul', { class: 'reasons' });
  for (const reason of reasons) list.append(html('li', {}, foreign(sentence(reason))));
  return list;
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

/** `2026-01-05 10:15:00 UTC`; as it is when it is no instant. */
function instantText(iso: string): string {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) return iso;
  return `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

export function sentence(text: string): string {
  // Names such as `end_to_end` are written as they are.
  const name = /^\S*_/.test(text);
  const first = name ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
