/** The frame of every page: bar, contents, header, sections; drawn once its data is unpacked. */
import { html } from './dom.ts';
import { followReading, navigation, type Section, sectionNode } from './navigation.ts';
import { enqueueDrawing, redrawForPaper } from './redraw.ts';
import { restoreTheme } from './theme.ts';
import { topBar } from './top-bar.ts';
import { unpacked } from './unpack.ts';
import { showUnreadable } from './unreadable.ts';

export interface PageFrame {
  /** What the page shows, for the bar on top. */
  readonly name: string;
  /** Above the sections. */
  readonly lead: readonly (HTMLElement | null)[];
  readonly sections: readonly Section[];
}

/**
 * Unpacks the data of this page and builds everything from it.
 * @param frameOf what to show of the data, which is what the page's Node side put in
 */
export function showPage<T>(frameOf: (data: T) => PageFrame): void {
  restoreTheme();
  unpacked('report-data')
    .then((text) => build(frameOf(JSON.parse(text) as T)))
    .catch(showUnreadable);
}

function build({ name, lead, sections }: PageFrame): void {
  const nav = navigation(sections);
  root().replaceChildren(
    html('a', { class: 'skip', href: '#content' }, 'Skip to the report'),
    topBar(name),
    nav,
    html(
      'main',
      { id: 'content' },
      ...lead.filter((node) => node !== null),
      ...sections.map(sectionNode),
    ),
  );
  followReading(nav);
  redrawForPaper();
  // Last in the queue: then all is drawn, even where there was nothing to draw.
  enqueueDrawing(() => {});
}

function root(): HTMLElement {
  return document.getElementById('report') ?? document.body;
}
