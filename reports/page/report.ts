/** Entry of the report page: unpacks the data and builds everything from it. */
import type { PageData } from '../page-data.ts';
import { html } from './dom.ts';
import { header, topBar } from './header.ts';
import { followReading, navigation, sectionNode } from './navigation.ts';
import { enqueueDrawing, redrawForPaper } from './redraw.ts';
import { sections } from './sections.ts';
import { restoreTheme } from './theme.ts';
import { tiles } from './tiles.ts';
import { unpacked } from './unpack.ts';
import { showUnreadable } from './unreadable.ts';

restoreTheme();
unpacked('report-data')
  .then((text) => build(JSON.parse(text) as PageData))
  .catch(showUnreadable);

function build(data: PageData): void {
  const parts = sections(data);
  const nav = navigation(parts);
  root().replaceChildren(
    html('a', { class: 'skip', href: '#content' }, 'Skip to the report'),
    topBar(data),
    nav,
    html(
      'main',
      { id: 'content' },
      header(data),
      html('h2', { class: 'visually-hidden' }, 'Key figures'),
      tiles(data.record, data.missedRate),
      ...parts.map(sectionNode),
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
