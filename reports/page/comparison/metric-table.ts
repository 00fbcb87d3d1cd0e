/** The verdict on every metric, and why. */
import type { Comparison, MetricComparison } from '../../comparison/comparison.ts';
import { changeText, floorText, intervalText, pText, valueText } from '../../comparison/words.ts';
import { foreign, html } from '../dom.ts';
import { icon } from '../icons.ts';
import { sentence } from '../sentences.ts';
import { METRIC_TONES } from './verdict-words.ts';

const HEADINGS = [
  ['metric', ''],
  ['verdict', ''],
  ['change', 'number'],
  ['95 % interval', 'number'],
  ['base', 'number'],
  ['head', 'number'],
  ['floor', 'number'],
  ['p, Holm', 'number'],
] as const;

export function metricTable({ metrics }: Comparison): HTMLElement {
  if (metrics.length === 0) {
    return html('p', { class: 'missing-text' }, 'No metric is gated that both sides can know.');
  }
  const head = html('tr');
  for (const [text, kind] of HEADINGS) {
    head.append(html('th', { scope: 'col', class: kind === '' ? undefined : kind }, text));
  }
  const body = html('tbody');
  for (const metric of metrics) body.append(...metricRows(metric));
  return html(
    'div',
    { class: 'table-scroller', tabindex: 0, role: 'region', 'aria-label': 'Table of metrics' },
    html(
      'table',
      { class: 'metric-verdicts' },
      html('caption', { class: 'visually-hidden' }, 'Metrics, how they changed, and the verdict'),
      html('thead', {}, head),
      body,
    ),
  );
}

/** The figures, and below them the reason over the whole width. */
function metricRows(metric: MetricComparison): HTMLElement[] {
  const { label, verdict, base, head, ratio, interval, unit, test, reason } = metric;
  const number = (text: string) => html('td', { class: 'number' }, text);
  return [
    html(
      'tr',
      { class: 'decided' },
      html('th', { scope: 'row' }, foreign(label)),
      html('td', {}, verdictNode(verdict)),
      number(changeText(ratio)),
      number(intervalText(interval)),
      number(valueText(base, unit)),
      number(valueText(head, unit)),
      number(floorText(metric)),
      number(pText(test)),
    ),
    html(
      'tr',
      {},
      html('td', { class: 'metric-reason', colspan: HEADINGS.length }, foreign(sentence(reason))),
    ),
  ];
}

export function verdictNode(verdict: MetricComparison['verdict']): HTMLElement {
  const tone = METRIC_TONES[verdict];
  return html(
    'span',
    { class: `metric-verdict ${tone}` },
    html('span', { class: `result ${tone}` }, icon(tone)),
    verdict,
  );
}
