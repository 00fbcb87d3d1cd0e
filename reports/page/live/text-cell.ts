/** Text that changes many times a second: the node is touched only when the text is another one. */

export interface TextCell {
  set(text: string): void;
}

export function textCell(node: HTMLElement): TextCell {
  const text = document.createTextNode('');
  node.append(text);
  let shown = '';
  return {
    set(next) {
      if (next === shown) return;
      shown = next;
      text.data = next;
    },
  };
}

/** Likewise of an attribute; null takes it away. */
export function setAttribute(node: Element, name: string, value: string | null): void {
  if (node.getAttribute(name) === value) return;
  if (value === null) node.removeAttribute(name);
  else node.setAttribute(name, value);
}
