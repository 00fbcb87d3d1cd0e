/** The lesson that the stage is set for: its goal, what to do and to see, to be ticked off, and questions. */
import type { LessonView } from '../../live/frames.ts';
import { html } from '../dom.ts';
import { setHidden } from './in-place.ts';

export interface LessonCard {
  readonly node: HTMLElement;
  show(lesson: LessonView | null): void;
}

export function createLesson(): LessonCard {
  const node = html('section', {
    class: 'card lesson',
    'aria-labelledby': 'lesson-title',
    hidden: true,
  });
  /** By lesson and step: a restart of the run takes nobody's place in the lesson. */
  const ticked = new Set<string>();
  let shown = '';
  return {
    node,
    show(lesson) {
      const key = lesson === null ? '' : JSON.stringify(lesson);
      if (key === shown) return;
      shown = key;
      setHidden(node, lesson === null);
      node.replaceChildren(...(lesson === null ? [] : cardNodes(lesson, ticked)));
    },
  };
}

function cardNodes(
  { id, title, goal, steps, questions }: LessonView,
  ticked: Set<string>,
): HTMLElement[] {
  return [
    html('h3', { id: 'lesson-title' }, html('bdi', { class: 'foreign' }, `Lesson: ${title}`)),
    html('p', { class: 'lesson-goal' }, html('bdi', { class: 'foreign' }, goal)),
    html(
      'ol',
      { class: 'lesson-steps' },
      ...steps.map((step, at) => stepNode(step, `${id} ${at}`, `lesson-step-${at}`, ticked)),
    ),
    html('h4', {}, 'Questions'),
    html(
      'ul',
      { class: 'lesson-questions' },
      ...questions.map((question) => html('li', {}, html('bdi', { class: 'foreign' }, question))),
    ),
  ];
}

function stepNode(
  { act, see }: LessonView['steps'][number],
  key: string,
  id: string,
  ticked: Set<string>,
): HTMLElement {
  const box = html('input', { type: 'checkbox', id, 'aria-describedby': `${id}-see` });
  box.checked = ticked.has(key);
  box.addEventListener('change', () => {
    if (box.checked) ticked.add(key);
    else ticked.delete(key);
  });
  return html(
    'li',
    { class: 'lesson-step' },
    box,
    html('label', { for: id }, html('bdi', { class: 'foreign' }, act)),
    html('p', { class: 'lesson-see', id: `${id}-see` }, html('bdi', { class: 'foreign' }, see)),
  );
}
