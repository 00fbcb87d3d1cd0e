/** Words of records as the page sets them. */
import { foreign, html } from './dom.ts';

/** One reason is a sentence, several are a list. */
export function reasonsNode(reasons: readonly string[]): HTMLElement {
  if (reasons.length === 1)
    return html('p', { class: 'reason' }, foreign(sentence(reasons[0] ?? '')));
  const list = html('ul', { class: 'reasons' });
  for (const reason of reasons) list.append(html('li', {}, foreign(sentence(reason))));
  return list;
}

/** `2026-01-05 10:15:00 UTC`; as it is when it is no instant. */
export function instantText(iso: string): string {
  const instant = new Date(iso);
  if (Number.isNaN(instant.getTime())) return iso;
  return `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

export function sentence(text: string): string {
  // Names such as `end_to_end` are written as they are.
  const name = /^\S*_/.test(text);
  const first = name ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
