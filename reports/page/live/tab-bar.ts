/** The navigation: links, so that every view has an address and opens in another tab of the browser. */
import type { ViewId } from '../../live/frames.ts';
import { html } from '../dom.ts';
import { hashOf } from './address.ts';
import type { LiveView } from './view.ts';

export interface TabBar {
  readonly node: HTMLElement;
  mark(current: ViewId): void;
  /** A number beside a view's name: what waits there for somebody; 0 takes it away. */
  count(view: ViewId, count: number, noun: string): void;
}

export function createTabBar(views: readonly LiveView[]): TabBar {
  const list = html('ul');
  const links = new Map<ViewId, HTMLAnchorElement>();
  const counts = new Map<ViewId, HTMLElement>();
  for (const { id, title } of views) {
    const count = html('span', { class: 'tab-count', hidden: true });
    const link = html('a', { href: hashOf(id) }, title, count);
    links.set(id, link);
    counts.set(id, count);
    list.append(html('li', {}, link));
  }
  const node = html('nav', { class: 'contents tabs', 'aria-label': 'Views' }, list);
  return {
    node,
    mark(current) {
      for (const [id, link] of links) {
        if (id === current) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
      keepInSight(node, links.get(current));
    },
    count(view, count, noun) {
      const badge = counts.get(view);
      if (badge === undefined) return;
      const text = count > 99 ? '99+' : String(count);
      if (badge.dataset['count'] === text) return;
      badge.dataset['count'] = text;
      badge.hidden = count === 0;
      badge.replaceChildren(
        text,
        html('span', { class: 'visually-hidden' }, ` ${noun}${count === 1 ? '' : 's'}`),
      );
    },
  };
}

/** On narrow screens the list scrolls sideways. */
function keepInSight(nav: HTMLElement, link: HTMLElement | undefined): void {
  if (link === undefined || nav.scrollWidth <= nav.clientWidth) return;
  nav.scrollTo({ left: link.offsetLeft - nav.clientWidth / 2 + link.offsetWidth / 2 });
}
