/** What the run was judged by: thresholds with their margins, invariants with their evidence. */
import { inWords } from '../numbers.ts';
import type { PageData, PageThreshold } from '../page-data.ts';
import type { InvariantResult } from '../verdict.ts';
import { foreign, html, svg } from './dom.ts';
import { icon } from './icons.ts';
import { sentence } from './sentences.ts';

export function thresholdsNode({ thresholds, thresholdTally }: PageData): HTMLElement {
  if (thresholds.length === 0) {
    return html('p', { class: 'missing-text' }, 'The scenario sets no thresholds.');
  }
  const body = html('tbody');
  for (const threshold of thresholds) body.append(thresholdRow(threshold));
  const head = html('tr');
  for (const text of ['', 'threshold', 'observed', 'limit', 'margin']) {
    head.append(
      text === ''
        ? html('td', {}, html('span', { class: 'visually-hidden' }, 'result'))
        : html('th', { scope: 'col' }, text),
    );
  }
  const table = html(
    'div',
    { class: 'table-scroller', tabindex: 0, role: 'region', 'aria-label': 'Table of thresholds' },
    html(
      'table',
      { class: 'thresholds' },
      html(
        'caption',
        { class: 'visually-hidden' },
        'Thresholds, what was observed, and the margin',
      ),
      html('thead', {}, head),
      body,
    ),
  );
  if (thresholdTally === null) return table;
  return html(
    'div',
    { class: 'judged' },
    html('p', { class: 'lead' }, sentence(thresholdTally)),
    table,
  );
}

function thresholdRow(threshold: PageThreshold): HTMLElement {
  const { label, state, setAside, observedText, limitText, marginText } = threshold;
  return html(
    'tr',
    { class: setAside === null ? undefined : 'aside' },
    html('td', {}, result(TONES[state], state)),
    html('th', { scope: 'row' }, foreign(label)),
    html('td', { class: 'number' }, observedText),
    html('td', { class: 'number' }, limitText),
    html(
      'td',
      { class: 'margin' },
      marginBar(threshold),
      html(
        'span',
        { class: 'margin-text' },
        setAside === null ? marginText : foreign(sentence(setAside)),
      ),
    ),
  );
}

const TONES: Readonly<Record<PageThreshold['state'], Tone>> = {
  holds: 'good',
  crossed: 'bad',
  'no samples': 'warn',
  'set aside': 'aside',
};

const BAR_WIDTH = 120;
const BAR_HEIGHT = 12;

/** The value as a bar, the limit as a line across it. */
function marginBar({ bar, state }: PageThreshold): SVGSVGElement | null {
  if (bar === null) return null;
  const limitX = Math.round(bar.limitShare * BAR_WIDTH);
  return svg(
    'svg',
    {
      class: `margin-bar ${state === 'holds' ? 'good' : 'bad'}`,
      viewBox: `0 0 ${BAR_WIDTH} ${BAR_HEIGHT}`,
      width: BAR_WIDTH,
      height: BAR_HEIGHT,
      'aria-hidden': 'true',
    },
    svg('rect', { class: 'track', x: 0, y: 3, width: BAR_WIDTH, height: 6, rx: 3 }),
    svg('rect', {
      class: 'value',
      x: 0,
      y: 3,
      width: Math.max(2, bar.observedShare * BAR_WIDTH).toFixed(1),
      height: 6,
      rx: 3,
    }),
    svg('rect', { class: 'limit', x: limitX - 1, y: 0, width: 2, height: BAR_HEIGHT }),
  );
}

export function auditNode({ record }: PageData): HTMLElement {
  const { audit } = record;
  if (audit.length === 0) return html('p', { class: 'missing-text' }, 'Nothing was audited.');
  const broken = audit.filter(({ holds }) => holds === false).length;
  const undecided = audit.filter(({ holds }) => holds === null).length;
  const summary =
    broken + undecided === 0
      ? `All ${inWords(audit.length, 'invariant')} hold.`
      : [
          `${audit.length - broken - undecided} of ${inWords(audit.length, 'invariant')} hold`,
          ...(broken > 0 ? [`${broken} broken`] : []),
          ...(undecided > 0 ? [`${undecided} undecided`] : []),
        ].join(', ');
  const list = html('ul', { class: 'audit' });
  for (const invariant of audit) list.append(invariantNode(invariant));
  return html('div', {}, html('p', { class: 'lead' }, sentence(summary)), list);
}

function invariantNode({ title, detail, holds, examples }: InvariantResult): HTMLElement {
  return html(
    'li',
    { class: holds === true ? 'holds' : holds === false ? 'broken' : 'undecided' },
    holds === null
      ? result('warn', 'undecided')
      : holds
        ? result('good', 'holds')
        : result('bad', 'broken'),
    html(
      'div',
      { class: 'invariant' },
      html('span', { class: 'invariant-title' }, foreign(sentence(title))),
      html('span', { class: 'invariant-detail' }, foreign(detail)),
      examples.length === 0 ? null : examplesNode(title, examples),
    ),
  );
}

function examplesNode(title: string, examples: InvariantResult['examples']): HTMLElement {
  const body = html('tbody');
  for (const { subject, expected, got } of examples) {
    body.append(
      html(
        'tr',
        {},
        html('th', { scope: 'row' }, foreign(subject)),
        html('td', {}, foreign(expected)),
        html('td', {}, foreign(got)),
      ),
    );
  }
  const head = html('tr');
  for (const text of ['where', 'expected', 'got']) head.append(html('th', { scope: 'col' }, text));
  return html(
    'div',
    { class: 'table-scroller', tabindex: 0, role: 'region', 'aria-label': `Examples: ${title}` },
    html(
      'table',
      { class: 'examples' },
      html('caption', { class: 'visually-hidden' }, `Examples: ${title}`),
      html('thead', {}, head),
      body,
    ),
  );
}

type Tone = 'good' | 'bad' | 'warn' | 'aside';

/** A sign and a word; the word is for those who cannot tell the sign. */
function result(tone: Tone, word: string): HTMLElement {
  return html(
    'span',
    { class: `result ${tone}` },
    icon(tone),
    html('span', { class: 'visually-hidden' }, word),
  );
}
