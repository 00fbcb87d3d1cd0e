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
