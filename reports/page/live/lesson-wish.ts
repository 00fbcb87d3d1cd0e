/** `/?lesson=consumer-groups`: the page of somebody who may act sets the stage, once, unless it is set already. */
import type { LiveFrame, LiveHello } from '../../live/frames.ts';
import { ApiFault, type ViewContext } from './view.ts';

export interface LessonWish {
  hello(hello: LiveHello): void;
  frame(frame: LiveFrame): void;
}

export function createLessonWish(context: ViewContext): LessonWish {
  let wanted = new URLSearchParams(location.search).get('lesson');
  // The view that the lesson is about is shown, unless the address names one.
  let viewFor = location.hash.length > 2 ? null : wanted;
  return {
    hello({ mayAct, isClassroom, run }) {
      if (wanted === null) return;
      const id = wanted;
      wanted = null;
      if (run.lesson === id) return;
      if (!isClassroom) context.say('Lessons need a run with --classroom.', 'bad');
      else if (!mayAct) context.say(`Only whoever started the run can begin the lesson ${id}.`);
      else void begin(context, id);
    },
    frame({ classroom }) {
      const lesson = classroom?.lesson ?? null;
      if (viewFor === null || lesson === null || lesson.id !== viewFor) return;
      viewFor = null;
      context.go(lesson.view);
    },
  };
}

async function begin(context: ViewContext, id: string): Promise<void> {
  try {
    const { text } = await context.api.control({ action: 'lesson', id });
    context.say(text);
  } catch (cause) {
    context.say(cause instanceof ApiFault ? cause.message : String(cause), 'bad');
  }
}
