/**
 * Making nodes. Text becomes text nodes and nothing else, so that no string of a record is ever read as markup;
 * there is no way to set a style attribute, which the page's policy forbids.
 */

/** `undefined` and `false` leave an attribute out; `true` sets it empty. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
export type Child = Node | string | null;

export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/** A string from a record: kept from turning the direction of what stands around it, and broken where it must be. */
export function foreign(text: string): HTMLElement {
  return html('bdi', { class: 'foreign' }, text);
}

/** Of {@link foreign} text that shall take one line: cut where it does not fit, whole as a tooltip. */
export function ellipsis(text: string): HTMLElement {
  return html('bdi', { class: 'foreign ellipsis', title: text }, text);
}

function filled<T extends Element>(node: T, attributes: Attributes, children: readonly Child[]): T {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name === 'style' || name.startsWith('on'))
      throw new Error(`attribute ${name} is forbidden`);
    node.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== null) node.append(child);
  return node;
}
