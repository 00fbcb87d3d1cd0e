/** The table of contents, which stays in sight and marks the section that is being read. */
import { html } from './dom.ts';

export interface Section {
  /** Also the fragment of its link. */
  readonly id: string;
  readonly title: string;
  readonly nodes: readonly (HTMLElement | null)[];
}

export function sectionNode({ id, title, nodes }: Section): HTMLElement {
  return html(
    'section',
    { id, class: 'section', 'aria-labelledby': `${id}-title` },
    html('h2', { id: `${id}-title` }, title),
    ...nodes,
  );
}

export function navigation(sections: readonly Section[]): HTMLElement {
  const list = html('ul');
  for (const { id, title } of sections) {
    list.append(html('li', {}, html('a', { href: `#${id}` }, title)));
  }
  return html('nav', { class: 'contents', 'aria-label': 'Sections of the report' }, list);
}

/** Once the sections are in the page. */
export function followReading(nav: HTMLElement): void {
  const links = [...nav.querySelectorAll('a')];
  const mark = (id: string) => {
    for (const link of links) {
      const current = link.hash === `#${id}`;
      if (!current) link.removeAttribute('aria-current');
      else if (!link.hasAttribute('aria-current')) {
        link.setAttribute('aria-current', 'true');
        keepInSight(nav, link);
      }
    }
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) mark(target.id);
    },
    // A section is being read when it crosses a line a third down.
    { rootMargin: '-30% 0px -69% 0px' },
  );
  for (const section of document.querySelectorAll('.section')) observer.observe(section);
}

/** On narrow screens the list scrolls sideways. */
function keepInSight(nav: HTMLElement, link: HTMLElement): void {
  if (nav.scrollWidth <= nav.clientWidth) return;
  nav.scrollTo({ left: link.offsetLeft - nav.clientWidth / 2 + link.offsetWidth / 2 });
}
