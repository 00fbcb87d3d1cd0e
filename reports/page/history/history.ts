/** Entry of the history page. */
import type { HistoryPage } from '../../comparison/history-html-data.ts';
import { showPage } from '../frame.ts';
import { warningsNode } from '../warnings.ts';
import { header } from './header.ts';
import { sections } from './sections.ts';

showPage(({ history, reduced }: HistoryPage) => ({
  name: `history of ${history.scenario}`,
  lead: [header(history), warningsNode([...history.warnings, ...reduced])],
  sections: sections(history),
}));
