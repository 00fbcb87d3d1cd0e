/** What was done to a run by hand, as a record says it: the same words at the terminal and in Markdown. */
import type { Interaction } from './interaction.ts';
import { duration, inWords, whole } from './numbers.ts';
import type { Entry } from './run-entries.ts';

/** Above the actions wherever they are listed. */
export const INTERACTION_TITLE = 'What was done by hand';

/** A sentence without a full stop. */
export function interactionText({ actions, dropped }: Interaction): string {
  const count = actions.length + dropped;
  const done = count === 0 ? 'without a single action' : `with ${inWords(count, 'action')}`;
  return `the plan was played by hand, ${done}; stock, alerts and digest are not held against it`;
}

/**
 * @param limit of actions that are listed; the others are counted
 * @returns empty for a run in which nobody could do anything
 */
export function interactionEntries(
  { interaction }: { readonly interaction?: Interaction },
  limit: number,
): Entry[] {
  if (interaction === undefined) return [];
  const { actions, dropped } = interaction;
  const shown = actions.slice(0, limit).map(({ atMs, atEvents, text }) => ({
    label: `after ${atMs === 0 ? '0 s' : duration(atMs)}`,
    text: `${text} (${inWords(atEvents, 'event')} sent)`,
  }));
  const hidden = actions.length - shown.length + dropped;
  return [
    { label: 'in all', text: interactionText(interaction) },
    ...shown,
    ...(hidden > 0 ? [{ label: '…', text: `and ${whole(hidden)} more` }] : []),
  ];
}
