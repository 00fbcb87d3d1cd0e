/** Every level shift, the newest first. */
import type { History } from '../../comparison/history.ts';
import { foreign, html } from '../dom.ts';
import { icon } from '../icons.ts';
import { sentence } from '../sentences.ts';
import { groupLetter } from './words.ts';

export function shiftsNode({ metrics, groups }: History): HTMLElement {
  const shifts = metrics.flatMap((metric) => metric.shifts).toSorted((a, b) => b.atRun - a.atRun);
  if (shifts.length === 0) {
    return html('p', { class: 'missing-text' }, 'No metric has shifted its level.');
  }
  const list = html('ul', { class: 'shifts' });
  for (const { text, verdict, group } of shifts) {
    const tone = verdict === 'worse' ? 'bad' : 'good';
    const where = groups.length > 1 ? ` Group ${groupLetter(group)}.` : '';
    list.append(
      html(
        'li',
        {},
        html(
          'span',
          { class: `result ${tone}` },
          icon(tone),
          html('span', { class: 'visually-hidden' }, verdict),
        ),
        html('span', {}, foreign(sentence(text)), where),
      ),
    );
  }
  return list;
}
