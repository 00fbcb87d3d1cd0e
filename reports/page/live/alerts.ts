/** Alerts & Actions: what the expert system recommends, and the alerts themselves. */
import { html } from '../dom.ts';
import { createAdvice } from './alerts-advice.ts';
import { createAlertsList } from './alerts-list.ts';
import { setHidden, setText } from './in-place.ts';
import { Inquiry } from './inquiry.ts';
import type { LiveView, MountedView, ViewContext } from './view.ts';
import { lookingOnText } from './view-parts.ts';

export const alertsView: LiveView = { id: 'alerts', title: 'Alerts & Actions', create };

const REASON_ID = 'alerts-looking-on';

function create(context: ViewContext): MountedView {
  const inquiry = new Inquiry();
  const reason = html('p', { id: REASON_ID, class: 'card quiet' });
  const alerts = createAlertsList(context, inquiry, REASON_ID);
  const advice = createAdvice(context, inquiry, REASON_ID);
  const node = html(
    'div',
    { class: 'alerts-view' },
    reason,
    html('h3', {}, 'Alerts'),
    html('p', { class: 'quiet' }, MEANING),
    alerts.node,
    html('h3', {}, 'Recommended actions'),
    html('p', { class: 'quiet' }, ADVICE_MEANING),
    advice.node,
  );
  return {
    node,
    hello({ run, frame }) {
      setText(reason, context.mayAct() ? '' : lookingOnText(run.isInteractive));
      setHidden(reason, context.mayAct());
      alerts.reset();
      advice.reset();
      inquiry.forget();
      inquiry.changed(frame.storeVersion);
    },
    frame: ({ storeVersion }) => inquiry.changed(storeVersion),
    shown(query) {
      alerts.shown(query);
      inquiry.show();
    },
    hidden: () => inquiry.hide(),
  };
}

const MEANING =
  'An alert ends by itself when its condition does. Resolve says that its cause is dealt with, Dismiss that nobody wants to ' +
  'see it; neither changes the stock, and the next time the condition begins a new alert is raised.';
const ADVICE_MEANING =
  'From stock, reorder point, capacity and the forecast. A restock is a delivery by hand: a command on Kafka that the ' +
  'pipeline applies like any other event.';
