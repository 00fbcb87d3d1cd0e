/** What the words of a page mean. */
import { html } from './dom.ts';

export type Terms = readonly (readonly [term: string, meaning: string])[];

export function explained(terms: Terms): HTMLElement {
  const list = html('dl', { class: 'explained' });
  for (const [term, meaning] of terms) {
    list.append(html('div', {}, html('dt', {}, term), html('dd', {}, meaning)));
  }
  return list;
}
