/** Entry of the report page. */
import type { PageData } from '../page-data.ts';
import { html } from './dom.ts';
import { showPage } from './frame.ts';
import { header } from './header.ts';
import { sections } from './sections.ts';
import { tiles } from './tiles.ts';

showPage((data: PageData) => ({
  name: data.record.runId,
  lead: [
    header(data),
    html('h2', { class: 'visually-hidden' }, 'Key figures'),
    tiles(data.record, data.missedRate),
  ],
  sections: sections(data),
}));
