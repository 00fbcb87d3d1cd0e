/**
 * The frame of the live page: takes the stream, keeps what all views share, shows one view at a time. Views are made when they are
 * first shown; frames reach the shown one, once an animation frame at most, and nobody while the tab is hidden.
 */

import { inertText } from '../../inert-text.ts';
import type { LiveFrame, LiveHello } from '../../live/frames.ts';
import { html } from '../dom.ts';
import { redrawForPaper } from '../redraw.ts';
import { addressOf, hashOf } from './address.ts';
import { createLessonWish } from './lesson-wish.ts';
import { liveApi } from './live-api.ts';
import { createLiveBar } from './live-bar.ts';
import { LiveHistory } from './live-history.ts';
import { StreamClient } from './stream-client.ts';
import { createTabBar } from './tab-bar.ts';
import { createToasts } from './toasts.ts';
import { takeToken, withRights } from './token.ts';
import type { LiveView, MountedView, ViewContext } from './view.ts';
import { ViewStage } from './view-stage.ts';

export interface LivePage {
  readonly views: readonly LiveView[];
  /** Beside every view, in a classroom. */
  readonly classroomPanel: (context: ViewContext) => Pick<MountedView, 'node' | 'hello' | 'frame'>;
}

export function showLivePage({ views, classroomPanel }: LivePage): void {
  const token = takeToken();
  const api = liveApi(token);
  const history = new LiveHistory();
  const toasts = createToasts();
  let hello: LiveHello | undefined;
  const context: ViewContext = {
    api,
    history,
    mayAct: () => hello?.mayAct ?? false,
    go(view, query) {
      location.hash = hashOf(view, query);
    },
    replaceQuery(query) {
      const { view } = addressOf(location.hash);
      window.history.replaceState(null, '', hashOf(view, query));
    },
    say: (text, tone) => toasts.say(text, tone),
  };
  const bar = createLiveBar(() => client.retryNow());
  const tabs = createTabBar(views);
  const stage = new ViewStage(views, context);
  const panel = classroomPanel(context);
  const aside = html('aside', { class: 'classroom-side', 'aria-label': 'Classroom', hidden: true });
  aside.append(panel.node);
  const wish = createLessonWish(context);

  const frames = createFrameGate((frame) => {
    bar.frame(frame);
    tabs.count('alerts', frame.metrics?.activeAlerts ?? 0, 'active alert');
    stage.frame(frame);
    if (!aside.hidden) panel.frame(frame);
    wish.frame(frame);
  });
  const client = new StreamClient({
    hello(told) {
      const next = withRights(told, token);
      hello = next;
      history.begin(next);
      aside.hidden = !next.isClassroom;
      document.documentElement.dataset['mayAct'] = String(next.mayAct);
      document.title = `${inertText(next.run.scenario, 80)} · live · streamstock-bench`;
      bar.hello(next);
      stage.hello(next);
      panel.hello(next);
      wish.hello(next);
      frames.push(next.frame);
    },
    frame(frame) {
      history.add(frame);
      frames.push(frame);
    },
    state: (state) => {
      document.documentElement.dataset['stream'] = state;
      bar.state(state);
    },
  });

  root().replaceChildren(
    html('a', { class: 'skip', href: '#content' }, 'Skip to the view'),
    bar.node,
    tabs.node,
    html('div', { class: 'live-body' }, stage.node, aside),
    toasts.node,
  );
  skipWithoutAddress(stage.node);
  const show = () => {
    const { view, query } = addressOf(location.hash);
    tabs.mark(view);
    stage.show(view, query);
  };
  window.addEventListener('hashchange', show);
  show();
  redrawForPaper();
  client.start();
}

/** The newest frame, in the next animation frame; browsers make none for hidden tabs. */
function createFrameGate(apply: (frame: LiveFrame) => void) {
  let newest: LiveFrame | undefined;
  return {
    push(frame: LiveFrame): void {
      const isAsked = newest !== undefined;
      newest = frame;
      if (isAsked) return;
      requestAnimationFrame(() => {
        const shown = newest;
        newest = undefined;
        if (shown !== undefined) apply(shown);
      });
    },
  };
}

/** The fragment of the address belongs to the views. */
function skipWithoutAddress(target: HTMLElement): void {
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    event.preventDefault();
    target.focus();
  });
}

function root(): HTMLElement {
  return document.getElementById('live') ?? document.body;
}
