/** What a reader should know beside what the page says: a card above its sections. */
import { foreign, html } from './dom.ts';
import { sentence } from './sentences.ts';

/** @returns null when there is nothing to say */
export function warningsNode(warnings: readonly string[]): HTMLElement | null {
  if (warnings.length === 0) return null;
  const list = html('ul');
  for (const warning of warnings) list.append(html('li', {}, foreign(sentence(warning))));
  return html(
    'section',
    { class: 'warnings', 'aria-labelledby': 'warnings-title' },
    html('h2', { id: 'warnings-title' }, 'Warnings'),
    list,
  );
}
