/** Entry of the live page. */
import { restoreTheme } from '../theme.ts';
import { alertsView } from './alerts.ts';
import { analyticsView } from './analytics.ts';
import { classroomPanel } from './classroom.ts';
import { dashboardView } from './dashboard.ts';
import { eventsView } from './events.ts';
import { inventoryView } from './inventory.ts';
import { kafkaView } from './kafka.ts';
import { showLivePage } from './shell.ts';

restoreTheme();
showLivePage({
  views: [dashboardView, inventoryView, analyticsView, alertsView, eventsView, kafkaView],
  classroomPanel,
});
