/** What was done by hand: it stands in the run's record too. */

import type { ClassroomView } from '../../live/frames.ts';
import { whole } from '../../numbers.ts';
import { html } from '../dom.ts';
import { timeText } from '../run-time.ts';
import { setHidden, setText } from './in-place.ts';
import { createKeyedList } from './keyed-list.ts';

type Action = ClassroomView['actions'][number];

export function createActions(): { readonly node: HTMLElement; show(view: ClassroomView): void } {
  const summary = html('summary');
  const list = html('ol', { class: 'action-list' });
  const more = html('p', { class: 'note' });
  const lines = createKeyedList<Action>(
    list,
    ({ number, atMs }) => `${number} ${atMs}`,
    ({ atMs, text }) => ({
      node: html(
        'li',
        {},
        html('span', { class: 'mark-time' }, timeText(atMs)),
        html('bdi', { class: 'foreign' }, text),
      ),
      update() {},
    }),
  );
  return {
    node: html('details', { class: 'card actions' }, summary, list, more),
    show({ actions, actionCount }) {
      setText(
        summary,
        actionCount === 0 ? 'Nothing was done by hand' : `Done by hand: ${whole(actionCount)}`,
      );
      lines.show(actions);
      setHidden(more, actionCount <= actions.length);
      setText(more, `and ${whole(actionCount - actions.length)} before`);
    },
  };
}
