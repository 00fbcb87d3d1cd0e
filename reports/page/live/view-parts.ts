/** Pieces that several views are made of. */
import { inertText } from '../../inert-text.ts';
import { whole } from '../../numbers.ts';
import { foreign, html } from '../dom.ts';
import { setText } from './in-place.ts';
import { ApiFault } from './view.ts';

/** A text that people or records have given: one line, nothing in it is obeyed by anybody. */
export function givenText(text: string, maxLength = 160): HTMLElement {
  return foreign(inertText(text, maxLength));
}

/** What went wrong with a question or a request, as a sentence. */
export function faultText(cause: unknown): string {
  if (cause instanceof ApiFault) return inertText(cause.message);
  return cause instanceof Error ? inertText(cause.message) : 'something went wrong';
}

/** A place for the fault of a question: empty while all is well. */
export interface FaultPlace {
  readonly node: HTMLElement;
  clear(): void;
  /** @param what could not be read, such as `The alerts` */
  show(what: string, cause: unknown): void;
}

export function faultPlace(): FaultPlace {
  const node = html('p', { class: 'fault', role: 'status', hidden: true });
  return {
    node,
    clear() {
      node.hidden = true;
    },
    show(what, cause) {
      setText(node, `${what} could not be read: ${faultText(cause)}. It is tried again.`);
      node.hidden = false;
    },
  };
}

export interface Choice<T extends string> {
  readonly value: T | '';
  readonly text: string;
}

/** A labelled choice; '' stands for all. */
export function selectField<T extends string>(
  id: string,
  label: string,
  choices: readonly Choice<T>[],
  onChoose: (value: T | '') => void,
): { readonly node: HTMLElement; set(value: T | ''): void } {
  const select = html('select', { id });
  for (const { value, text } of choices) select.append(html('option', { value }, text));
  select.addEventListener('change', () => onChoose(choices[select.selectedIndex]?.value ?? ''));
  return {
    node: html('div', { class: 'field' }, html('label', { for: id }, label), select),
    set(value) {
      if (select.value !== value) select.value = value;
    },
  };
}

export interface Pager {
  readonly node: HTMLElement;
  show(state: { readonly page: number; readonly pageSize: number; readonly total: number }): void;
}

/** @param what is paged, in the plural: `alerts` */
export function createPager(what: string, onPage: (page: number) => void): Pager {
  let page = 1;
  const step = (by: number, text: string) => {
    const button = html(
      'button',
      { type: 'button', 'aria-label': `${text} page of ${what}` },
      text,
    );
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') !== 'true') onPage(page + by);
    });
    return button;
  };
  const earlier = step(-1, 'Previous');
  const later = step(1, 'Next');
  const range = html('span', { class: 'pager-range' });
  const node = html('nav', { class: 'pager', 'aria-label': `Pages of ${what}` });
  node.append(earlier, range, later);
  return {
    node,
    show(state) {
      page = state.page;
      const first = (state.page - 1) * state.pageSize + 1;
      const last = Math.min(state.total, state.page * state.pageSize);
      setText(range, `${whole(first)} to ${whole(last)} of ${whole(state.total)}`);
      // They stay reachable at the ends: a button that is disabled under the finger loses the focus.
      earlier.setAttribute('aria-disabled', String(state.page <= 1));
      later.setAttribute('aria-disabled', String(last >= state.total));
      node.hidden = state.total <= state.pageSize && state.page === 1;
    },
  };
}

/** Why nobody may act here, for pages that only look on. */
export function lookingOnText(isInteractive: boolean): string {
  return isInteractive
    ? 'This page looks on: only the page that was opened with the class’s token may act.'
    : 'This run is measured, so that nobody may change it: start one with --classroom to act.';
}
