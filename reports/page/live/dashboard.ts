/** Dashboard: how the inventory and the system that keeps it are doing, at a glance. */
import type {
  AlertJson,
  Answer,
  PagedAnswer,
  RecommendationJson,
} from '../../../pipeline/query/wire.ts';
import { html } from '../dom.ts';
import { dashboardCharts } from './dashboard-charts.ts';
import { dashboardFeed } from './dashboard-feed.ts';
import { alertList, recommendationList } from './dashboard-lists.ts';
import { DASHBOARD_TILES } from './dashboard-tiles.ts';
import { Inquiry } from './inquiry.ts';
import { isBeingRead } from './keyed-list.ts';
import { liveTile } from './live-tile.ts';
import type { LiveView, MountedView, ViewContext } from './view.ts';
import { faultPlace } from './view-parts.ts';

export const dashboardView: LiveView = { id: 'dashboard', title: 'Dashboard', create };

const SHOWN = 5;

function create({ api, history }: ViewContext): MountedView {
  const tiles = DASHBOARD_TILES.map((tile) => ({
    ...tile,
    shown: liveTile(tile.name, tile.unit, tile.href),
  }));
  const charts = dashboardCharts(history);
  const feed = dashboardFeed(history);
  const alerts = alertList();
  const recommendations = recommendationList();
  const fault = faultPlace();
  const inquiry = new Inquiry();
  inquiry.add<PagedAnswer<AlertJson>>({
    ask: () => api.get('/api/alerts', { active: 'true', pageSize: SHOWN }),
    show({ data }) {
      fault.clear();
      alerts.show(data);
    },
    failed: (cause) => fault.show('Alerts', cause),
    isHeld: () => isBeingRead(alerts.node),
  });
  inquiry.add<Answer<readonly RecommendationJson[]>>({
    ask: () => api.get('/api/recommendations'),
    show({ data }) {
      fault.clear();
      recommendations.show(data.slice(0, SHOWN));
    },
    failed: (cause) => fault.show('Recommendations', cause),
    isHeld: () => isBeingRead(recommendations.node),
  });
  return {
    node: html(
      'div',
      { class: 'dashboard' },
      html('ul', { class: 'tiles' }, ...tiles.map(({ shown }) => shown.node)),
      charts.node,
      fault.node,
      html(
        'div',
        { class: 'dashboard-lists' },
        feed.node,
        html('div', { class: 'dashboard-side' }, alerts.node, recommendations.node),
      ),
    ),
    hello({ frame }) {
      inquiry.forget();
      inquiry.changed(frame.storeVersion);
    },
    frame(frame) {
      const point = history.points.at(-1);
      for (const { shown, read } of tiles) shown.show(read({ frame, point }));
      charts.refresh();
      feed.refresh();
      inquiry.changed(frame.storeVersion);
    },
    shown: () => inquiry.show(),
    hidden: () => inquiry.hide(),
  };
}
