/** Short messages at the foot of the page: read out by screen readers, gone after a while, never a dialog. */
import { inertText } from '../../inert-text.ts';
import { html } from '../dom.ts';

export interface Toasts {
  readonly node: HTMLElement;
  say(text: string, tone?: 'good' | 'bad'): void;
}

const SHOWN_MS = 6_000;
/** A refusal has more to read, and may be the answer to what somebody has typed. */
const BAD_SHOWN_MS = 12_000;
const MOST = 3;

export function createToasts(): Toasts {
  const node = html('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
  return {
    node,
    say(text, tone = 'good') {
      const close = html('button', { type: 'button', class: 'toast-close' }, '×');
      close.setAttribute('aria-label', 'Close this message');
      const toast = html(
        'div',
        { class: `toast ${tone}` },
        html('bdi', { class: 'foreign' }, inertText(text)),
        close,
      );
      const end = () => toast.remove();
      close.addEventListener('click', end);
      node.append(toast);
      while (node.childElementCount > MOST) node.firstElementChild?.remove();
      setTimeout(end, tone === 'bad' ? BAD_SHOWN_MS : SHOWN_MS);
    },
  };
}
