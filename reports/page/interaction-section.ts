/** What people did to the run by hand: a table of its actions, where there is anything to tell. */
import { INTERACTION_TITLE, interactionText } from '../interaction-entries.ts';
import { duration, whole } from '../numbers.ts';
import type { PageRecord } from '../page-bounds.ts';
import { foreign, html } from './dom.ts';
import type { Section } from './navigation.ts';
import { sentence } from './sentences.ts';
import { staticTable } from './static-table.ts';

/** @returns nothing for a run in which nobody could do anything */
export function interactionSections({ interaction }: PageRecord): readonly Section[] {
  if (interaction === undefined) return [];
  const { actions } = interaction;
  const table = staticTable({
    caption: 'Actions in order of time',
    columns: [
      { label: 'time', format: (atMs) => (atMs === 0 ? '0 s' : duration(atMs)) },
      { label: 'events sent by then', format: whole },
      { label: 'action' },
    ],
    rows: actions.length,
    cell: (row, column) => {
      const action = actions[row];
      return [action?.atMs, action?.atEvents, action?.text][column] ?? null;
    },
  });
  const lead = html('p', { class: 'lead' }, foreign(sentence(interactionText(interaction))));
  return [
    {
      id: 'by-hand',
      title: INTERACTION_TITLE,
      nodes: [lead, actions.length === 0 ? null : table],
    },
  ];
}
