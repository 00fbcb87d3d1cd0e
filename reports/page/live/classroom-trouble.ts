/** Trouble to order: a record that cannot be processed, and one that comes twice. */
import { POISONS, type Poison } from '../../live/controls.ts';
import { html } from '../dom.ts';
import { type Desk, enable } from './classroom-desk.ts';

const POISON_WORDS: Readonly<Record<Poison, string>> = {
  'not-json': 'that is not JSON',
  'unknown-product': 'of an unknown product',
  'negative-quantity': 'with a negative quantity',
  'missing-field': 'without a field it needs',
};

export interface TroubleBox {
  readonly node: HTMLElement;
  show(isLoad: boolean): void;
}

export function createTrouble(desk: Desk): TroubleBox {
  const poison = poisonForm(desk);
  const duplicate = duplicateForm(desk);
  return {
    node: html(
      'section',
      { class: 'card acts', 'aria-labelledby': 'classroom-trouble-title' },
      html('h3', { id: 'classroom-trouble-title' }, 'Trouble'),
      poison.node,
      duplicate.node,
    ),
    show(isLoad) {
      enable(poison.button, isLoad);
      enable(duplicate.button, isLoad);
    },
  };
}

function poisonForm(desk: Desk) {
  const kind = html('select', { id: 'classroom-poison' });
  kind.append(...POISONS.map((each) => html('option', { value: each }, POISON_WORDS[each])));
  const button = html('button', { type: 'submit' }, 'Send poison');
  const node = html(
    'form',
    { class: 'trouble-form' },
    html('div', { class: 'field' }, html('label', { for: 'classroom-poison' }, 'A record'), kind),
    button,
  );
  node.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = POISONS[kind.selectedIndex];
    if (chosen !== undefined) void desk.act({ action: 'poison', kind: chosen }, button);
  });
  return { node, button };
}

function duplicateForm(desk: Desk) {
  const product = html('input', {
    id: 'classroom-duplicate',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'any product',
  });
  const button = html('button', { type: 'submit' }, 'Send it again');
  const node = html(
    'form',
    { class: 'trouble-form', novalidate: true },
    html(
      'div',
      { class: 'field' },
      html('label', { for: 'classroom-duplicate' }, 'The latest record of'),
      product,
    ),
    button,
  );
  node.addEventListener('submit', (event) => {
    event.preventDefault();
    const productId = product.value.trim();
    void desk.act({ action: 'duplicate', ...(productId === '' ? {} : { productId }) }, button);
  });
  return { node, button };
}
