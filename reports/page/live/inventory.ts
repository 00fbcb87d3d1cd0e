/** Inventory. */
import { html } from '../dom.ts';
import type { LiveView } from './view.ts';

export const inventoryView: LiveView = {
  id: 'inventory',
  title: 'Inventory',
  create: () => ({ node: html('div'), hello() {}, frame() {}, shown() {}, hidden() {} }),
};
