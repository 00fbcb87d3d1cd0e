/** Changing what stands on the page already, and only where it differs: what is selected, focused or read out stays undisturbed. */
import { setAttribute } from './text-cell.ts';

export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** `null` takes an attribute away. */
export function setAttributes(
  node: Element,
  attributes: Readonly<Record<string, string | number | null>>,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    setAttribute(node, name, value === null ? null : String(value));
  }
}

export function setHidden(node: HTMLElement, isHidden: boolean): void {
  if (node.hidden !== isHidden) node.hidden = isHidden;
}

export function setDisabled(node: HTMLButtonElement | HTMLInputElement, isDisabled: boolean): void {
  if (node.disabled !== isDisabled) node.disabled = isDisabled;
}

export interface KeyedSpec<T, V extends { readonly node: Element }> {
  readonly keyOf: (item: T) => string;
  readonly create: (item: T) => V;
  readonly update: (view: V, item: T) => void;
}

/**
 * Children of `host` that stand for items, in their order: those whose key stays are kept and updated, so that a button in them
 * keeps its focus.
 */
export function keyedChildren<T, V extends { readonly node: Element }>(
  host: Element,
  { keyOf, create, update }: KeyedSpec<T, V>,
): (items: readonly T[]) => void {
  const views = new Map<string, V>();
  return (items) => {
    const wanted = new Set(items.map(keyOf));
    for (const [key, { node }] of views) {
      if (wanted.has(key)) continue;
      node.remove();
      views.delete(key);
    }
    for (const [at, item] of items.entries()) {
      const key = keyOf(item);
      const view = views.get(key) ?? create(item);
      views.set(key, view);
      const there = host.children[at] ?? null;
      if (there !== view.node) host.insertBefore(view.node, there);
      update(view, item);
    }
  };
}
