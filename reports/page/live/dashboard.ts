/** Dashboard. */
import { html } from '../dom.ts';
import type { LiveView } from './view.ts';

export const dashboardView: LiveView = {
  id: 'dashboard',
  title: 'Dashboard',
  create: () => ({ node: html('div'), hello() {}, frame() {}, shown() {}, hidden() {} }),
};
