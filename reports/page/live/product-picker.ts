/**
 * A field to find a product by id, name or SKU: a combobox whose list the API fills while one types. Escape takes back what was
 * typed, an empty field means all products where that is a choice.
 */
import type { PagedAnswer, ProductJson } from '../../../pipeline/query/wire.ts';
import { inertText } from '../../inert-text.ts';
import { html } from '../dom.ts';
import { setText } from './in-place.ts';
import type { Inquiry } from './inquiry.ts';
import type { LiveApi } from './view.ts';
import { faultText, givenText } from './view-parts.ts';

export interface ProductPicker {
  readonly node: HTMLElement;
  /** What is chosen; '' for all. Leaves alone what is being typed. */
  set(productId: string): void;
}

export interface PickerSpec {
  readonly id: string;
  readonly label: string;
  /** What an empty field means; undefined: it means nothing, and the choice stays. */
  readonly allText?: string;
  /** Its questions go out with the view's others. */
  readonly inquiry: Inquiry;
  readonly api: LiveApi;
  choose(productId: string): void;
}

/** Fast typists ask once. */
const TYPING_MS = 250;
const SHOWN_PRODUCTS = 8;

export function createProductPicker(spec: PickerSpec): ProductPicker {
  const { id, label, allText, api } = spec;
  const listId = `${id}-list`;
  const input = html('input', {
    id,
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
    'aria-describedby': `${id}-said`,
    placeholder: allText,
    maxlength: 100,
  });
  const list = html('ul', { id: listId, role: 'listbox', class: 'picker-list', hidden: true });
  list.setAttribute('aria-label', label);
  const said = html('span', { id: `${id}-said`, class: 'visually-hidden', 'aria-live': 'polite' });
  let chosen = '';
  let products: readonly ProductJson[] = [];
  let active = -1;
  let typing: ReturnType<typeof setTimeout> | undefined;

  const ask = spec.inquiry.add<PagedAnswer<ProductJson>>({
    onDemand: true,
    ask: () =>
      api.get('/api/products', { search: input.value.trim(), page: 1, pageSize: SHOWN_PRODUCTS }),
    show: ({ data, total }) => open(data, total),
    failed: (cause) => {
      close();
      setText(said, `Products could not be searched: ${faultText(cause)}`);
    },
  });

  const open = (found: readonly ProductJson[], total: number) => {
    if (document.activeElement !== input) return;
    products = found;
    const nodes = found.map((product, at) => option(product, `${listId}-${at}`));
    for (const [at, node] of nodes.entries()) {
      // Before the field loses the focus, which would close the list.
      node.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        choose(found[at]);
      });
    }
    list.replaceChildren(...nodes);
    list.hidden = found.length === 0;
    input.setAttribute('aria-expanded', String(found.length > 0));
    mark(-1);
    const more = total > found.length ? `, the first ${found.length} are listed` : '';
    setText(said, total === 0 ? 'No product matches' : `${total} products match${more}`);
  };
  const close = () => {
    clearTimeout(typing);
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    mark(-1);
  };
  const mark = (at: number) => {
    active = at;
    for (const [index, node] of [...list.children].entries()) {
      node.setAttribute('aria-selected', String(index === at));
    }
    if (at < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `${listId}-${at}`);
  };
  const choose = (product: ProductJson | undefined) => {
    if (product === undefined) return;
    chosen = product.id;
    input.value = product.id;
    close();
    spec.choose(product.id);
  };
  const chooseAll = () => {
    close();
    if (allText === undefined || chosen === '') {
      input.value = chosen;
      return;
    }
    chosen = '';
    spec.choose('');
  };

  input.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(ask, TYPING_MS);
  });
  input.addEventListener('focus', () => input.select());
  input.addEventListener('blur', () => {
    close();
    setText(said, '');
    if (input.value.trim() === '') chooseAll();
    else input.value = chosen;
  });
  input.addEventListener('keydown', (event) => {
    const isOpen = !list.hidden;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen) ask();
      else mark(stepped(active, event.key === 'ArrowDown' ? 1 : -1, products.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (input.value.trim() === '') chooseAll();
      else if (isOpen) choose(products[Math.max(0, active)]);
      else ask();
    } else if (event.key === 'Escape') {
      close();
      input.value = chosen;
      input.select();
    }
  });
  return {
    node: html(
      'div',
      { class: 'field picker' },
      html('label', { for: id }, label),
      input,
      list,
      said,
    ),
    set(productId) {
      chosen = productId;
      if (document.activeElement !== input) input.value = productId;
    },
  };
}

/** From the last to the first and back. */
function stepped(active: number, by: 1 | -1, count: number): number {
  if (active < 0) return by > 0 ? 0 : count - 1;
  return (active + by + count) % count;
}

function option({ id, name, category, quantity }: ProductJson, nodeId: string): HTMLElement {
  return html(
    'li',
    { id: nodeId, role: 'option', 'aria-selected': 'false' },
    html('span', { class: 'picker-id' }, inertText(id, 64)),
    ' ',
    givenText(name, 60),
    html('span', { class: 'quiet' }, ` ${inertText(category, 40)}, ${quantity} in stock`),
  );
}
